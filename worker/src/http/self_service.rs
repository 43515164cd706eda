//! What people do with what belongs to their account: one command each, and one answer. There are two
//! handlers for all of them, so that their code is there once.

use std::pin::Pin;

use axum::body::Body;
use axum::response::IntoResponse;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Response, StatusCode};
use postern_shared::api::{AddAuthenticatorResponse, SecretText};
use postern_shared::totp::TotpSecret;
use worker::send::SendFuture;

use crate::account::{Answered, Locator, Refusal, SelfService};
use crate::config::Config;
use crate::http::asker::Asker;
use crate::http::json_body::JsonBody;
use crate::http::login::enrolment_uri;
use crate::http::path_id::PathId;
use crate::http::problem_response::ApiProblem;
use crate::http::{App, AppState};
use crate::ports::{Accounts, AccountsError, Ports};

/// What is asked by the path's `{id}`, where it has one.
pub type ByPath = fn(&str) -> Result<SelfService, Refusal>;
/// What is asked by the path's `{id}` and a JSON body.
pub type ByBody = fn(&str, JsonBody) -> Result<SelfService, ApiProblem>;
/// What a success has besides.
pub type Besides = fn(&Locator, &mut HeaderMap);

/// The handler of a call that takes nothing but the access token and perhaps the path's `{id}`.
pub fn by_path<P: Ports>(
    (what, besides): (ByPath, Besides),
) -> impl Fn(AppState<P>, Asker, PathId) -> Serving + Clone + Sync {
    move |AppState(app), asker, PathId(id)| {
        Box::pin(SendFuture::new(async move {
            serve(&app, asker, what(&id)?, besides).await
        }))
    }
}

/// The handler of a call that takes a body as well.
pub fn by_body<P: Ports>(
    (what, besides): (ByBody, Besides),
) -> impl Fn(AppState<P>, Asker, PathId, JsonBody) -> Serving + Clone + Sync {
    move |AppState(app), asker, PathId(id), body| {
        Box::pin(SendFuture::new(async move {
            serve(&app, asker, what(&id, body)?, besides).await
        }))
    }
}

/// The answer that a handler is working on.
type Serving = Pin<Box<dyn Future<Output = Result<Response<Body>, ApiProblem>> + Send>>;

async fn serve<P: Ports>(
    app: &App<P>,
    asker: Asker,
    what: SelfService,
    besides: Besides,
) -> Result<Response<Body>, ApiProblem> {
    let Asker { locator, asking } = asker;
    let answered = app.ports.accounts().serve(&locator, asking, what).await?;
    let mut response = render(&app.config, answered)?;
    besides(&locator, response.headers_mut());
    Ok(response)
}

/// The answer to the caller.
///
/// # Errors
/// A problem with the code `unavailable` where a secret is none.
pub fn render(config: &Config, answered: Answered) -> Result<Response<Body>, ApiProblem> {
    Ok(match answered {
        Answered::Done => StatusCode::NO_CONTENT.into_response(),
        Answered::Body { is_created, json } => {
            let status = if is_created {
                StatusCode::CREATED
            } else {
                StatusCode::OK
            };
            answer(status, json.expose().as_bytes().to_vec())
        }
        Answered::AuthenticatorAdded {
            id,
            label,
            secret,
            username,
            expires_in,
        } => {
            let secret = TotpSecret::parse_base32(secret.expose())
                .map_err(|_not_ours| AccountsError::Unavailable)?;
            let added = AddAuthenticatorResponse {
                id: id.to_string(),
                label,
                otp_secret: SecretText::new(secret.expose_base32()),
                otpauth_uri: enrolment_uri(config, &secret, &username),
                expires_in,
            };
            let body = serde_json::to_vec(&added).unwrap_or_default();
            answer(StatusCode::CREATED, body)
        }
    })
}

fn answer(status: StatusCode, body: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

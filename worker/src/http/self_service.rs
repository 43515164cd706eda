//! What people do with what belongs to their account: one command each, and one answer.

use std::pin::Pin;

use axum::body::Body;
use axum::response::IntoResponse;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};
use postern_shared::api::{
    AddAuthenticatorResponse, NewRecoveryCodesResponse, SecretText, SessionsEndedResponse,
};
use postern_shared::totp::TotpSecret;
use serde::Serialize;
use worker::send::SendFuture;

use crate::account::{Refusal, SelfService, Served};
use crate::config::Config;
use crate::http::asker::Asker;
use crate::http::login::enrolment_uri;
use crate::http::path_id::PathId;
use crate::http::problem_response::ApiProblem;
use crate::http::{App, AppState};
use crate::ports::{Accounts, AccountsError, Ports};

/// Does it, for the holder of a live session.
///
/// # Errors
/// The refusals of [`crate::account::Slot::serve`].
pub async fn serve<P: Ports>(
    app: &App<P>,
    asker: Asker,
    what: SelfService,
) -> Result<Response<Body>, ApiProblem> {
    let Asker { locator, asking } = asker;
    let served = app.ports.accounts().serve(&locator, asking, what).await?;
    render(&app.config, served)
}

/// The handler of a call that takes nothing but the access token and perhaps the path's `{id}`: one
/// for all of them, whose code is there once.
pub fn by_path<P: Ports>(
    what: fn(&str) -> Result<SelfService, Refusal>,
) -> impl Fn(AppState<P>, Asker, PathId) -> Answering + Clone {
    move |AppState(app), asker, PathId(id)| {
        Box::pin(SendFuture::new(async move {
            serve(&app, asker, what(&id)?).await
        }))
    }
}

/// The answer that a handler is working on.
type Answering = Pin<Box<dyn Future<Output = Result<Response<Body>, ApiProblem>> + Send>>;

fn render(config: &Config, served: Served) -> Result<Response<Body>, ApiProblem> {
    Ok(match served {
        Served::Done => StatusCode::NO_CONTENT.into_response(),
        Served::Sessions(sessions) => json(StatusCode::OK, &sessions),
        Served::Ended(ended) => json(StatusCode::OK, &SessionsEndedResponse { ended }),
        Served::Authenticators(all) => json(StatusCode::OK, &all),
        Served::Authenticator(one) => json(StatusCode::OK, &one),
        Served::AuthenticatorAdded {
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
            json(StatusCode::CREATED, &added)
        }
        Served::RecoveryCodes(codes) => json(StatusCode::OK, &codes),
        Served::NewRecoveryCodes(recovery_codes) => json(
            StatusCode::CREATED,
            &NewRecoveryCodesResponse { recovery_codes },
        ),
        Served::Browsers(browsers) => json(StatusCode::OK, &browsers),
        Served::Activity(activity) => json(StatusCode::OK, &activity),
        Served::User(user) => json(StatusCode::OK, &user),
        Served::Export(export) => json(StatusCode::OK, &export),
    })
}

fn json(status: StatusCode, body: &impl Serialize) -> Response<Body> {
    answer(status, serde_json::to_vec(body).unwrap_or_default())
}

fn answer(status: StatusCode, body: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

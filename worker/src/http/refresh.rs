//! `POST /api/refresh`

use axum::body::Body;
use axum::extract::FromRequest;
use axum::response::{IntoResponse, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, Request};
use postern_shared::api::{ClientKind, RefreshRequest};
use postern_shared::problem::ProblemCode;

use crate::account::{ClientInfo, Locator, PresentedToken, Refusal, SignedIn};
use crate::http::client_origin::ClientOrigin;
use crate::http::json_body::{FromBody as _, JsonBody};
use crate::http::problem_response::ApiProblem;
use crate::http::request_context::{Admitted, RequestContext};
use crate::http::{App, AppState, json_body, same_origin, session_cookie, token_response};
use crate::keys::RefreshText;
use crate::ports::{Accounts, AccountsError, Ports};

/// The body, where there is one.
pub struct OptionalToken(pub Option<RefreshRequest>);

/// Renews a session: its token is used up, a new one takes its place. A program sends its token in
/// the body; a browser sends none, and its cookie is asked.
#[worker::send]
pub async fn create<P: Ports>(
    AppState(app): AppState<P>,
    _admitted: Admitted,
    context: RequestContext,
    origin: ClientOrigin,
    headers: HeaderMap,
    OptionalToken(body): OptionalToken,
) -> Result<Response, ApiProblem> {
    if let Some(request) = body {
        let client = origin.of_kind(ClientKind::Native);
        let (locator, signed_in) =
            renew(&app, request.refresh_token.expose().trim(), client).await?;
        return token_response::render(&app, context, &locator, signed_in, RENEWED).await;
    }
    same_origin::check(&headers, &context.origin)?;
    let Some(text) = session_cookie::read(&headers) else {
        return Err(ApiProblem::of(
            ProblemCode::MissingToken,
            "there is no session in this browser; other programs send refresh_token in the body",
        ));
    };
    match renew(&app, text, origin.of_kind(ClientKind::Browser)).await {
        Ok((locator, signed_in)) => {
            token_response::render(&app, context, &locator, signed_in, RENEWED).await
        }
        Err(AccountsError::Unavailable) => Err(AccountsError::Unavailable.into()),
        // What does not work any more is taken away.
        Err(AccountsError::Refused(refusal)) => {
            let problem = ApiProblem::from(refusal);
            Ok(([(SET_COOKIE, session_cookie::clear())], problem).into_response())
        }
    }
}

/// Uses up the refresh token in its travelling form.
///
/// # Errors
/// The refusals of [`crate::account::Slot::renew`]; a text that is none of ours is a session that
/// never was.
pub async fn renew<P: Ports>(
    app: &App<P>,
    text: &str,
    client: ClientInfo,
) -> Result<(Locator, SignedIn), AccountsError> {
    let refresh =
        RefreshText::open(&app.config.sealer, text).map_err(|_not_ours| Refusal::SessionEnded)?;
    let presented = PresentedToken {
        session: refresh.session,
        generation: refresh.generation,
        token: refresh.token,
        client,
    };
    let signed_in = app
        .ports
        .accounts()
        .renew(&refresh.locator, presented)
        .await?;
    Ok((refresh.locator, signed_in))
}

impl<S: Send + Sync> FromRequest<S> for OptionalToken {
    type Rejection = ApiProblem;

    async fn from_request(request: Request<Body>, state: &S) -> Result<Self, ApiProblem> {
        if json_body::is_declared(&request) {
            let body = JsonBody::from_request(request, state).await?;
            RefreshRequest::read(body).map(|body| Self(Some(body)))
        } else {
            Ok(Self(None))
        }
    }
}

const RENEWED: &str = "Session renewed";

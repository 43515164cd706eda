//! `POST /api/refresh`

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::SET_COOKIE;
use postern_shared::problem::ProblemCode;

use crate::account::Locator;
use crate::account::{Refusal, SignedIn};
use crate::http::problem_response::ApiProblem;
use crate::http::request_context::{Admitted, RequestContext};
use crate::http::{App, AppState, same_origin, session_cookie, token_response};
use crate::keys::RefreshText;
use crate::ports::{Accounts, AccountsError, Ports};

/// Renews the session of the cookie: its token is used up, a new one takes its place.
#[worker::send]
pub async fn create<P: Ports>(
    State(app): AppState<P>,
    _admitted: Admitted,
    context: RequestContext,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    same_origin::check(&headers, &context.origin)?;
    let Some(text) = session_cookie::read(&headers) else {
        return Err(ApiProblem::of(
            ProblemCode::MissingToken,
            "there is no session in this browser",
        ));
    };
    match renew(&app, text).await {
        Ok((locator, signed_in)) => {
            token_response::render(&app.config, context, &locator, signed_in, "Session renewed")
        }
        Err(AccountsError::Unavailable) => Err(AccountsError::Unavailable.into()),
        // What does not work any more is taken away.
        Err(AccountsError::Refused(refusal)) => {
            let problem = ApiProblem::from(refusal);
            Ok(([(SET_COOKIE, session_cookie::clear())], problem).into_response())
        }
    }
}

async fn renew<P: Ports>(app: &App<P>, text: &str) -> Result<(Locator, SignedIn), AccountsError> {
    let refresh =
        RefreshText::open(&app.config.sealer, text).map_err(|_not_ours| Refusal::SessionEnded)?;
    let signed_in = app
        .ports
        .accounts()
        .renew(
            &refresh.locator,
            refresh.session,
            refresh.generation,
            refresh.token,
        )
        .await?;
    Ok((refresh.locator, signed_in))
}

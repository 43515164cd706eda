//! `POST /api/login/start`

use axum::Json;
use http::HeaderMap;
use postern_opaque::Ke1;
use postern_shared::api::{LoginStartRequest, LoginStartResponse, SecretText};
use postern_shared::username::Username;

use crate::account::{PendingLogins, Refusal};
use crate::http::json_body::{FromBody as _, JsonBody};
use crate::http::password_fields::{check_protocol, parse_message};
use crate::http::password_protocol::{parameters, seal_failed};
use crate::http::problem_response::ApiProblem;
use crate::http::request_context::{Admitted, RequestContext};
use crate::http::{AppState, browser_cookie};
use crate::instance::Event;
use crate::keys::LoginText;
use crate::ports::{Accounts, Ports};

/// Answers the first message of somebody who signs in.
#[worker::send]
pub async fn create<P: Ports>(
    AppState(app): AppState<P>,
    _admitted: Admitted,
    mut context: RequestContext,
    headers: HeaderMap,
    body: JsonBody,
) -> Result<Json<LoginStartResponse>, ApiProblem> {
    let request = LoginStartRequest::read(body)?;
    check_protocol(&app.config)?;
    let ke1 = parse_message("ke1", Ke1::parse(&request.ke1))?;
    // A text that cannot be a name is an unknown name.
    let username =
        Username::parse(&request.username).map_err(|_no_name| Refusal::InvalidCredentials)?;
    let locator = app.config.locators.locate(&username);
    let browser = browser_cookie::read(&headers, &app.config.sealer, &locator);
    let accounts = app.ports.accounts();
    let started = accounts.start_login(&locator, ke1, browser).await?;
    app.ports.tally().count(Event::ProofBegun);
    let left = started.expires_at.since(context.now);
    let text = LoginText {
        locator,
        id: started.login,
        expires_at: started.expires_at,
    };
    let login = text.seal(&app.config.sealer, &mut context.entropy);
    Ok(Json(LoginStartResponse {
        ke2: started.ke2.to_text(),
        argon2: started.costs.into_iter().map(parameters).collect(),
        login: login.map(SecretText::new).map_err(seal_failed)?,
        expires_in: left.min(PendingLogins::LIFETIME_SECONDS),
    }))
}

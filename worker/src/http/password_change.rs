//! `POST /api/password/start`, `POST /api/password`

use axum::Json;
use http::StatusCode;
use postern_opaque::{Ke1, Ke3, RegistrationRequest};
use postern_shared::api::{
    ChangePasswordRequest, PasswordStartRequest, PasswordStartResponse, SecretText,
};
use postern_shared::timestamp::Timestamp;

use crate::account::{Password, PasswordChange, PendingLogins, Refusal};
use crate::http::asker::Asker;
use crate::http::json_body::{FromBody as _, JsonBody};
use crate::http::password_fields::{check_protocol, missing_field, parse_message, two_passwords};
use crate::http::password_protocol::{
    invalid_login, parameters, proof_came, record_of_a_change, seal_failed, seal_registration,
};
use crate::http::problem_response::ApiProblem;
use crate::http::register::password_problem;
use crate::http::request_context::RequestContext;
use crate::http::{App, AppState, new_password, password_fields};
use crate::instance::Event;
use crate::keys::LoginText;
use crate::ports::{Accounts, Ports};

/// Answers both first messages of a change in which neither password is shown.
#[worker::send]
pub async fn start<P: Ports>(
    AppState(app): AppState<P>,
    mut context: RequestContext,
    Asker { locator, asking }: Asker,
    body: JsonBody,
) -> Result<Json<PasswordStartResponse>, ApiProblem> {
    let request = PasswordStartRequest::read(body)?;
    check_protocol(&app.config)?;
    let ke1 = parse_message("ke1", Ke1::parse(&request.ke1))?;
    let message = RegistrationRequest::parse(&request.registration_request);
    let message = parse_message("registration_request", message)?;
    let accounts = app.ports.accounts();
    let started = accounts
        .start_password_change(&locator, asking, ke1, message)
        .await?;
    app.ports.tally().count(Event::ProofBegun);
    let login = started.login;
    let expires_at = login.expires_at;
    let bond = (locator.clone(), login.login.0, expires_at);
    let registration = seal_registration(&app.config, bond, &started.registration, &mut context)?;
    let text = LoginText {
        locator,
        id: login.login,
        expires_at,
    };
    let sealed = text.seal(&app.config.sealer, &mut context.entropy);
    Ok(Json(PasswordStartResponse {
        ke2: login.ke2.to_text(),
        argon2: login.costs.into_iter().map(parameters).collect(),
        login: sealed.map(SecretText::new).map_err(seal_failed)?,
        registration_response: registration.registration_response,
        registration: registration.registration,
        expires_in: expires_at
            .since(context.now)
            .min(PendingLogins::LIFETIME_SECONDS),
    }))
}

/// Changes the password. The current one is proved in the same command, however fresh the session is.
#[worker::send]
pub async fn change<P: Ports>(
    AppState(app): AppState<P>,
    context: RequestContext,
    asker: Asker,
    body: JsonBody,
) -> Result<StatusCode, ApiProblem> {
    let request = ChangePasswordRequest::read(body)?;
    let change = parse(&app, &asker, &request, context.now).await?;
    let Asker { locator, asking } = asker;
    let is_proof = matches!(change, PasswordChange::Proved { .. });
    let accounts = app.ports.accounts();
    let changed = accounts
        .change_password(&locator, asking, change, request.keep_other_sessions)
        .await;
    if is_proof {
        proof_came(&app.ports, changed.as_ref().err());
    }
    changed?;
    Ok(StatusCode::NO_CONTENT)
}

async fn parse<P: Ports>(
    app: &App<P>,
    asker: &Asker,
    request: &ChangePasswordRequest,
    now: Timestamp,
) -> Result<PasswordChange, ApiProblem> {
    let ChangePasswordRequest {
        current_password,
        new_password,
        login,
        ke3,
        registration,
        registration_record,
        keep_other_sessions: _,
    } = request;
    let has_proof = login.is_some() || ke3.is_some();
    let has_record = registration.is_some() || registration_record.is_some();
    let (current, new) = match (current_password, new_password) {
        (None, None) if has_proof || has_record => {
            let login = login.as_ref().ok_or_else(|| missing_field("login"))?;
            let ke3 = ke3.as_ref().ok_or_else(|| missing_field("ke3"))?;
            let fields = (registration.as_ref(), registration_record.as_ref());
            return proved(app, asker, (login, ke3), fields, now);
        }
        _ if has_proof || has_record => return Err(two_passwords().moved("current_password")),
        (None, _) => return Err(missing_field("current_password")),
        (_, None) => return Err(missing_field("new_password")),
        (Some(current), Some(new)) => (current, new),
    };
    password_fields::check_plain(&app.config)
        .map_err(|problem| problem.moved("current_password"))?;
    let current = Password::from_normalized(app.ports.normalize(current.expose()))
        .map_err(|error| password_problem(error).moved("current_password"))?;
    // Name and e-mail, which the new password must not consist of, are the account's.
    let profile = app
        .ports
        .accounts()
        .live_session(&asker.locator, asker.asking.session)
        .await?
        .ok_or(Refusal::SessionEnded)?;
    let (username, email) = (profile.username.as_str(), profile.email.as_deref());
    let new = new_password::accept(app, new, username, email)
        .await
        .map_err(|problem| problem.moved("new_password"))?;
    Ok(PasswordChange::Plain { current, new })
}

/// A change in which neither password is shown.
fn proved<P: Ports>(
    app: &App<P>,
    asker: &Asker,
    (login, ke3): (&SecretText, &SecretText),
    record: (Option<&SecretText>, Option<&SecretText>),
    now: Timestamp,
) -> Result<PasswordChange, ApiProblem> {
    check_protocol(&app.config)?;
    let ke3 = parse_message("ke3", Ke3::parse(ke3.expose()))?;
    let text = LoginText::open(&app.config.sealer, login.expose())
        .ok()
        .filter(|text| text.locator == asker.locator)
        .ok_or_else(invalid_login)?;
    if text.expires_at <= now {
        return Err(Refusal::LoginExpired.into());
    }
    let record = record_of_a_change(&app.config, (&text.locator, &text.id.0), record, now)?;
    Ok(PasswordChange::Proved {
        login: text.id,
        ke3,
        record,
    })
}

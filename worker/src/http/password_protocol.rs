//! What the calls have in common where a password is proved and not shown (RFC 9807).

use http::HeaderMap;
use postern_opaque::{Ke3, RegistrationRecord, RegistrationRequest};
use postern_shared::api::{Argon2Parameters, RegisterStartResponse, SecretText};
use postern_shared::problem::ProblemCode;
use postern_shared::timestamp::Timestamp;
use postern_shared::username::Username;

use crate::account::{
    Argon2Cost, KeptRecord, Locator, PasswordProved, Refusal, RegistrationStarted,
};
use crate::config::Config;
use crate::http::password_fields::{check_protocol, missing_field, parse_message};
use crate::http::problem_response::ApiProblem;
use crate::http::request_context::RequestContext;
use crate::http::{App, browser_cookie};
use crate::instance::Event;
use crate::keys::{LoginText, RegistrationText};
use crate::ports::{Accounts, AccountsError, Ports};

/// Checks the proof of a password that was not shown.
///
/// # Errors
/// Says what is wrong with `login`, the messages or the proof.
pub async fn prove<P: Ports>(
    app: &App<P>,
    headers: &HeaderMap,
    username: &str,
    (login, ke3, renewal): (&SecretText, &SecretText, Option<&str>),
    now: Timestamp,
) -> Result<(Username, Locator, PasswordProved), ApiProblem> {
    check_protocol(&app.config)?;
    let ke3 = parse_message("ke3", Ke3::parse(ke3.expose()))?;
    let renewal = renewal
        .map(|text| parse_message("registration_request", RegistrationRequest::parse(text)))
        .transpose()?;
    let (username, text) = open_login(&app.config, username, login)?;
    if text.expires_at <= now {
        return Err(Refusal::LoginExpired.into());
    }
    let LoginText { locator, id, .. } = text;
    let browser = browser_cookie::read(headers, &app.config.sealer, &locator);
    let accounts = app.ports.accounts();
    let proved = accounts
        .finish_login(&locator, id, ke3, renewal, browser)
        .await;
    proof_came(&app.ports, proved.as_ref().err());
    Ok((username, locator, proved?))
}

/// Counts a proof that was looked at, so that its beginning is no failure of its own.
pub fn proof_came<P: Ports>(ports: &P, error: Option<&AccountsError>) {
    if matches!(
        error,
        None | Some(AccountsError::Refused(Refusal::InvalidCredentials))
    ) {
        ports.tally().count(Event::ProofCame);
    }
}

fn open_login(
    config: &Config,
    username: &str,
    login: &SecretText,
) -> Result<(Username, LoginText), ApiProblem> {
    let username = Username::parse(username).ok();
    let text = LoginText::open(&config.sealer, login.expose()).ok();
    username
        .zip(text)
        .filter(|(username, text)| config.locators.locate(username) == text.locator)
        .ok_or_else(invalid_login)
}

/// The problem of a `login` that is not for this.
pub fn invalid_login() -> ApiProblem {
    ApiProblem::at(
        ProblemCode::InvalidLogin,
        "login",
        "take login as it was answered, for the same account",
    )
}

/// The answer to a client that should make the record anew while the challenge is open.
///
/// # Errors
/// Never, but for a seal that fails.
pub fn renewal(
    config: &Config,
    locator: &Locator,
    proved: &PasswordProved,
    context: &mut RequestContext,
) -> Result<Option<RegisterStartResponse>, ApiProblem> {
    let bond = (locator.clone(), proved.challenge.0, proved.expires_at);
    proved
        .renewal
        .as_ref()
        .map(|started| seal_registration(config, bond, started, context))
        .transpose()
}

/// The answer to a registration, with what the client has to bring back.
///
/// # Errors
/// Never, but for a seal that fails.
pub fn seal_registration(
    config: &Config,
    (locator, challenge, expires_at): (Locator, [u8; 16], Timestamp),
    started: &RegistrationStarted,
    context: &mut RequestContext,
) -> Result<RegisterStartResponse, ApiProblem> {
    let text = RegistrationText {
        locator,
        key_pair: started.key_pair,
        cost: started.cost,
        challenge,
        expires_at,
    };
    let registration = text.seal(&config.sealer, &mut context.entropy);
    Ok(RegisterStartResponse {
        registration_response: started.response.to_text(),
        argon2: parameters(started.cost),
        registration: registration.map(SecretText::new).map_err(seal_failed)?,
        expires_in: expires_at.since(context.now),
    })
}

/// The record that a client has made for a new account at `locator`.
///
/// # Errors
/// Says what is wrong with `registration` or with the record.
pub fn new_record(
    config: &Config,
    locator: &Locator,
    registration: &SecretText,
    record: &SecretText,
    now: Timestamp,
) -> Result<KeptRecord, ApiProblem> {
    check_protocol(config)?;
    open_record(config, (locator, &NEW_ACCOUNT), registration, record, now)
}

/// The record that a client has made anew, to go with the challenge.
///
/// # Errors
/// Says what is wrong with `registration` or with the record.
pub fn renewed_record(
    config: &Config,
    bond: (&Locator, &[u8; 16]),
    fields: (Option<&SecretText>, Option<&SecretText>),
    now: Timestamp,
) -> Result<Option<KeptRecord>, ApiProblem> {
    match fields {
        (None, None) => Ok(None),
        (Some(registration), Some(record)) => {
            check_protocol(config)?;
            open_record(config, bond, registration, record, now).map(Some)
        }
        (Some(_), None) => Err(missing_field("registration_record")),
        (None, Some(_)) => Err(missing_field("registration")),
    }
}

/// The record that a client has made of a new password, to go with the proof of the current one.
///
/// # Errors
/// Says what is wrong with `registration` or with the record.
pub fn record_of_a_change(
    config: &Config,
    bond: (&Locator, &[u8; 16]),
    (registration, record): (Option<&SecretText>, Option<&SecretText>),
    now: Timestamp,
) -> Result<KeptRecord, ApiProblem> {
    let registration = registration.ok_or_else(|| missing_field("registration"))?;
    let record = record.ok_or_else(|| missing_field("registration_record"))?;
    open_record(config, bond, registration, record, now)
}

fn open_record(
    config: &Config,
    (locator, challenge): (&Locator, &[u8; 16]),
    registration: &SecretText,
    record: &SecretText,
    now: Timestamp,
) -> Result<KeptRecord, ApiProblem> {
    let passwords = &config.rules.passwords;
    let text = RegistrationText::open(&config.sealer, registration.expose())
        .ok()
        .filter(|text| text.locator == *locator && text.challenge == *challenge)
        .filter(|text| text.expires_at > now)
        // The keys may have changed meanwhile; such a record would lock its owner out.
        .filter(|text| passwords.has_key_pair(text.key_pair))
        .ok_or_else(|| {
            ApiProblem::at(
                ProblemCode::InvalidRegistration,
                "registration",
                "take registration as it was answered, for the same account, in time",
            )
        })?;
    Ok(KeptRecord {
        key_pair: text.key_pair,
        cost: text.cost,
        record: parse_message(
            "registration_record",
            RegistrationRecord::parse(record.expose()),
        )?,
    })
}

/// A cost as it travels.
pub const fn parameters(cost: Argon2Cost) -> Argon2Parameters {
    Argon2Parameters {
        memory_kib: cost.memory_kib,
        passes: cost.passes,
        lanes: cost.lanes,
    }
}

/// What becomes of a seal that fails.
pub fn seal_failed<E>(_never_for_so_short_a_text: E) -> ApiProblem {
    AccountsError::Unavailable.into()
}

/// Seconds that a client has to make the record of a new account.
pub const NEW_ACCOUNT_SECONDS: u64 = 120;
/// In place of a challenge: the record of an account that is not there yet.
pub const NEW_ACCOUNT: [u8; 16] = [0; 16];

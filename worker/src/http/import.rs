//! `POST /api/import`: people of another service, for whoever has the keys.

use axum::Json;
use axum::body::Body;
use axum::extract::FromRequest;
use futures_util::future::join_all;
use http::{HeaderMap, Request};
use postern_import::{CheckedRow, check};
use postern_shared::api::{
    ImportOutcome, ImportRefusal, ImportResponse, ImportRow, ImportedRow, MOST_IMPORT_ROWS,
};
use postern_shared::problem::ProblemCode;
use postern_shared::timestamp::Timestamp;

use crate::account::{Import, Imported, ImportedPassword, Password, Refusal, RowDigest};
use crate::config::Config;
use crate::http::json_body::{FromBody as _, JsonBody, is_declared, parse_list, read_at_most};
use crate::http::problem_response::ApiProblem;
use crate::http::{App, AppState, bearer};
use crate::keys::TokenError;
use crate::ports::{AccountsError, Administration as _, Ports};

/// Most bytes of a body: 25 rows with everything that a row may have.
pub const MAX_IMPORT_LENGTH: usize = 128 * 1024;

/// The rows of a body.
pub struct Rows(Vec<JsonBody>);

impl<S: Send + Sync> FromRequest<S> for Rows {
    type Rejection = ApiProblem;

    async fn from_request(request: Request<Body>, _state: &S) -> Result<Self, ApiProblem> {
        if !is_declared(&request) {
            return Err(ApiProblem::of(
                ProblemCode::UnsupportedMediaType,
                "send the header Content-Type: application/json",
            ));
        }
        let rows = parse_list(&read_at_most(request, MAX_IMPORT_LENGTH).await?)?;
        if rows.is_empty() || rows.len() > MOST_IMPORT_ROWS {
            return Err(ApiProblem::of(
                ProblemCode::InvalidField,
                "the body is a list of 1 to 25 rows",
            ));
        }
        Ok(Self(rows))
    }
}

/// Whoever has a ticket, which is made with the keys.
pub struct Ticket;

impl<P: Ports> axum::extract::FromRequestParts<App<P>> for Ticket {
    type Rejection = ApiProblem;

    async fn from_request_parts(
        parts: &mut http::request::Parts,
        app: &App<P>,
    ) -> Result<Self, ApiProblem> {
        admit(&parts.headers, &app.config, app.ports.now())
    }
}

fn admit(headers: &HeaderMap, config: &Config, now: Timestamp) -> Result<Ticket, ApiProblem> {
    let text = bearer::token_of(headers)?;
    let ticket = config.sealer.open_import_ticket(text);
    let ticket = ticket.map_err(|_not_ours| {
        ApiProblem::of(
            ProblemCode::InvalidToken,
            "this is no ticket for an import into this service; cargo xtask import makes one",
        )
    })?;
    if ticket.expires_at <= now {
        return Err(TokenError::Expired.into());
    }
    Ok(Ticket)
}

/// Takes each row by itself: what is wrong with one says nothing of the others.
#[worker::send]
pub async fn create<P: Ports>(
    AppState(app): AppState<P>,
    _ticket: Ticket,
    Rows(rows): Rows,
) -> Result<Json<ImportResponse>, ApiProblem> {
    let rows = rows.into_iter().map(|row| take(&app, row));
    let rows = join_all(rows).await;
    Ok(Json(ImportResponse { rows }))
}

async fn take<P: Ports>(app: &App<P>, row: JsonBody) -> ImportedRow {
    let outcome = match read(app, row) {
        Ok(import) => {
            let locator = app.config.locators.locate(&import.username);
            let imported = app.ports.accounts().import(&locator, import).await;
            imported.map_err(refusal_of)
        }
        Err(refusal) => Err(refusal),
    };
    let refusal = outcome.err();
    ImportedRow {
        outcome: match outcome {
            Ok(Imported::Now) => ImportOutcome::Imported,
            Ok(Imported::Before) => ImportOutcome::ThereAlready,
            Err(_) => ImportOutcome::Refused,
        },
        code: refusal,
        detail: refusal.map(|refusal| refusal.detail().to_owned()),
    }
}

fn read<P: Ports>(app: &App<P>, row: JsonBody) -> Result<Import, ImportRefusal> {
    let row = ImportRow::read(row).map_err(|problem| match problem.code() {
        ProblemCode::UnknownField => ImportRefusal::UnknownField,
        ProblemCode::MissingField => ImportRefusal::MissingField,
        _ => ImportRefusal::InvalidField,
    })?;
    let checked = check(&row)?;
    let digest = RowDigest(checked.digest());
    let CheckedRow {
        username,
        email,
        full_name,
        role,
        disabled,
        password_hash,
        totp_secret,
    } = checked;
    let password = match (password_hash, &row.password) {
        // Its owner has to send the password once, which this deployment does not take.
        (Some(_), _) if !app.config.plain_passwords.by_calls => {
            return Err(ImportRefusal::PlainPasswordsOff);
        }
        (Some(hash), _) => ImportedPassword::Hash(hash),
        (None, Some(text)) => {
            let password = Password::from_normalized(app.ports.normalize(text.expose()));
            ImportedPassword::Plain(password.map_err(|_error| ImportRefusal::InvalidPassword)?)
        }
        (None, None) => return Err(ImportRefusal::NoPassword),
    };
    Ok(Import {
        username,
        email,
        full_name,
        role,
        disabled,
        password,
        totp_secret,
        digest,
    })
}

const fn refusal_of(error: AccountsError) -> ImportRefusal {
    match error {
        AccountsError::Refused(Refusal::UsernameTaken) => ImportRefusal::UsernameTaken,
        AccountsError::Refused(_) | AccountsError::Unavailable => ImportRefusal::Unavailable,
    }
}

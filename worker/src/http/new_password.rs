//! A password that somebody chooses, where it is sent: every call that sets one asks here.

use postern_shared::api::SecretText;
use postern_shared::common_passwords::CommonPasswords;
use postern_shared::password::PasswordContext;
use postern_shared::problem::ProblemCode;

use crate::account::{BreachHash, Password};
use crate::http::problem_response::ApiProblem;
use crate::http::register::password_problem;
use crate::http::{App, password_fields};
use crate::ports::{BreachedPasswords, Ports};

/// The password, if it may be the new one of the account `username` with this `email`.
///
/// # Errors
/// A problem with the code `plain_password_refused`, `invalid_password`, `weak_password` or
/// `breached_password`.
pub async fn accept<P: Ports>(
    app: &App<P>,
    password: &SecretText,
    username: &str,
    email: Option<&str>,
) -> Result<Password, ApiProblem> {
    password_fields::check_plain(&app.config)?;
    let password = app.ports.normalize(password.expose());
    let password = Password::from_normalized(password).map_err(password_problem)?;
    let context = PasswordContext {
        username,
        email: email.unwrap_or_default(),
        app_name: &app.config.app_name,
    };
    password
        .check_new(context, CommonPasswords::built_in())
        .map_err(password_problem)?;
    if app.config.breach_check.is_some() {
        check_breaches(&app.ports, &password).await?;
    }
    Ok(password)
}

/// Refuses what the list has. Where the list does not answer, the password passes.
async fn check_breaches(ports: &impl Ports, password: &Password) -> Result<(), ApiProblem> {
    let hash = BreachHash::of(password);
    match ports.breached_passwords().range(hash.range_name()).await {
        Some(range) if hash.is_in(&range) => Err(ApiProblem::at(
            ProblemCode::BreachedPassword,
            "password",
            "this password is in lists of passwords that were stolen elsewhere",
        )),
        _ => Ok(()),
    }
}

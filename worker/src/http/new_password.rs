//! A password that somebody chooses, where it is sent: every call that sets one asks here.

use postern_shared::api::SecretText;

use crate::account::Password;
use crate::http::problem_response::ApiProblem;
use crate::http::register::password_problem;
use crate::http::{App, password_fields};
use crate::ports::Ports;

/// The password, if it may be the new one of the account `username` with this `email`.
///
/// # Errors
/// A problem with the code `plain_password_refused`, `invalid_password` or `weak_password`.
#[expect(
    clippy::unused_async,
    reason = "a list of passwords may have to be asked"
)]
pub async fn accept<P: Ports>(
    app: &App<P>,
    password: &SecretText,
    username: &str,
    _email: Option<&str>,
) -> Result<Password, ApiProblem> {
    password_fields::check_plain(&app.config)?;
    let password = app.ports.normalize(password.expose());
    let password = Password::from_normalized(password).map_err(password_problem)?;
    password.check_new(username).map_err(password_problem)?;
    Ok(password)
}

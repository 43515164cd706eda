//! Registering, signing in, and new passwords. Where the deployment goes by OPAQUE (RFC 9807), the
//! password is taken out of the request before anything is sent, and does not come back into it.

use std::pin::Pin;

use postern_shared::api::{
    ChangePasswordRequest, LoginRequest, LoginResponse, PasswordProtocol, PasswordResetRequest,
    RegisterRequest, RegisterResponse, SecretText,
};
use wasm_bindgen::JsValue;

use crate::api_client::{self, Failure};
use crate::password_worker::{self, Beginning};
use crate::sign_in_options::SignInOptions;
use crate::wire;

/// How a password goes to the service.
#[derive(Clone, Copy)]
pub enum Way {
    /// As `sign-in-options` says: not at all, where it says so.
    AsTheServiceSays(SignInOptions),
    /// In plain, because whoever typed it has pressed the button that says so.
    Plain,
}

/// A change of the password, as it was typed.
pub struct Change {
    /// Whose it is.
    pub username: String,
    /// Their e-mail address, or nothing: the new password must be more than that.
    pub email: String,
    /// The password as it is now.
    pub current: SecretText,
    /// The password as it shall be.
    pub new: SecretText,
    /// Whether the other sessions go on.
    pub keep_other_sessions: bool,
}

/// Registers.
///
/// # Errors
/// Says why there is no account.
pub async fn register(way: Way, mut request: RegisterRequest) -> Result<RegisterResponse, Failure> {
    let begun = begin(
        way,
        Beginning::Registration {
            email: request.email.as_deref().unwrap_or_default(),
            invitation: request.invitation.as_ref(),
        },
        &request.username,
        &mut request.password,
    )
    .await?;
    request.registration = wire::secret(&begun, "registration");
    request.registration_record = wire::secret(&begun, "registration_record");
    api_client::register(&request).await
}

/// Takes the first of the two steps of a sign-in.
///
/// # Errors
/// Says why there is no second step.
pub async fn sign_in(way: Way, request: LoginRequest) -> Result<LoginResponse, Failure> {
    let response = log_in(way, request, true).await?;
    if let Some(start) = &response.registration {
        password_worker::renew(start);
    }
    Ok(response)
}

/// Proves the password of somebody who is signed in: the `challenge` of the answer is for
/// `step-up`, which wants a code with it.
///
/// # Errors
/// Says why it is not proved.
pub async fn prove(
    way: Way,
    username: String,
    password: SecretText,
) -> Result<LoginResponse, Failure> {
    let request = LoginRequest {
        username,
        password: Some(password),
        login: None,
        ke3: None,
        registration_request: None,
    };
    log_in(way, request, false).await
}

/// Changes the password of whoever the token is for. Both passwords are looked at again where the
/// call is made once more with another token.
///
/// # Errors
/// Says why it is as it was.
pub async fn change(way: Way, token: &SecretText, change: &Change) -> Result<(), Failure> {
    let again = |secret: &SecretText| Some(SecretText::new(secret.expose().to_owned()));
    let mut current = again(&change.current);
    let beginning = Beginning::Change {
        email: &change.email,
        new: &change.new,
        token,
    };
    let begun = begin(way, beginning, &change.username, &mut current).await?;
    // The one goes in plain where the other does.
    let new_password = current.as_ref().and_then(|_plain| again(&change.new));
    let request = ChangePasswordRequest {
        current_password: current,
        new_password,
        login: wire::secret(&begun, "login"),
        ke3: wire::secret(&begun, "ke3"),
        registration: wire::secret(&begun, "registration"),
        registration_record: wire::secret(&begun, "registration_record"),
        keep_other_sessions: change.keep_other_sessions,
    };
    api_client::change_password(token, &request).await
}

/// Sets a new password in place of a forgotten one.
///
/// # Errors
/// Says why it is as it was.
pub async fn reset(way: Way, mut request: PasswordResetRequest) -> Result<(), Failure> {
    let begun = begin(
        way,
        Beginning::Reset,
        &request.username,
        &mut request.password,
    )
    .await?;
    request.registration = wire::secret(&begun, "registration");
    request.registration_record = wire::secret(&begun, "registration_record");
    api_client::reset_password(&request).await
}

async fn log_in(
    way: Way,
    mut request: LoginRequest,
    may_renew: bool,
) -> Result<LoginResponse, Failure> {
    let begun = begin(
        way,
        Beginning::SignIn,
        &request.username,
        &mut request.password,
    )
    .await?;
    request.login = wire::secret(&begun, "login");
    request.ke3 = wire::secret(&begun, "ke3");
    if may_renew {
        request.registration_request = wire::text(&begun, "registration_request");
    }
    api_client::login(&request).await
}

/// What goes into the call in place of the password, which is taken out; nothing where it goes in
/// plain. Boxed, because whatever is inside a future once for each call is weight.
fn begin<'a>(
    way: Way,
    beginning: Beginning<'a>,
    username: &'a str,
    password: &'a mut Option<SecretText>,
) -> Pin<Box<dyn Future<Output = Result<JsValue, Failure>> + 'a>> {
    Box::pin(async move {
        let Way::AsTheServiceSays(options) = way else {
            return Ok(JsValue::UNDEFINED);
        };
        let known = options.known().await?;
        match known.password_protocol {
            PasswordProtocol::Argon2id => Ok(JsValue::UNDEFINED),
            PasswordProtocol::Opaque => {
                let password = password.take().ok_or(Failure::Unreadable)?;
                password_worker::begin(beginning, username, &password, &known.app_name).await
            }
        }
    })
}

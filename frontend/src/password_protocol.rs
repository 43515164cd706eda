//! Registering and signing in. Where the deployment goes by OPAQUE (RFC 9807), the password is taken
//! out of the request before anything is sent, and does not come back into it.

use std::pin::Pin;

use postern_shared::api::{
    LoginRequest, LoginResponse, PasswordProtocol, RegisterRequest, RegisterResponse, SecretText,
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

/// Registers.
///
/// # Errors
/// Says why there is no account.
pub async fn register(way: Way, mut request: RegisterRequest) -> Result<RegisterResponse, Failure> {
    let begun = begin(
        way,
        Beginning::Registration(request.email.as_deref().unwrap_or_default()),
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
pub async fn sign_in(way: Way, mut request: LoginRequest) -> Result<LoginResponse, Failure> {
    let begun = begin(
        way,
        Beginning::SignIn,
        &request.username,
        &mut request.password,
    )
    .await?;
    request.login = wire::secret(&begun, "login");
    request.ke3 = wire::secret(&begun, "ke3");
    request.registration_request = wire::text(&begun, "registration_request");
    let response = api_client::login(&request).await?;
    if let Some(start) = &response.registration {
        password_worker::renew(start);
    }
    Ok(response)
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

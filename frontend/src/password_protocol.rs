//! Registering and signing in. Where the deployment goes by OPAQUE (RFC 9807), the password is taken
//! out of the request before anything is sent, and does not come back into it.

use std::time::Duration;

use leptos::prelude::set_interval_with_handle;
use postern_shared::api::{
    LoginRequest, LoginResponse, PasswordProtocol, RegisterRequest, RegisterResponse, SecretText,
};
use wasm_bindgen::JsValue;

use crate::api_client::{self, Failure};
use crate::components::FormState;
use crate::password_worker::{self, Beginning};
use crate::wire;

/// Registers, as `protocol` wants it.
///
/// # Errors
/// Says why there is no account.
pub async fn register(
    form: FormState,
    protocol: PasswordProtocol,
    mut request: RegisterRequest,
) -> Result<RegisterResponse, Failure> {
    if protocol == PasswordProtocol::Opaque {
        let password = request.password.take();
        let begun = begin(form, Beginning::Registration, &request.username, password).await?;
        request.registration = wire::secret(&begun, "registration");
        request.registration_record = wire::secret(&begun, "registration_record");
    }
    api_client::register(&request).await
}

/// Takes the first of the two steps, as `protocol` wants it.
///
/// # Errors
/// Says why there is no second step.
pub async fn sign_in(
    form: FormState,
    protocol: PasswordProtocol,
    mut request: LoginRequest,
) -> Result<LoginResponse, Failure> {
    if protocol == PasswordProtocol::Opaque {
        let password = request.password.take();
        let begun = begin(form, Beginning::SignIn, &request.username, password).await?;
        request.login = wire::secret(&begun, "login");
        request.ke3 = wire::secret(&begun, "ke3");
        request.registration_request = wire::text(&begun, "registration_request");
    }
    let response = api_client::login(&request).await?;
    if let Some(start) = &response.registration {
        password_worker::renew(start);
    }
    Ok(response)
}

/// Has the worker begin, and says so where its work takes long.
async fn begin(
    form: FormState,
    beginning: Beginning,
    username: &str,
    password: Option<SecretText>,
) -> Result<JsValue, Failure> {
    let password = password.ok_or(Failure::Unreadable)?;
    let say = move || {
        if password_worker::is_working() {
            form.say(WORKING);
        }
    };
    let watch = set_interval_with_handle(say, LONG).ok();
    let answer = password_worker::begin(beginning, username, &password).await;
    if let Some(watch) = watch {
        watch.clear();
    }
    answer
}

const WORKING: &str = "Working on your password on this device…";
const LONG: Duration = Duration::from_secs(1);

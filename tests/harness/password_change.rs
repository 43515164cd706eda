//! The calls by which somebody gets another password, in either way.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::api::Api;
use crate::mode::Way;
use crate::opaque_client::{Registering, SigningIn};
use crate::password_protocol::{Login, Registration};
use crate::person::ask;

/// The body of a change, ready to be sent: in the browser's way the first half is over.
///
/// # Errors
/// The answer, where the service refuses the first half.
pub async fn change(api: &Api, token: &str, current: &str, new: &str) -> Result<Value, Answer> {
    if api.way() == Way::Plain {
        return Ok(json!({ "current_password": current, "new_password": new }));
    }
    let (signing_in, ke1) = SigningIn::start(current);
    let (registering, request) = Registering::start(new);
    let body = json!({ "ke1": ke1, "registration_request": request });
    let answer = ask(api, token, "POST /api/password/start", &body).await;
    if answer.status != 200 {
        return Err(answer);
    }
    let login = Login::finish(&signing_in, &answer.json());
    // The first of the costs is that of new records.
    let mut newest = answer.json();
    if let Some(costs) = newest.get_mut("argon2") {
        *costs = costs.get(0).cloned().unwrap_or_default();
    }
    let registration = Registration::finish(&registering, &newest);
    Ok(json!({
        "login": login.login,
        "ke3": login.ke3,
        "registration": registration.registration,
        "registration_record": registration.record,
    }))
}

/// Changes the password.
pub async fn change_password(api: &Api, token: &str, current: &str, new: &str) -> Answer {
    match change(api, token, current, new).await {
        Ok(body) => ask(api, token, "POST /api/password", &body).await,
        Err(refused) => refused,
    }
}

/// The body of a reset by a recovery code and a code of the authenticator, ready to be sent.
///
/// # Panics
/// Where the service refuses the first half of the browser's way.
pub async fn reset(api: &Api, username: &str, (recovery, otp): (&str, &str), new: &str) -> Value {
    if api.way() == Way::Plain {
        return json!({
            "username": username, "recovery_code": recovery, "otp": otp, "password": new,
        });
    }
    let started = Registration::start(api, username, new).await;
    let started = started.unwrap_or_else(|refused| panic!("{}", refused.text()));
    json!({
        "username": username,
        "recovery_code": recovery,
        "otp": otp,
        "registration": started.registration,
        "registration_record": started.record,
    })
}

/// Sends a reset.
pub async fn reset_password(api: &Api, body: &Value) -> Answer {
    api.post("/api/password/reset").json(body).send().await
}

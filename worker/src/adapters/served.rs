//! What the holder of a session gets, in the form in which it is answered to them. The object makes it:
//! so it travels from there as bytes, and needs no other form.

use postern_shared::api::{
    AddAuthenticatorResponse, NewRecoveryCodesResponse, SecretText, SessionsEndedResponse,
};
use postern_shared::totp::TotpSecret;
use serde::Serialize;

use crate::account::Served;
use crate::ports::ServedJson;

/// The bytes; `None` where they cannot be made, which does not happen.
#[must_use]
pub fn render(served: Served, app_name: &str) -> Option<ServedJson> {
    match served {
        Served::Done => Some(ServedJson::default()),
        Served::Sessions(sessions) => shown(&sessions),
        Served::Ended(ended) => shown(&SessionsEndedResponse { ended }),
        Served::Authenticators(all) => shown(&all),
        Served::Authenticator(one) => shown(&one),
        Served::AuthenticatorAdded {
            id,
            label,
            secret,
            username,
            expires_in,
        } => {
            let totp = TotpSecret::parse_base32(secret.expose()).ok()?;
            made(&AddAuthenticatorResponse {
                id: id.to_string(),
                label,
                otpauth_uri: SecretText::new(totp.enrolment_uri(app_name, username.as_str())),
                otp_secret: secret,
                expires_in,
            })
        }
        Served::RecoveryCodes(codes) => shown(&codes),
        Served::NewRecoveryCodes(recovery_codes) => {
            made(&NewRecoveryCodesResponse { recovery_codes })
        }
        Served::Browsers(browsers) => shown(&browsers),
        Served::Activity(activity) => shown(&activity),
        Served::User(user) => shown(&user),
        Served::Export(export) => shown(&export),
    }
}

fn shown(body: &impl Serialize) -> Option<ServedJson> {
    Some(ServedJson {
        is_new: false,
        json: serde_json::to_vec(body).ok()?,
    })
}

fn made(body: &impl Serialize) -> Option<ServedJson> {
    Some(ServedJson {
        is_new: true,
        ..shown(body)?
    })
}

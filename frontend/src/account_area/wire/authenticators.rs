//! Authenticators.

use postern_shared::api::{
    AddAuthenticatorRequest, AddAuthenticatorResponse, AuthenticatorSummary,
    AuthenticatorsResponse, ConfirmAuthenticatorRequest, RenameAuthenticatorRequest,
};
use wasm_bindgen::JsValue;

use crate::wire::{list, member, object, secret, text, whole};

/// The answer of `GET /api/authenticators`.
pub fn authenticators_response(value: &JsValue) -> Option<AuthenticatorsResponse> {
    Some(AuthenticatorsResponse {
        authenticators: list(value, "authenticators", authenticator_summary)?,
    })
}

/// One authenticator.
pub fn authenticator_summary(value: &JsValue) -> Option<AuthenticatorSummary> {
    Some(AuthenticatorSummary {
        id: text(value, "id")?,
        label: text(value, "label")?,
        confirmed: member(value, "confirmed").as_bool()?,
        added_at: whole(value, "added_at")?,
        last_used_at: whole(value, "last_used_at"),
        lapses_at: whole(value, "lapses_at"),
        replaces: text(value, "replaces"),
        short_secret: member(value, "short_secret").as_bool()?,
    })
}

/// The body of `POST /api/authenticators`.
pub fn add_authenticator_request(request: &AddAuthenticatorRequest) -> JsValue {
    object(&[
        ("label", request.label.as_deref()),
        ("replaces", request.replaces.as_deref()),
    ])
}

/// The answer of `POST /api/authenticators`.
pub fn add_authenticator_response(value: &JsValue) -> Option<AddAuthenticatorResponse> {
    Some(AddAuthenticatorResponse {
        id: text(value, "id")?,
        label: text(value, "label")?,
        otp_secret: secret(value, "otp_secret")?,
        otpauth_uri: secret(value, "otpauth_uri")?,
        expires_in: whole(value, "expires_in")?,
    })
}

/// The body of `POST /api/authenticators/{id}/confirm`.
pub fn confirm_authenticator_request(request: &ConfirmAuthenticatorRequest) -> JsValue {
    object(&[("otp", Some(request.otp.expose()))])
}

/// The body of `PATCH /api/authenticators/{id}`.
pub fn rename_authenticator_request(request: &RenameAuthenticatorRequest) -> JsValue {
    object(&[("label", Some(&request.label))])
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::wire::tests::{read, secret_text, serde, written};

    #[wasm_bindgen_test]
    fn authenticators_are_read_as_serde_writes_them() {
        let summary = |confirmed| AuthenticatorSummary {
            id: "AAECAwQFBgcICQoLDA0ODw".to_owned(),
            label: "Phone \"two\" \u{1f4f1}".to_owned(),
            confirmed,
            added_at: 1_795_000_000,
            last_used_at: confirmed.then_some(1_795_000_100),
            lapses_at: (!confirmed).then_some(1_795_000_900),
            replaces: (!confirmed).then(|| "BAECAwQFBgcICQoLDA0ODw".to_owned()),
            short_secret: confirmed,
        };
        for authenticators in [
            vec![],
            vec![summary(true)],
            vec![summary(true), summary(false)],
        ] {
            let sent = AuthenticatorsResponse { authenticators };
            assert_eq!(authenticators_response(&read(&serde(&sent))), Some(sent));
        }
        let broken = json!({"authenticators": [{"id": "A", "label": "Phone"}]});
        assert!(authenticators_response(&read(&broken)).is_none());

        let added = AddAuthenticatorResponse {
            id: "AAECAwQFBgcICQoLDA0ODw".to_owned(),
            label: "Phone".to_owned(),
            otp_secret: secret_text("GEZDGNBV"),
            otpauth_uri: secret_text("otpauth://totp/x"),
            expires_in: 900,
        };
        let again = add_authenticator_response(&read(&serde(&added))).expect("it is read");
        assert_eq!(serde(&again), serde(&added));
    }

    #[wasm_bindgen_test]
    fn requests_about_authenticators_are_written_as_serde_writes_them() {
        for part in [None, Some("a \"part\"".to_owned())] {
            let add = AddAuthenticatorRequest {
                label: part.clone(),
                replaces: part,
            };
            assert_eq!(written(&add_authenticator_request(&add)), serde(&add));
        }
        let confirm = ConfirmAuthenticatorRequest {
            otp: secret_text("012345"),
        };
        assert_eq!(
            written(&confirm_authenticator_request(&confirm)),
            serde(&confirm)
        );
        let rename = RenameAuthenticatorRequest {
            label: "Phone".to_owned(),
        };
        assert_eq!(
            written(&rename_authenticator_request(&rename)),
            serde(&rename)
        );
    }
}

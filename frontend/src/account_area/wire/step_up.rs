//! The proof of both factors within a session.

use postern_shared::api::{StepUpRequest, StepUpResponse, TokenType};
use wasm_bindgen::JsValue;

use crate::wire::{object, secret, text, whole};

/// The body of `POST /api/step-up`.
pub fn step_up_request(request: &StepUpRequest) -> JsValue {
    object(&[
        ("challenge", Some(request.challenge.expose())),
        ("otp", Some(request.otp.expose())),
    ])
}

/// The answer of `POST /api/step-up`.
pub fn step_up_response(value: &JsValue) -> Option<StepUpResponse> {
    Some(StepUpResponse {
        access_token: secret(value, "access_token")?,
        token_type: text(value, "token_type")
            .filter(|name| name == "Bearer")
            .map(|_bearer| TokenType::Bearer)?,
        expires_in: whole(value, "expires_in")?,
        refresh_token: secret(value, "refresh_token"),
        refresh_expires_in: whole(value, "refresh_expires_in")?,
        fresh_for: whole(value, "fresh_for")?,
    })
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::wire::tests::{read, secret_text, serde, written};

    #[wasm_bindgen_test]
    fn a_step_up_is_written_and_read_as_serde_does() {
        let request = StepUpRequest {
            challenge: secret_text("v1.abc"),
            otp: secret_text("012345"),
        };
        assert_eq!(written(&step_up_request(&request)), serde(&request));
        let response = StepUpResponse {
            access_token: secret_text("e30.e30.c2ln"),
            token_type: TokenType::Bearer,
            expires_in: 600,
            refresh_token: None,
            refresh_expires_in: 604_800,
            fresh_for: 300,
        };
        let mut sent = serde(&response);
        let again = step_up_response(&read(&sent)).expect("it is read");
        assert_eq!(serde(&again), sent);
        sent["token_type"] = "Basic".into();
        assert!(step_up_response(&read(&sent)).is_none());
    }
}

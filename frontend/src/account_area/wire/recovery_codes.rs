//! Recovery codes.

use postern_shared::api::{NewRecoveryCodesResponse, RecoveryCodesResponse};
use wasm_bindgen::JsValue;

use super::numbers;
use crate::wire::{count, list, member, secret_element, whole};

/// The answer of `GET /api/recovery-codes`.
pub fn recovery_codes_response(value: &JsValue) -> Option<RecoveryCodesResponse> {
    Some(RecoveryCodesResponse {
        made_at: whole(value, "made_at"),
        acknowledged: member(value, "acknowledged").as_bool()?,
        left: count(value, "left")?,
        used_at: numbers(value, "used_at")?,
    })
}

/// The answer of `POST /api/recovery-codes`.
pub fn new_recovery_codes_response(value: &JsValue) -> Option<NewRecoveryCodesResponse> {
    Some(NewRecoveryCodesResponse {
        recovery_codes: list(value, "recovery_codes", secret_element)?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::wire::tests::{read, secret_text, serde};

    #[wasm_bindgen_test]
    fn recovery_codes_are_read_as_serde_writes_them() {
        for made_at in [None, Some(1_795_000_000)] {
            let sent = RecoveryCodesResponse {
                made_at,
                acknowledged: made_at.is_some(),
                left: 8,
                used_at: made_at.into_iter().chain(made_at).collect(),
            };
            assert_eq!(recovery_codes_response(&read(&serde(&sent))), Some(sent));
        }
        let broken = json!({"acknowledged": true, "left": 8, "used_at": ["yesterday"]});
        assert!(recovery_codes_response(&read(&broken)).is_none());

        let made = NewRecoveryCodesResponse {
            recovery_codes: vec![secret_text("0123-4567"), secret_text("89AB-CDEF")],
        };
        let again = new_recovery_codes_response(&read(&serde(&made))).expect("they are read");
        assert_eq!(serde(&again), serde(&made));
        let broken = json!({"recovery_codes": ["0123-4567", 89]});
        assert!(new_recovery_codes_response(&read(&broken)).is_none());
    }
}

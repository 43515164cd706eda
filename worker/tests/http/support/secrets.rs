//! What no failing answer may show: everything secret that was sent or answered so far.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

/// The secrets of one test.
#[derive(Clone, Default)]
pub struct Secrets(Arc<Mutex<Vec<String>>>);

impl Secrets {
    /// Remembers the secret fields of a body, sent or answered.
    pub fn learn_body(&self, body: &[u8]) {
        if let Ok(Value::Object(fields)) = serde_json::from_slice(body) {
            for field in SECRET_FIELDS {
                match fields.get(field) {
                    Some(Value::String(text)) => self.learn(text),
                    Some(Value::Array(texts)) => {
                        let texts = texts.iter().filter_map(Value::as_str);
                        texts.for_each(|text| self.learn(text));
                    }
                    _ => {}
                }
            }
        }
    }

    /// Remembers a secret. A text shorter than a code may stand anywhere by chance.
    pub fn learn(&self, text: &str) {
        if text.len() >= 6 {
            self.0
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(text.to_owned());
        }
    }

    /// The first secret that stands in `text`.
    pub fn first_in(&self, text: &str) -> Option<String> {
        let secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        secrets
            .iter()
            .find(|secret| text.contains(secret.as_str()))
            .cloned()
    }
}

const SECRET_FIELDS: [&str; 16] = [
    "invitation",
    "password",
    "current_password",
    "new_password",
    "recovery_code",
    "recovery_codes",
    "login",
    "ke3",
    "registration",
    "registration_record",
    "refresh_token",
    "otp",
    "challenge",
    "otp_secret",
    "otpauth_uri",
    "access_token",
];

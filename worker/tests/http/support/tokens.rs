//! Access tokens, taken apart and forged.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use postern_worker::keys::Claims;
use serde_json::Value;

/// Header and claims of a token, without looking at its signature.
pub fn take_apart(token: &str) -> (Value, Value) {
    let mut parts = token.split('.').map(|part| {
        URL_SAFE_NO_PAD
            .decode(part)
            .expect("the parts of a token are base64url")
    });
    let mut next = || parts.next().expect("a token has three parts");
    let json = |bytes: Vec<u8>| serde_json::from_slice(&bytes).expect("a token's parts are JSON");
    (json(next()), json(next()))
}

/// The claims in the Worker's own type.
pub fn claims(token: &str) -> Claims {
    serde_json::from_value(take_apart(token).1).expect("our own claims")
}

/// What is signed of a token with these parts.
pub fn signing_input(header: &Value, claims: &Value) -> String {
    format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header.to_string()),
        URL_SAFE_NO_PAD.encode(claims.to_string())
    )
}

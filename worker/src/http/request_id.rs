//! Names a request, so that an answer and a line of the log can be brought together.

use http::{HeaderMap, HeaderName};

use crate::account::Entropy;

/// The header that carries it.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The platform's own name of the request (`CF-Ray`) where there is one; else a random one.
pub fn of(headers: &HeaderMap, entropy: impl FnOnce() -> Option<Entropy>) -> String {
    let ray = headers.get("cf-ray").and_then(|value| value.to_str().ok());
    if let Some(ray) = ray.filter(|text| is_harmless(text)) {
        return ray.to_owned();
    }
    let bytes = entropy().map_or([0; 8], |mut entropy| entropy.draw());
    format!("{:016x}", u64::from_be_bytes(bytes))
}

fn is_harmless(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn id(ray: &'static str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("cf-ray", HeaderValue::from_static(ray));
        of(&headers, || Some(Entropy::from_seed([1; 32])))
    }

    #[test]
    fn the_platforms_name_is_taken_and_anything_odd_is_not() {
        assert_eq!(id("9a1b2c3d4e5f6789-FRA"), "9a1b2c3d4e5f6789-FRA");
        for odd in ["", "a b", "<x>", "a_b"] {
            assert_eq!(id(odd).len(), 16, "{odd}");
        }
    }
}

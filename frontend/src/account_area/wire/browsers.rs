//! Browsers that signed in before.

use postern_shared::api::{BrowsersResponse, KnownBrowser};
use wasm_bindgen::JsValue;

use crate::wire::{list, member, text, whole};

/// The answer of `GET /api/browsers`.
pub fn browsers_response(value: &JsValue) -> Option<BrowsersResponse> {
    Some(BrowsersResponse {
        browsers: list(value, "browsers", browser)?,
    })
}

fn browser(value: &JsValue) -> Option<KnownBrowser> {
    Some(KnownBrowser {
        id: text(value, "id")?,
        current: member(value, "current").as_bool()?,
        browser: text(value, "browser"),
        system: text(value, "system"),
        country: text(value, "country"),
        first_seen_at: whole(value, "first_seen_at")?,
        last_seen_at: whole(value, "last_seen_at")?,
        trusted_until: whole(value, "trusted_until"),
    })
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::wire::tests::{read, serde};

    #[wasm_bindgen_test]
    fn browsers_are_read_as_serde_writes_them() {
        let one = |words: Option<&str>| KnownBrowser {
            id: "AAECAwQFBgcICQoLDA0ODw".to_owned(),
            current: words.is_some(),
            browser: words.map(str::to_owned),
            system: words.map(str::to_owned),
            country: words.map(str::to_owned),
            first_seen_at: 1_795_000_000,
            last_seen_at: 1_795_000_480,
            trusted_until: words.map(|_| 1_797_000_000),
        };
        for browsers in [vec![], vec![one(None), one(Some("a \"word\""))]] {
            let sent = BrowsersResponse { browsers };
            assert_eq!(browsers_response(&read(&serde(&sent))), Some(sent));
        }
    }
}

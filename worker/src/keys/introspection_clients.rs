//! The services that may ask `POST /api/introspect`, and the hashes of their secrets.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

/// `INTROSPECTION_CLIENTS = shop:<SHA-256 of its secret, base64url>,blog:<…>`
///
/// A plain hash is enough for a secret that was drawn with 256 bits, as
/// `cargo xtask introspection-client` does.
#[derive(Default)]
pub struct IntrospectionClients(Vec<(String, [u8; 32])>);

impl IntrospectionClients {
    /// Reads the variable; `None` where it is malformed.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.split(',')
            .map(str::trim)
            .filter(|entry| !entry.is_empty())
            .map(|entry| {
                let (name, hash) = entry.split_once(':')?;
                let is_name = !name.is_empty()
                    && name
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
                let hash = URL_SAFE_NO_PAD.decode(hash).ok()?.try_into().ok()?;
                is_name.then(|| (name.to_owned(), hash))
            })
            .collect::<Option<_>>()
            .map(Self)
    }

    /// Whether this is a service with its secret. Takes as long for every name.
    #[must_use]
    pub fn accepts(&self, name: &str, secret: &str) -> bool {
        let presented: [u8; 32] = Sha256::digest(secret).into();
        let found = self.0.iter().fold(Choice::from(0), |found, (known, hash)| {
            found | (known.as_bytes().ct_eq(name.as_bytes()) & presented.ct_eq(hash))
        });
        found.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, secret: &str) -> String {
        format!("{name}:{}", URL_SAFE_NO_PAD.encode(Sha256::digest(secret)))
    }

    #[test]
    fn each_service_has_its_own_secret() {
        let text = format!("{}, {}", entry("shop", "one"), entry("blog", "two"));
        let clients = IntrospectionClients::parse(&text).expect("well formed");
        assert!(clients.accepts("shop", "one") && clients.accepts("blog", "two"));
        assert!(!clients.accepts("shop", "two") && !clients.accepts("", "one"));
        assert!(!clients.accepts("shop", "") && !clients.accepts("other", "one"));
    }

    #[test]
    fn nobody_is_accepted_where_none_is_named() {
        let clients = IntrospectionClients::parse("").expect("no entry");
        assert!(!clients.accepts("", "") && !clients.accepts("shop", "one"));
    }

    #[test]
    fn a_malformed_entry_is_refused() {
        for text in ["shop", "shop:", "shop:abc", ":abc", "a b:abc"] {
            assert!(IntrospectionClients::parse(text).is_none(), "{text}");
        }
        let named_badly = entry("a b", "one");
        assert!(IntrospectionClients::parse(&named_badly).is_none());
    }
}

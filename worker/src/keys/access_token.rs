//! Access tokens: Ed25519 JWTs after RFC 9068, which anybody verifies with the published keys.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use postern_keyring::{Key, KeyRing, PublicKey};
use postern_shared::api::Role;
use postern_shared::timestamp::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::keys::jwt_provider;

/// What an access token says (RFC 9068 §2.2).
#[derive(Clone, Serialize, Deserialize)]
pub struct Claims {
    /// Who made it.
    pub iss: String,
    /// For whom.
    pub aud: String,
    /// The account: a random name, not the username.
    pub sub: String,
    /// The client that it was made for (RFC 9068 §2.2); Postern's own is `postern`.
    pub client_id: String,
    /// The session.
    pub sid: String,
    /// The role of the account when it was made. Tokens of earlier versions do not say it.
    #[serde(default)]
    pub role: Role,
    /// How the person proved themselves (RFC 8176).
    pub amr: Vec<String>,
    /// When both factors were proved, in seconds since the epoch.
    pub auth_time: u64,
    /// When it was made, in seconds since the epoch.
    pub iat: u64,
    /// When it ends, in seconds since the epoch.
    pub exp: u64,
    /// Its own name.
    pub jti: String,
    /// Where the account lives: a pseudonym of the username, for us.
    pub loc: String,
}

/// A public key as it is published (RFC 7517, RFC 8037).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Jwk {
    /// `OKP`
    pub kty: &'static str,
    /// `Ed25519`
    pub crv: &'static str,
    /// The public key, base64url.
    pub x: String,
    /// Its thumbprint (RFC 7638).
    pub kid: String,
    /// `EdDSA`
    pub alg: &'static str,
    /// `sig`
    #[serde(rename = "use")]
    pub usage: &'static str,
}

/// Why a text is not an access token of ours for this audience.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenError {
    /// Not of the form, not signed by us, or not for this.
    Invalid,
    /// Ours, but too old.
    Expired,
}

/// Makes and checks access tokens.
pub struct AccessTokens {
    /// The active one first, never empty.
    keys: Vec<TokenKey>,
}

/// A token that has still to be signed.
pub struct UnsignedToken<'a> {
    /// The key to sign it with.
    pub key: &'a SigningKey,
    /// Both parts that are signed (RFC 7515 §5.1).
    text: String,
}

/// A private key of Ed25519. Zeroized when dropped.
pub struct SigningKey {
    seed: Key,
    kid: String,
}

struct TokenKey {
    signing: SigningKey,
    /// The first part of its tokens.
    header: String,
    verifying: DecodingKey,
    jwk: Jwk,
}

impl AccessTokens {
    /// Media type of the token without its `application/` (RFC 9068 §2.1).
    pub const TYPE: &str = "at+jwt";

    /// Derives the signing keys.
    #[must_use]
    pub fn new(ring: &KeyRing) -> Self {
        jwt_provider::install();
        let keys = ring
            .signing_seeds()
            .iter()
            .map(|(_, seed)| TokenKey::new(seed))
            .collect();
        Self { keys }
    }

    /// What the active key has to sign. `None` only if the claims are no JSON, which they are.
    #[must_use]
    pub fn unsigned(&self, claims: &Claims) -> Option<UnsignedToken<'_>> {
        let key = self.keys.first()?;
        let claims = serde_json::to_vec(claims).ok()?;
        let mut text = format!("{}.", key.header);
        URL_SAFE_NO_PAD.encode_string(claims, &mut text);
        Some(UnsignedToken {
            key: &key.signing,
            text,
        })
    }

    /// Checks a token for this issuer and audience (RFC 8725 §3): algorithm pinned, type, key,
    /// signature, issuer, audience, then the time.
    ///
    /// # Errors
    /// [`TokenError`].
    pub fn verify(&self, token: &str, origin: &str, now: Timestamp) -> Result<Claims, TokenError> {
        let header = jsonwebtoken::decode_header(token).map_err(|_form| TokenError::Invalid)?;
        if header.typ.as_deref() != Some(Self::TYPE) || header.alg != Algorithm::EdDSA {
            return Err(TokenError::Invalid);
        }
        let key = self
            .keys
            .iter()
            .find(|key| header.kid.as_deref() == Some(key.jwk.kid.as_str()))
            .ok_or(TokenError::Invalid)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[origin]);
        validation.set_audience(&[origin]);
        validation.set_required_spec_claims(&["iss", "aud", "exp"]);
        // The time is an argument here, and compared below.
        validation.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &key.verifying, &validation)
            .map_err(|_not_ours| TokenError::Invalid)?
            .claims;
        if claims.exp <= now.unix_seconds() {
            return Err(TokenError::Expired);
        }
        Ok(claims)
    }

    /// The public keys of all roots, the active one first.
    #[must_use]
    pub fn public_keys(&self) -> Vec<Jwk> {
        self.keys.iter().map(|key| key.jwk.clone()).collect()
    }
}

impl UnsignedToken<'_> {
    /// What the signature goes over (RFC 7515 §5.1).
    #[must_use]
    pub fn message(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// The token with its signature.
    #[must_use]
    pub fn with(self, signature: &[u8; 64]) -> String {
        let mut token = self.text;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        token
    }
}

impl SigningKey {
    /// The name of its public key (RFC 7638).
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The seed that it is made of (RFC 8032 §5.1.5).
    #[must_use]
    pub fn expose_seed(&self) -> &[u8; 32] {
        &self.seed
    }
}

impl TokenKey {
    fn new(seed: &Key) -> Self {
        let public = PublicKey::of_seed(seed);
        let header = format!(
            r#"{{"typ":"{}","alg":"EdDSA","kid":"{}"}}"#,
            AccessTokens::TYPE,
            public.kid
        );
        Self {
            signing: SigningKey {
                seed: seed.clone(),
                kid: public.kid.clone(),
            },
            header: URL_SAFE_NO_PAD.encode(header),
            verifying: DecodingKey::from_ed_der(&public.bytes),
            jwk: Jwk {
                kty: "OKP",
                crv: "Ed25519",
                x: public.x,
                kid: public.kid,
                alg: "EdDSA",
                usage: "sig",
            },
        }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Invalid => "not an access token of this service",
            Self::Expired => "an access token that has expired",
        })
    }
}

impl std::error::Error for TokenError {}

/// The private key of this seed in the form in which keys are handed over (RFC 8410 §7).
#[must_use]
pub fn pkcs8(seed: &[u8; 32]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new([PKCS8_BEFORE_SEED, seed.as_slice()].concat())
}

/// `PrivateKeyInfo` of Ed25519, version 0, with a seed of 32 bytes behind it (RFC 8410 §7, §10.3).
const PKCS8_BEFORE_SEED: &[u8] = &[
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;
    use ed25519_dalek::Signer as _;

    use super::*;

    const A: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    const B: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";
    const ORIGIN: &str = "https://login.example";

    fn tokens(roots: &str) -> AccessTokens {
        AccessTokens::new(&KeyRing::parse(&format!("directory:{A},{roots}")).expect("well formed"))
    }

    fn claims() -> Claims {
        Claims {
            iss: ORIGIN.to_owned(),
            aud: ORIGIN.to_owned(),
            sub: "account".to_owned(),
            client_id: "postern".to_owned(),
            sid: "session".to_owned(),
            role: Role::Admin,
            amr: vec!["pwd".to_owned(), "otp".to_owned()],
            auth_time: 1000,
            iat: 1000,
            exp: 1600,
            jti: "token".to_owned(),
            loc: "locator".to_owned(),
        }
    }

    fn sign(tokens: &AccessTokens, claims: &Claims) -> String {
        let unsigned = tokens.unsigned(claims).expect("claims are JSON");
        let key = ed25519_dalek::SigningKey::from_bytes(unsigned.key.expose_seed());
        let signature = key.sign(unsigned.message());
        unsigned.with(&signature.to_bytes())
    }

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_unix_seconds(seconds)
    }

    #[test]
    fn a_token_of_an_earlier_version_has_the_role_of_everybody() {
        let mut value = serde_json::to_value(claims()).expect("claims are JSON");
        assert_eq!(value["role"], "admin");
        value.as_object_mut().expect("an object").remove("role");
        let claims: Claims = serde_json::from_value(value).expect("they are claims");
        assert_eq!(claims.role, Role::User);
    }

    #[test]
    fn a_key_is_handed_over_as_rfc_8410_section_10_3_writes_it() {
        let form = "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC";
        let seed = [
            0xd4, 0xee, 0x72, 0xdb, 0xf9, 0x13, 0x58, 0x4a, 0xd5, 0xb6, 0xd8, 0xf1, 0xf7, 0x69,
            0xf8, 0xad, 0x3a, 0xfe, 0x7c, 0x28, 0xcb, 0xf1, 0xd4, 0xfb, 0xe0, 0x97, 0xa8, 0x8f,
            0x44, 0x75, 0x58, 0x42,
        ];
        assert_eq!(STANDARD.encode(pkcs8(&seed).as_slice()), form);
    }

    #[test]
    fn a_token_holds_until_its_last_second() {
        let tokens = tokens(&format!("1:{A}"));
        let token = sign(&tokens, &claims());
        assert!(tokens.verify(&token, ORIGIN, at(1599)).is_ok());
        assert_eq!(
            tokens.verify(&token, ORIGIN, at(1600)).err(),
            Some(TokenError::Expired)
        );
    }

    #[test]
    fn another_issuer_audience_or_key_is_refused() {
        let tokens = tokens(&format!("1:{A}"));
        let token = sign(&tokens, &claims());
        let elsewhere = tokens.verify(&token, "https://other.example", at(1100));
        assert_eq!(elsewhere.err(), Some(TokenError::Invalid));
        let other = self::tokens(&format!("1:{B}"));
        assert_eq!(
            other.verify(&token, ORIGIN, at(1100)).err(),
            Some(TokenError::Invalid)
        );
        let rotated = self::tokens(&format!("2:{B},1:{A}"));
        assert!(rotated.verify(&token, ORIGIN, at(1100)).is_ok());
    }

    #[test]
    fn another_algorithm_or_type_is_refused() {
        let tokens = tokens(&format!("1:{A}"));
        let token = sign(&tokens, &claims());
        let (_, rest) = token.split_once('.').expect("three parts");
        let kid = &tokens.public_keys()[0].kid;
        for header in [
            format!(r#"{{"alg":"none","typ":"at+jwt","kid":"{kid}"}}"#),
            format!(r#"{{"alg":"HS256","typ":"at+jwt","kid":"{kid}"}}"#),
            format!(r#"{{"alg":"EdDSA","typ":"JWT","kid":"{kid}"}}"#),
            format!(r#"{{"alg":"EdDSA","kid":"{kid}"}}"#),
            r#"{"alg":"EdDSA","typ":"at+jwt","kid":"other"}"#.to_owned(),
        ] {
            let forged = format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header));
            assert_eq!(
                tokens.verify(&forged, ORIGIN, at(1100)).err(),
                Some(TokenError::Invalid)
            );
        }
    }
}

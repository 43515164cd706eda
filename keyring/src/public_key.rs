//! The half of a signing key that everybody may see.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use sha2::{Digest, Sha256};

/// An Ed25519 public key (RFC 8037).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// The 32 bytes.
    pub bytes: [u8; 32],
    /// The same as base64url, as `x` of a JWK.
    pub x: String,
    /// Its thumbprint (RFC 7638), as `kid` of a JWK.
    pub kid: String,
}

impl PublicKey {
    /// The public key of a seed (RFC 8032 §5.1.5).
    #[must_use]
    pub fn of_seed(seed: &[u8; 32]) -> Self {
        Self::of_bytes(SigningKey::from_bytes(seed).verifying_key().to_bytes())
    }

    fn of_bytes(bytes: [u8; 32]) -> Self {
        let x = URL_SAFE_NO_PAD.encode(bytes);
        let canonical = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
        Self {
            bytes,
            kid: URL_SAFE_NO_PAD.encode(Sha256::digest(canonical)),
            x,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumbprint_follows_rfc_8037_appendix_a_3() {
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        let bytes = URL_SAFE_NO_PAD.decode(x).expect("base64url");
        let key = PublicKey::of_bytes(bytes.try_into().expect("32 bytes"));
        assert_eq!(key.x, x);
        assert_eq!(key.kid, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn the_public_key_follows_rfc_8032_section_7_1() {
        let seed = URL_SAFE_NO_PAD
            .decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")
            .expect("base64url");
        let key = PublicKey::of_seed(seed.as_slice().try_into().expect("32 bytes"));
        assert_eq!(key.x, "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    }
}

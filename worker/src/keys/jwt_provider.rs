//! Checks of Ed25519, and nothing else, for `jsonwebtoken`: its own provider brings RSA, P-256 and P-384,
//! which would double the Worker's size.

use ed25519_dalek::VerifyingKey;
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{ErrorKind, Result};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use signature::{Error, Verifier};

/// Makes the provider the process's own; later calls change nothing.
pub fn install() {
    let _already_installed = PROVIDER.install_default();
}

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: no_signer,
    verifier_factory: verifier,
    key_utils: KeyUtils::new_unimplemented(),
};

struct Ed25519Verifier(VerifyingKey);

/// Nothing is signed this way: it would derive the public key each time.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature is the trait's"
)]
fn no_signer(_algorithm: &Algorithm, _key: &EncodingKey) -> Result<Box<dyn JwtSigner>> {
    Err(ErrorKind::InvalidAlgorithm.into())
}

/// The key's content is the public key of 32 bytes (RFC 8032 §5.1.2).
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature is the trait's"
)]
fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>> {
    if *algorithm != Algorithm::EdDSA {
        return Err(ErrorKind::InvalidAlgorithm.into());
    }
    let public = <&[u8; 32]>::try_from(key.try_get_as_bytes()?)
        .map_err(|_wrong_length| ErrorKind::InvalidEddsaKey)?;
    let public =
        VerifyingKey::from_bytes(public).map_err(|_no_point| ErrorKind::InvalidEddsaKey)?;
    Ok(Box::new(Ed25519Verifier(public)))
}

impl Verifier<Vec<u8>> for Ed25519Verifier {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> std::result::Result<(), Error> {
        let signature = ed25519_dalek::Signature::from_slice(signature)
            .map_err(|_wrong_length| Error::new())?;
        self.0
            .verify_strict(message, &signature)
            .map_err(|_not_authentic| Error::new())
    }
}

impl JwtVerifier for Ed25519Verifier {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}

//! Ed25519, and nothing else, for `jsonwebtoken`: its own provider brings RSA, P-256 and P-384,
//! which would double the Worker's size.

use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{ErrorKind, Result};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use signature::{Error, Signer, Verifier};

/// Makes the provider the process's own; later calls change nothing.
pub fn install() {
    let _already_installed = PROVIDER.install_default();
}

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: signer,
    verifier_factory: verifier,
    key_utils: KeyUtils::new_unimplemented(),
};

struct Ed25519Signer(SigningKey);

struct Ed25519Verifier(VerifyingKey);

/// The key's content is the seed of 32 bytes (RFC 8032 §5.1.5), not DER.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature is the trait's"
)]
fn signer(algorithm: &Algorithm, key: &EncodingKey) -> Result<Box<dyn JwtSigner>> {
    if *algorithm != Algorithm::EdDSA {
        return Err(ErrorKind::InvalidAlgorithm.into());
    }
    let seed = <&[u8; 32]>::try_from(key.as_bytes())
        .map_err(|_wrong_length| ErrorKind::InvalidEddsaKey)?;
    Ok(Box::new(Ed25519Signer(SigningKey::from_bytes(seed))))
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

impl Signer<Vec<u8>> for Ed25519Signer {
    fn try_sign(&self, message: &[u8]) -> std::result::Result<Vec<u8>, Error> {
        Ok(self.0.sign(message).to_bytes().to_vec())
    }
}

impl JwtSigner for Ed25519Signer {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
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

//! Sealed things: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) with a key for each purpose, bound
//! to a context.
//!
//! ```text
//! sealed = version (1) | root (4, big endian) | nonce (24) | ciphertext and tag
//! ```

use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::Key;

/// Bytes of a nonce, which are drawn at random for each sealed thing.
pub const NONCE_LENGTH: usize = 24;

/// The sealed thing was cut, changed, made for another purpose or context, or under a key that is
/// not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealError;

/// Seals `plaintext` with the `key` of this `root`; it opens only with the same `context`.
///
/// # Errors
/// [`SealError`] where the text is longer than the cipher takes (256 GiB).
pub fn seal(
    (root, key): (u32, &Key),
    nonce: [u8; NONCE_LENGTH],
    context: &[u8],
    plaintext: &[u8],
) -> Result<Vec<u8>, SealError> {
    let mut sealed = Vec::with_capacity(HEADER_LENGTH + NONCE_LENGTH + plaintext.len() + 16);
    sealed.push(VERSION);
    sealed.extend_from_slice(&root.to_be_bytes());
    let header = sealed.clone();
    sealed.extend_from_slice(&nonce);
    let ciphertext = cipher(key)
        .encrypt(
            &XNonce::from(nonce),
            Payload {
                msg: plaintext,
                aad: &bind(&header, context),
            },
        )
        .map_err(|_too_long| SealError)?;
    sealed.extend_from_slice(&ciphertext);
    Ok(sealed)
}

/// Opens what [`seal`] made for the same purpose and context, with whichever of the `keys` it was.
///
/// # Errors
/// [`SealError`], without saying which of its reasons.
pub fn open(
    keys: &[(u32, Key)],
    context: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let root = root_of(sealed).ok_or(SealError)?;
    let (header, rest) = sealed.split_at_checked(HEADER_LENGTH).ok_or(SealError)?;
    let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_LENGTH>().ok_or(SealError)?;
    let (_, key) = keys.iter().find(|(id, _)| *id == root).ok_or(SealError)?;
    cipher(key)
        .decrypt(
            &XNonce::from(*nonce),
            Payload {
                msg: ciphertext,
                aad: &bind(header, context),
            },
        )
        .map(Zeroizing::new)
        .map_err(|_not_authentic| SealError)
}

/// The root that `sealed` says it was sealed under; `None` where it is too short or of another
/// version. Only opening it shows whether that is true.
#[must_use]
pub fn root_of(sealed: &[u8]) -> Option<u32> {
    let (header, _) = sealed.split_first_chunk::<HEADER_LENGTH>()?;
    let (version, root) = header.split_first()?;
    let root = u32::from_be_bytes(root.try_into().ok()?);
    (*version == VERSION).then_some(root)
}

impl fmt::Display for SealError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not a thing that we have sealed for this")
    }
}

impl std::error::Error for SealError {}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    let key: &[u8; 32] = key;
    XChaCha20Poly1305::new(key.into())
}

/// The header has a fixed length, so that header and context cannot be mistaken for each other.
fn bind(header: &[u8], context: &[u8]) -> Vec<u8> {
    [header, context].concat()
}

const VERSION: u8 = 1;
const HEADER_LENGTH: usize = 5;

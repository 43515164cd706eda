//! The group of the key exchange: ristretto255, as `opaque-ke` has it, with each public key beside its form.
//!
//! An element's form is a square root's work away. The library keeps the element alone and makes the form anew
//! wherever a transcript or a message has it, five times in one answer to a sign-in more than is needed.

use std::sync::OnceLock;

use curve25519_dalek_4::ristretto::RistrettoBasepointTable;
use opaque_ke::errors::{InternalError, ProtocolError};
use opaque_ke::generic_array::GenericArray;
use opaque_ke::generic_array::typenum::U32;
use opaque_ke::key_exchange::group::Group;
use opaque_ke::key_exchange::group::ristretto255::Ristretto255;
use opaque_ke::key_exchange::group::ristretto255::curve25519_dalek::constants::RISTRETTO_BASEPOINT_POINT;
use opaque_ke::key_exchange::group::ristretto255::curve25519_dalek::ristretto::{
    CompressedRistretto, RistrettoPoint,
};
use opaque_ke::key_exchange::group::ristretto255::curve25519_dalek::scalar::Scalar;
use opaque_ke::key_exchange::group::ristretto255::curve25519_dalek::traits::IsIdentity;
use opaque_ke::key_exchange::tripledh::DiffieHellman;
use opaque_ke::rand::{CryptoRng, RngCore};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// ristretto255 (RFC 9496).
pub struct KeyGroup;

/// An element that is not the identity.
#[derive(Clone)]
pub struct KeyElement {
    point: RistrettoPoint,
    form: [u8; 32],
}

/// A scalar that is not zero. Zeroized when dropped.
#[derive(Clone)]
pub struct KeyScalar(Scalar);

impl Group for KeyGroup {
    type Pk = KeyElement;
    type PkLen = U32;
    type Sk = KeyScalar;
    type SkLen = U32;

    fn serialize_pk(pk: &KeyElement) -> GenericArray<u8, U32> {
        pk.form.into()
    }

    /// Every element has one form only (RFC 9496 §4.3.1), so what was read is what would be written.
    fn deserialize_take_pk(bytes: &mut &[u8]) -> Result<KeyElement, ProtocolError> {
        let form = take(bytes)?;
        CompressedRistretto(form)
            .decompress()
            .filter(|point| !point.is_identity())
            .map(|point| KeyElement { point, form })
            .ok_or(ProtocolError::SerializationError)
    }

    fn random_sk<R: RngCore + CryptoRng>(rng: &mut R) -> KeyScalar {
        loop {
            let scalar = Scalar::random(rng);
            if scalar != Scalar::ZERO {
                break KeyScalar(scalar);
            }
        }
    }

    fn derive_scalar(seed: GenericArray<u8, U32>) -> Result<KeyScalar, InternalError> {
        let mut form = Ristretto255::serialize_sk(&Ristretto255::derive_scalar(seed)?);
        let scalar = Self::deserialize_take_sk(&mut form.as_slice());
        form.zeroize();
        scalar.map_err(|_never| InternalError::HashToScalar)
    }

    fn public_key(sk: &KeyScalar) -> KeyElement {
        let point = times_base(&sk.0);
        let form = point.compress().to_bytes();
        KeyElement { point, form }
    }

    fn serialize_sk(sk: &KeyScalar) -> GenericArray<u8, U32> {
        sk.0.to_bytes().into()
    }

    fn deserialize_take_sk(bytes: &mut &[u8]) -> Result<KeyScalar, ProtocolError> {
        Scalar::from_canonical_bytes(take(bytes)?)
            .into_option()
            .filter(|scalar| *scalar != Scalar::ZERO)
            .map(KeyScalar)
            .ok_or(ProtocolError::SerializationError)
    }
}

impl DiffieHellman<KeyGroup> for KeyScalar {
    fn diffie_hellman(&self, pk: &KeyElement) -> GenericArray<u8, U32> {
        (pk.point * self.0).compress().to_bytes().into()
    }
}

impl Drop for KeyScalar {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl ZeroizeOnDrop for KeyScalar {}

/// By a table that is made at the first use and is in memory only: as data it would be 30 kB of the compressed
/// module.
fn times_base(scalar: &Scalar) -> RistrettoPoint {
    static TABLE: OnceLock<RistrettoBasepointTable> = OnceLock::new();
    TABLE.get_or_init(|| RistrettoBasepointTable::create(&RISTRETTO_BASEPOINT_POINT)) * scalar
}

fn take(bytes: &mut &[u8]) -> Result<[u8; 32], ProtocolError> {
    let (form, rest) = bytes
        .split_first_chunk()
        .ok_or(ProtocolError::SerializationError)?;
    *bytes = rest;
    Ok(*form)
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use opaque_ke::key_exchange::group::ristretto255::NonIdentity;

    use super::*;

    /// The keys of both groups from one seed.
    fn keys(seed: u8) -> (KeyElement, NonIdentity) {
        let seed = GenericArray::from([seed; 32]);
        let ours = KeyGroup::derive_scalar(seed).expect("it is short");
        let theirs = Ristretto255::derive_scalar(seed).expect("it is short");
        assert_eq!(
            KeyGroup::serialize_sk(&ours),
            Ristretto255::serialize_sk(&theirs)
        );
        (
            KeyGroup::public_key(&ours),
            Ristretto255::public_key(&theirs),
        )
    }

    #[test]
    fn keys_and_secrets_are_those_of_the_library() {
        let seed = GenericArray::from([200; 32]);
        let ours = KeyGroup::derive_scalar(seed).expect("it is short");
        let theirs = Ristretto255::derive_scalar(seed).expect("it is short");
        for number in 0..20 {
            let (our_key, their_key) = keys(number);
            let form = KeyGroup::serialize_pk(&our_key);
            assert_eq!(form, Ristretto255::serialize_pk(&their_key));
            assert_eq!(
                ours.diffie_hellman(&our_key),
                theirs.diffie_hellman(&their_key)
            );
            let read = KeyGroup::deserialize_take_pk(&mut form.as_slice());
            let read = read.expect("it is an element");
            assert_eq!(
                ours.diffie_hellman(&read),
                theirs.diffie_hellman(&their_key)
            );
        }
    }

    #[test]
    fn what_is_no_element_or_no_scalar_is_refused() {
        let (key, _) = keys(1);
        let form = KeyGroup::serialize_pk(&key);
        for length in 0..form.len() {
            let mut cut = form.get(..length).expect("it is shorter");
            assert!(KeyGroup::deserialize_take_pk(&mut cut).is_err());
            assert!(KeyGroup::deserialize_take_sk(&mut cut).is_err());
        }
        for refused in [[0; 32], [0xff; 32], [0x01; 32]] {
            assert!(KeyGroup::deserialize_take_pk(&mut refused.as_slice()).is_err());
        }
        for refused in [[0; 32], [0xff; 32]] {
            assert!(KeyGroup::deserialize_take_sk(&mut refused.as_slice()).is_err());
        }
    }

    #[test]
    fn what_follows_a_key_is_left() {
        let (key, _) = keys(1);
        let bytes = [KeyGroup::serialize_pk(&key).as_slice(), &[7, 8]].concat();
        let mut rest = bytes.as_slice();
        assert!(KeyGroup::deserialize_take_pk(&mut rest).is_ok());
        assert_eq!(rest, [7, 8]);
    }
}

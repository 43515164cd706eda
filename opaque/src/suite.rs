//! The configuration of the protocol, and Argon2id as its key stretching function.

use opaque_ke::errors::InternalError;
use opaque_ke::generic_array::{ArrayLength, GenericArray};
use opaque_ke::ksf::Ksf;
use opaque_ke::{CipherSuite, Ristretto255, TripleDh};
use sha2_010::Sha512;

use crate::argon2_cost::Argon2Cost;

#[cfg(feature = "server-group")]
pub use crate::group::KeyGroup;
/// The group of the key exchange.
#[cfg(not(feature = "server-group"))]
pub use opaque_ke::Ristretto255 as KeyGroup;

/// OPAQUE-3DH with ristretto255-SHA512 (RFC 9807 §7).
pub struct Suite;

impl CipherSuite for Suite {
    type OprfCs = Ristretto255;
    type KeyExchange = TripleDh<KeyGroup, Sha512>;
    type Ksf = Stretch;
}

/// Argon2id with a salt of 16 zero bytes and without a secret (RFC 9807 §7): what is stretched is
/// the output of the OPRF, which is as good as salted with the server's key already.
pub enum Stretch {
    /// At this cost.
    Argon2id(Argon2Cost),
    /// Not at all, as in the test vectors of RFC 9807.
    #[cfg(test)]
    Identity,
}

impl Default for Stretch {
    fn default() -> Self {
        Self::Argon2id(Argon2Cost::OWASP)
    }
}

impl Ksf for Stretch {
    fn hash<L: ArrayLength<u8>>(
        &self,
        input: GenericArray<u8, L>,
    ) -> Result<GenericArray<u8, L>, InternalError> {
        match self {
            Self::Argon2id(cost) => {
                let mut output = GenericArray::default();
                cost.argon2id_into(None, &[0; 16], &input, &mut output)
                    .map(|()| output)
                    .ok_or(InternalError::KsfError)
            }
            #[cfg(test)]
            Self::Identity => Ok(input),
        }
    }
}

/// How a password is stretched, and the context that says so.
pub struct Stretching {
    /// The function.
    pub function: Stretch,
    /// The context.
    pub context: Vec<u8>,
}

impl From<Argon2Cost> for Stretching {
    fn from(cost: Argon2Cost) -> Self {
        Self {
            function: Stretch::Argon2id(cost),
            context: cost.context(),
        }
    }
}

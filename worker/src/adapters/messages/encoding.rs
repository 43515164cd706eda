//! The form in which messages travel: postcard, a tenth of JSON's code. They are never stored.

use serde::{Deserialize, Serialize};

use crate::adapters::messages::{Envelope, Reply};

impl Envelope {
    /// The bytes of it.
    ///
    /// # Errors
    /// Never for a message of ours.
    pub fn encode(&self) -> worker::Result<Vec<u8>> {
        encode(self)
    }

    /// The message in these bytes.
    ///
    /// # Errors
    /// Says that it has an unknown form, and nothing of it.
    pub fn decode(bytes: &[u8]) -> worker::Result<Self> {
        decode(bytes)
    }
}

impl Reply {
    /// The bytes of it.
    ///
    /// # Errors
    /// Never for a message of ours.
    pub fn encode(&self) -> worker::Result<Vec<u8>> {
        encode(self)
    }

    /// The message in these bytes.
    ///
    /// # Errors
    /// Says that it has an unknown form, and nothing of it.
    pub fn decode(bytes: &[u8]) -> worker::Result<Self> {
        decode(bytes)
    }
}

fn encode(message: &impl Serialize) -> worker::Result<Vec<u8>> {
    postcard::to_allocvec(message).map_err(|_never| unknown_form())
}

fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> worker::Result<T> {
    postcard::from_bytes(bytes).map_err(|_unknown| unknown_form())
}

fn unknown_form() -> worker::Error {
    worker::Error::RustError("a message of an unknown form".to_owned())
}

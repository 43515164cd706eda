//! The form in which messages travel: postcard, a tenth of JSON's code. They are never stored.
//!
//! postcard names nothing: a command is a number and its bytes. The platform may run an active
//! object's old code for minutes beside a new Worker, so each message begins with the number of
//! the form, and one of another form is refused rather than read as something else.

use serde::{Deserialize, Serialize};

use crate::adapters::messages::{Envelope, InstanceCommand, Reply};

/// Something that Worker and object say to each other.
pub trait Message: Serialize + for<'a> Deserialize<'a> {
    /// The bytes of it.
    ///
    /// # Errors
    /// Never for a message of ours.
    fn encode(&self) -> worker::Result<Vec<u8>> {
        postcard::to_extend(self, vec![FORM]).map_err(|_never| unknown_form())
    }

    /// The message in these bytes, all of them.
    ///
    /// # Errors
    /// Says that it has an unknown form, and nothing of it.
    fn decode(bytes: &[u8]) -> worker::Result<Self> {
        match bytes.split_first() {
            Some((&FORM, rest)) => match postcard::take_from_bytes(rest) {
                Ok((message, [])) => Ok(message),
                _ => Err(unknown_form()),
            },
            _ => Err(unknown_form()),
        }
    }
}

impl Message for Envelope {}
impl Message for InstanceCommand {}
impl Message for Reply {}

fn unknown_form() -> worker::Error {
    worker::Error::RustError("a message of an unknown form".to_owned())
}

/// The number of the form. It rises with every change of [`super::Command`], [`InstanceCommand`], [`Reply`]
/// or what is in them; the test below notices one.
const FORM: u8 = 4;

#[cfg(test)]
mod tests;

//! The messages, each of exactly its length, with every group element checked: `opaque-ke` alone
//! takes trailing bytes.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use opaque_ke::{
    CredentialFinalization, CredentialRequest, CredentialResponse,
    RegistrationRequest as LibraryRegistrationRequest,
    RegistrationResponse as LibraryRegistrationResponse, RegistrationUpload,
};

use crate::suite::Suite;

/// Not such a message: of the wrong length, in another alphabet, or with an element that is not one
/// of the group, or is its identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidMessage;

impl fmt::Display for InvalidMessage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not a message of this kind")
    }
}

impl std::error::Error for InvalidMessage {}

macro_rules! message {
    ($(#[$doc:meta])* $name:ident, $length:literal, $library:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name([u8; $length]);

        impl $name {
            /// Bytes of the message.
            pub const LENGTH: usize = $length;

            /// Takes the bytes of a message in.
            ///
            /// # Errors
            /// [`InvalidMessage`] where they are none.
            pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidMessage> {
                let bytes = bytes.try_into().map_err(|_wrong_length| InvalidMessage)?;
                let message = Self(bytes);
                message.decode()?;
                Ok(message)
            }

            /// Reads the form that travels: base64url without padding.
            ///
            /// # Errors
            /// [`InvalidMessage`] where it is none.
            pub fn parse(text: &str) -> Result<Self, InvalidMessage> {
                let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_malformed| InvalidMessage)?;
                Self::from_bytes(&bytes)
            }

            /// Reads the same of a message that we have made, or checked, before: its elements are
            /// checked where they are used, and not here.
            ///
            /// # Errors
            /// [`InvalidMessage`] where it is not of this length.
            pub fn read_again(text: &str) -> Result<Self, InvalidMessage> {
                let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_malformed| InvalidMessage)?;
                let bytes = bytes.as_slice().try_into();
                bytes.map(Self).map_err(|_wrong_length| InvalidMessage)
            }

            /// The form that travels.
            #[must_use]
            pub fn to_text(&self) -> String {
                URL_SAFE_NO_PAD.encode(self.0)
            }

            /// The bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; $length] {
                &self.0
            }

            pub(crate) fn decode(&self) -> Result<$library<Suite>, InvalidMessage> {
                $library::deserialize(&self.0).map_err(|_malformed| InvalidMessage)
            }

            pub(crate) fn encode(message: &$library<Suite>) -> Self {
                // The library's type says the same length.
                let mut bytes = [0; $length];
                bytes.copy_from_slice(&message.serialize());
                Self(bytes)
            }
        }
    };
}

message! {
    /// The blinded password of somebody who registers (RFC 9807 §5.1).
    RegistrationRequest, 32, LibraryRegistrationRequest
}
message! {
    /// The server's answer to it: the evaluated element, and its public key.
    RegistrationResponse, 64, LibraryRegistrationResponse
}
message! {
    /// What the server keeps instead of a password (`RegistrationRecord` in RFC 9807 §5.1). From it
    /// and the server's OPRF seed, guesses can be tested; so it is kept like a password's hash.
    RegistrationRecord, 192, RegistrationUpload
}
message! {
    /// The client's first message of a sign-in (RFC 9807 §6.1).
    Ke1, 96, CredentialRequest
}
message! {
    /// The server's answer to it, with which a client can test one password.
    Ke2, 320, CredentialResponse
}
message! {
    /// The client's proof of the password.
    Ke3, 64, CredentialFinalization
}

//! OPAQUE (RFC 9807) as Postern speaks it, both sides: the client proves that it knows a password
//! which the server never sees.
//!
//! The configuration is OPAQUE-3DH with ristretto255-SHA512, HKDF-SHA-512, HMAC-SHA-512 and SHA-512
//! (RFC 9807 §7), Argon2id as the key stretching function, no identities, and a context that names
//! the [cost](Argon2Cost) of the stretching. The protocol itself is `opaque-ke`'s; what is here
//! fixes its configuration, its keys and the exact length of every message.
//!
//! Neither the session key nor the export key is used: TLS protects the channel, and what a sign-in
//! gives is an access token.

mod argon2_cost;
pub mod client;
#[cfg(feature = "server-group")]
mod group;
pub mod in_place;
mod messages;
mod random;
pub mod server;
mod suite;

pub use argon2_cost::Argon2Cost;
pub use messages::{
    InvalidMessage, Ke1, Ke2, Ke3, RegistrationRecord, RegistrationRequest, RegistrationResponse,
};
pub use random::Random;

#[cfg(test)]
mod tests;

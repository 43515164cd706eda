//! The protocol against the vectors of its RFC, against itself and against another implementation.

mod against_itself;
#[cfg(not(target_arch = "wasm32"))]
mod any_bytes;
mod foreign;
mod rfc_9807;
mod vectors;

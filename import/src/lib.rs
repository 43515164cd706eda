//! What Postern takes over from other services: people, row by row.
//!
//! The Worker and `cargo xtask import` check a row by the same code, so that what a dry run accepts
//! is what the service accepts, but for names that somebody has. Password hashes of other services
//! are checked here too, until their owner's first sign-in puts one of ours in their place.
//!
//! No input or output, no clock, no randomness.

mod checked_row;
mod foreign_hash;

pub use checked_row::{CheckedRow, check};
pub use foreign_hash::ForeignHash;

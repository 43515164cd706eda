//! What both sides of Postern must agree on byte for byte.
//!
//! No input or output, no clock, no randomness: every function here gives the
//! same answer in the browser, in the Worker and in a test.

pub mod api;
pub mod common_passwords;
pub mod oauth;
pub mod one_time_code;
pub mod page;
pub mod password;
pub mod problem;
pub mod profile;
pub mod reason;
pub mod timestamp;
pub mod totp;
pub mod username;

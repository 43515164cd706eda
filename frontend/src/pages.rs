//! The screens, one file each.

pub mod account;
pub mod administration;
pub mod aside;
mod code;
mod enrol;
mod not_found;
mod sign_in;
mod verification;

pub use code::Code;
pub use enrol::{Authenticator, Enrol};
pub use not_found::NotFound;
pub use sign_in::SignIn;

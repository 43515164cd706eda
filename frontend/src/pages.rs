//! The screens, one file each.

pub mod account;
pub mod administration;
mod code;
mod enrol;
mod not_found;
mod register;
mod reset_password;
mod sign_in;
mod verification;

pub use code::Code;
pub use enrol::{Authenticator, Enrol};
pub use not_found::NotFound;
pub use register::Register;
pub use reset_password::ResetPassword;
pub use sign_in::SignIn;

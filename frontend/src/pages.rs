//! The screens, one file each.

pub mod account;
mod code;
mod enrol;
mod not_found;
mod register;
mod sign_in;
mod verification;

pub use code::Code;
pub use enrol::Enrol;
pub use not_found::NotFound;
pub use register::Register;
pub use sign_in::SignIn;

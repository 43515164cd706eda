//! The screens, one file each.

mod account;
mod code;
mod enrol;
mod not_found;
mod register;
mod reset_password;
mod sessions;
mod sign_in;
mod sign_out;
mod verification;

pub use account::Account;
pub use code::Code;
pub use enrol::Enrol;
pub use not_found::NotFound;
pub use register::Register;
pub use reset_password::ResetPassword;
pub use sessions::Sessions;
pub use sign_in::SignIn;

//! What the client does with a password that it does not send: the client's side of OPAQUE (RFC
//! 9807), as a module of its own for `password_worker.js`.
//!
//! Messages are bytes here: the browser reads and writes their base64url with less code. Passwords
//! come as bytes too, UTF-8 in normalization form C, and are wiped when the sign-in or the
//! registration that holds them is freed. A JavaScript string cannot be wiped: what was typed stays
//! in the page's memory until the browser reuses it. The worker is ended when it is needed no more,
//! and its memory with it.

mod randomness;
mod refusal;
mod registration;
mod sign_in;

pub use refusal::Refusal;
pub use registration::Registration;
pub use sign_in::SignIn;

#[cfg(test)]
mod tests;

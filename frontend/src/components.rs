//! The parts that pages are made of. None of them calls the service.

mod activity_facts;
mod browser_facts;
mod check_box;
mod code_field;
mod drawn;
mod field;
mod form_state;
mod heading;
mod notice_banner;
mod password_field;
mod qr_code;
mod secret_key;
mod session_facts;
mod submit;
mod text_field;

pub use activity_facts::activity_facts;
pub use browser_facts::{browser_facts, browser_name};
pub use check_box::CheckBox;
pub use code_field::CodeField;
pub use drawn::{group, heading, line, nothing};
pub use field::{Field, stops_at_errors};
pub use form_state::FormState;
pub use heading::Heading;
pub use notice_banner::NoticeBanner;
pub use password_field::PasswordField;
pub use qr_code::QrDrawing;
pub use secret_key::{SecretKey, SharedText};
pub use session_facts::{fact, moment, replay_warning, session_facts, when};
pub use submit::{FormAlert, Submit, Wait};
pub use text_field::TextField;

#[cfg(test)]
pub mod browser_tests;

//! Postern's client: one page, drawn in the browser.
//!
//! [`start`] restores a session if this browser had one, and then takes over the frame that
//! `index.html` has painted. Tokens live in memory only; what a reload may need is in
//! [`session_state`], and where it is kept in [`browser`].

mod account_area;
mod activity_words;
mod announcer;
mod api_client;
mod app;
mod browser;
mod components;
mod field_checks;
mod grouping;
mod intl;
mod later_part;
mod notice;
mod pages;
mod password_protocol;
mod password_worker;
mod problem_place;
mod problem_text;
mod qr_path;
mod role_words;
mod session_keeper;
mod session_state;
mod session_words;
mod sign_in_options;
mod wire;

pub use app::start;

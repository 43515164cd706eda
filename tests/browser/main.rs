//! Postern in a real browser: a person's way through the pages.

mod accessibility;
mod account_area;
mod ceremony;
mod codes;
mod documentation;
mod forms;
mod keyboard;
mod navigation;
mod password_protocol;
mod privacy;
mod reset_password;
mod second_factor;
mod sessions;
mod steps;

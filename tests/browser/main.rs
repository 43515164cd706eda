//! Postern in a real browser: a person's way through the pages.

mod accessibility;
mod account_area;
mod activity;
mod browsers;
mod ceremony;
mod codes;
mod delete_account;
mod documentation;
mod forms;
mod keyboard;
mod navigation;
mod password_change;
mod password_protocol;
mod privacy;
mod profile;
mod proof;
mod reset_password;
mod second_factor;
mod sessions;
mod steps;

//! Every call over HTTP types on memory ports: the real router, the real rules and the real keys,
//! a clock that stands still, randomness from a counter, and a KV that lags or fails on demand.
//!
//! Each answer of each test is checked for the headers that every answer must have, each failing
//! one for secrets ([`support::answer`]), and all against the document of the API
//! ([`support::document`]).

mod activity;
mod administration;
mod administration_invitations;
mod administration_log;
mod authenticators;
mod browsers;
mod client_files;
mod document;
mod fresh;
mod health;
mod import;
mod introspect;
mod invitations;
mod json_body;
mod jwks;
mod key_rotation;
mod last_administrator;
mod login;
mod logout;
mod manners;
mod native_client;
mod new_password;
mod overview;
mod password_change;
mod password_protocol;
mod password_reset;
mod password_reset_links;
mod people;
mod problems;
mod profile;
mod recovery_codes;
mod refresh;
mod register;
mod registration_modes;
mod request_context;
mod roles;
mod same_origin;
mod secrecy;
mod security_headers;
mod security_page;
mod sessions;
mod stale_directory;
mod step_up;
mod support;
mod token;
mod unavailable;
mod users_me;
mod verify_otp;

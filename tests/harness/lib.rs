//! What the end-to-end tests stand on: a real workerd, a real browser, a foreign authenticator.
//!
//! Nothing here knows how Postern works inside; it starts, asks, and reads what comes back.

pub mod answer;
pub mod api;
pub mod at_rest;
pub mod axe;
pub mod breach_list;
pub mod browser;
pub mod counted;
pub mod example;
pub mod issuer;
pub mod key_file;
pub mod mode;
pub mod moody;
pub mod node;
pub use postern_foreign_opaque as opaque_client;
pub mod password_change;
pub mod password_protocol;
pub mod person;
pub mod phone;
pub mod process_group;
pub mod python;
pub mod qr;
pub mod server;
pub mod wire_tap;
pub mod workspace;
pub mod xtask;

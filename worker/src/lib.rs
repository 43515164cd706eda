//! The Worker of Postern: a login service with a second factor.

pub mod account;
pub mod adapters;
pub mod config;
pub mod entry;
pub mod hold;
pub mod http;
pub mod instance;
pub mod keys;
pub mod ports;
pub mod stopwatch;

//! The Worker of Postern as the one module that is deployed. Everything is in `postern-worker`,
//! whose handlers and objects the platform finds here.

pub use postern_worker::*;

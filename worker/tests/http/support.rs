//! The service on memory ports, and somebody who calls it.

pub mod accounts;
pub mod answer;
pub mod app;
pub mod call;
pub mod clock;
pub mod desk;
pub mod document;
pub mod instance;
pub mod kv;
pub mod ports;
pub mod prover;
pub mod secrets;
pub mod steps;
pub mod tokens;

pub use answer::Answer;
pub use app::TestApp;

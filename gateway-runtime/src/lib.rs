//! Everything that happens to a request.

pub mod admin;
pub mod clock;
pub mod contract;
pub mod denial;
pub mod fault;
pub mod gateway;
pub mod key_refresh;
pub mod limiter;
pub mod net;
pub mod operation;
pub mod principal;
pub mod request_body;
pub mod schema;
pub mod service;
pub mod snapshot;
pub mod telemetry;
pub mod upstream;
pub mod verifier;

//! Everything that happens to a request.

pub mod cli;
pub mod clock;
pub mod config;
pub mod contract;
pub mod decode;
pub mod denial;
pub mod fault;
pub mod gateway;
pub mod limiter;
pub mod net;
pub mod operation;
pub mod principal;
pub mod request_body;
pub mod schema;
pub mod snapshot;
pub mod telemetry;
pub mod upstream;
pub mod verifier;

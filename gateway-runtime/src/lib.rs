//! Everything that happens to a request.

pub mod answer;
pub mod clock;
pub mod contract;
pub mod core;
mod correlation;
pub mod denial;
pub mod fault;
pub mod limiter;
pub mod operation;
mod percent;
pub mod pipeline;
pub mod policy;
pub mod principal;
pub mod refusal;
pub mod request_body;
pub mod respond;
pub mod schema;
pub mod snapshot;
pub mod stage;
pub mod telemetry;
pub mod upstream;
pub mod verdict;
pub mod verifier;

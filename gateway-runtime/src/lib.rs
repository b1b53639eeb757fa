//! Everything that happens to a request.

pub mod contract;
pub mod decode;
pub mod denial;
pub mod fault;
pub mod operation;
pub mod principal;
pub mod schema;

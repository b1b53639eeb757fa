//! What is told about a request: one record, one access-log line, metrics, and one security event per refusal.

mod record;

pub use record::{Protocol, Record};

//! HTTP/2: hyper behind a guard that follows the frames of both directions.
//!
//! hyper decides what a frame means. The guard bounds what a client may ask for besides answers, and tells of every error
//! that hyper answers with RST_STREAM or GOAWAY, which stand in for the problem document.

mod budget;
mod ending;
mod frame;
mod guard;
mod serve;
#[cfg(test)]
mod tests;
mod waiting;

pub use serve::serve;

/// How many requests one connection may have open.
const MAX_STREAMS: u32 = 128;

//! The catalogue of bad input, run against the orders gateway over real sockets.
//!
//! `rows.toml` holds the cases as data, `http2/rows.toml` those of HTTP/2. Each is judged by four things: the client's answer, what the upstream saw, the one
//! security event, and a clean request right behind it. Controls must pass: a gateway that refuses everything passes no
//! row.

mod bytes;
mod catalogue;
mod http2;
mod judge;
mod row;
mod subject;

pub use catalogue::untried;
pub use http2::{Driver, Script, judge_script, scripts};
pub use judge::{Outcome, judge};
pub use row::{Row, rows};
pub use subject::subject;

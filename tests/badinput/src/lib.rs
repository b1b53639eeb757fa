//! The catalogue of bad input, run against the orders gateway over real sockets.
//!
//! `rows.toml` holds the cases as data. Each is judged by four things: the client's answer, what the upstream saw, the one
//! security event, and a clean request right behind it. Controls must pass: a gateway that refuses everything passes no
//! row.

mod bytes;
mod catalogue;
mod judge;
mod row;

pub use catalogue::untried;
pub use judge::{Outcome, judge};
pub use row::{Row, rows};

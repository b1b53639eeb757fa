//! Where an upstream is, and the connections to it.

mod answer;
mod connect;
mod fetch;
mod outgoing;
mod pool;
mod roots;
mod target;
#[cfg(test)]
mod tests;

pub use answer::{UpstreamBody, UpstreamError};
pub use fetch::{FetchError, fetch};
pub use outgoing::Outgoing;
pub use pool::Pool;
pub use roots::Roots;
pub use target::{Target, TargetError};

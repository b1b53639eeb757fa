//! One rate limit with its counters.

use crate::clock::Clock;
use crate::contract::Limit;
use crate::denial::Exceeded;

/// GCRA counters of one limit in one scope, keyed by client or address.
#[derive(Debug)]
pub struct Limiter {
    limit: &'static Limit,
}

/// What is left after a request was charged; becomes the `RateLimit` header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remaining {
    /// Whole requests that would pass now.
    pub requests: u32,
    /// Whole seconds until the burst is full again.
    pub reset: u64,
}

impl Limiter {
    /// A limiter of `limit` that admits `count` per window and `burst` at once, both at most the compiled ones.
    pub fn new(limit: &'static Limit, count: u32, burst: u32, clock: Clock) -> Self {
        let _ = (count, burst, clock);
        Self { limit }
    }

    /// The limit.
    pub fn limit(&self) -> &'static Limit {
        self.limit
    }

    /// Charges one request to `key`, or says how long until one would pass.
    pub fn charge(&self, key: u64) -> Result<Remaining, Exceeded> {
        let _ = key;
        Err(Exceeded { limit: self.limit, retry_after: 1 })
    }
}

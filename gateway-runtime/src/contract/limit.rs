//! How often something may happen, for whom, and what shares one counter.

use core::time::Duration;

/// A rate limit (GCRA): `count` per `window`, with room for `burst` at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The name in `x-gateway-components.limits`; also the policy name in `RateLimit-Policy`.
    pub name: &'static str,
    /// Whose requests are counted together.
    pub by: LimitKey,
    /// Which operations share the counter.
    pub per: LimitScope,
    /// Requests per window; at least 1.
    pub count: u32,
    /// The window; at least one second.
    pub window: Duration,
    /// How many requests may come at once; at least 1.
    pub burst: u32,
    /// Where the document states it (`specs/orders.yaml:31:9`).
    pub place: &'static str,
}

/// Whose requests a limit counts together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitKey {
    /// The client address; IPv6 addresses are cut to this prefix length in bits first.
    Address {
        /// 1 to 128.
        ipv6_prefix: u8,
    },
    /// The authenticated client: a token's client, or an API key's owner.
    Client,
}

/// Which operations share one counter of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitScope {
    /// Each operation counts alone.
    Operation,
    /// All operations of one path template count together.
    Path,
    /// The whole product counts together.
    Product,
}

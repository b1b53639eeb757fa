//! Rate limits.

/// A rate limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The name, unique in the product.
    pub name: String,
    /// Whose requests are counted together.
    pub by: LimitKey,
    /// Which operations share the counter.
    pub per: LimitScope,
    /// At least 1.
    pub count: u32,
    /// At least 1.
    pub window_seconds: u64,
    /// At least 1.
    pub burst: u32,
}

/// Whose requests a limit counts together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitKey {
    /// `ip`
    Address {
        /// 1 to 128.
        ipv6_prefix: u8,
    },
    /// `client`
    Client,
}

/// Which operations share the counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitScope {
    /// `operation`
    Operation,
    /// `path`
    Path,
    /// `product`
    Product,
}

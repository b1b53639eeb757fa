//! Where admitted requests go.

use core::time::Duration;

/// The position of an upstream in [`ProductFacts::upstreams`](super::ProductFacts::upstreams).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UpstreamId(pub usize);

impl UpstreamId {
    /// No upstream: what an operation built on [`OperationFacts::CLOSED`](super::OperationFacts::CLOSED) alone has.
    pub const NONE: Self = Self(usize::MAX);
}

/// An upstream. Its addresses are the operator's: `[upstreams.<name>]`.
#[derive(Debug, Clone, Copy)]
pub struct UpstreamFacts {
    /// The name in `x-gateway-components.upstreams`.
    pub name: &'static str,
    /// How long establishing a connection may take.
    pub connect_timeout: Duration,
    /// Where the document declares it.
    pub place: &'static str,
}

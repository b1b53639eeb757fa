//! Where an upstream is, and the connections to it.

use core::time::Duration;

use bytes::Bytes;
use http::HeaderValue;
use http_body_util::Full;

use crate::fault::Fault;

/// The deploy-time address of one upstream.
#[derive(Debug)]
pub struct Target(HeaderValue);

/// Why a target is none.
#[derive(Debug)]
pub struct TargetError;

impl Target {
    /// Parses.
    pub fn parse(url: &str, connect_timeout: Duration) -> Result<Self, TargetError> {
        let _ = connect_timeout;
        HeaderValue::from_str(url).map(Self).map_err(|_| TargetError)
    }

    /// The authority.
    pub fn authority(&self) -> &HeaderValue {
        &self.0
    }
}

/// Upstream body.
pub type UpstreamBody = Full<Bytes>;

/// Connections of one core.
#[derive(Debug, Default)]
pub struct Pool {}

impl Pool {
    /// Sends.
    #[allow(clippy::unused_async, reason = "the real one waits")]
    pub async fn send(
        &self,
        target: &Target,
        request: http::Request<Full<Bytes>>,
        within: Duration,
    ) -> Result<http::Response<UpstreamBody>, Fault> {
        let _ = (target, request, within);
        Err(Fault::UpstreamUnreachable)
    }
}

//! A running gateway.

use core::fmt;
use core::net::SocketAddr;
use std::sync::Arc;

use crate::clock::Clock;
use crate::config::Settings;
use crate::contract::ProductFacts;
use crate::operation::Dispatch;
use crate::telemetry::Telemetry;

/// Stand-in.
#[derive(Debug)]
pub struct Gateway;
/// Stand-in.
#[derive(Debug)]
pub struct StartError;
impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not yet")
    }
}
/// Stand-in.
#[derive(Debug)]
pub struct Running {
    /// Stand-in.
    pub data: SocketAddr,
    /// Stand-in.
    pub health: SocketAddr,
}
impl Gateway {
    /// Stand-in.
    pub fn start(
        _product: &'static ProductFacts,
        _settings: Settings,
        _dispatch: Arc<dyn Dispatch>,
        _clock: Clock,
        _telemetry: Telemetry,
    ) -> Result<Running, StartError> {
        Err(StartError)
    }
}
impl Running {
    /// Stand-in.
    #[allow(clippy::unused_async)]
    pub async fn ready(&self) {}
    /// Stand-in.
    #[allow(clippy::unused_async)]
    pub async fn drain(self) {}
}

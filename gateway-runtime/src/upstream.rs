//! Where an upstream is, and the connections to it.

use core::fmt;
use core::time::Duration;

/// The deploy-time address of one upstream.
#[derive(Debug)]
pub struct Target(String);

/// Stand-in.
#[derive(Debug)]
pub struct TargetError;
impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an http:// or https:// URL")
    }
}
impl Target {
    /// Stand-in.
    pub fn parse(url: &str, _connect_timeout: Duration) -> Result<Self, TargetError> {
        if url.starts_with("http://") || url.starts_with("https://") {
            Ok(Self(url.to_owned()))
        } else {
            Err(TargetError)
        }
    }
}

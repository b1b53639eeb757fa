//! The address of one upstream.

use core::fmt;
use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;

use http::{HeaderValue, Uri};
use rustls_pki_types::ServerName;

/// The deploy-time address of one upstream: scheme, host and port. It is never taken from a request.
#[derive(Debug, Clone)]
pub struct Target {
    /// Pools find connections by it: every parsed target has its own.
    pub(super) id: usize,
    pub(super) host: Box<str>,
    pub(super) port: u16,
    /// The name the certificate must carry; `None` without TLS.
    pub(super) server_name: Option<ServerName<'static>>,
    pub(super) connect_timeout: Duration,
    pub(super) reach: Reach,
    authority: HeaderValue,
}

/// Which addresses a name may stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Whichever it resolves to.
    Anywhere,
    /// Not those of this machine and of its link: a name that was given to somebody else must not lead there.
    Elsewhere,
}

/// Why a URL is not an upstream's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetError {
    /// Not an absolute URL.
    Malformed,
    /// Neither `http` nor `https`.
    Scheme,
    /// User information before the host.
    UserInfo,
    /// A path, query or fragment: what is forwarded is what was validated, so nothing is put before it.
    Path,
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "it is not an absolute URL",
            Self::Scheme => "the scheme is neither http nor https",
            Self::UserInfo => "it carries user information",
            Self::Path => "it carries a path, a query or a fragment",
        })
    }
}

impl core::error::Error for TargetError {}

impl Target {
    /// Reads `http://host:port` or `https://host:port`; the port may be left out. Establishing a connection may take
    /// `connect_timeout`, TLS included.
    pub fn parse(url: &str, connect_timeout: Duration) -> Result<Self, TargetError> {
        let uri: Uri = url.parse().map_err(|_| TargetError::Malformed)?;
        if uri.query().is_some() || url.contains('#') || !matches!(uri.path(), "" | "/") {
            return Err(TargetError::Path);
        }
        Self::of(&uri, connect_timeout)
    }

    /// The target a URL stands on, whatever its path.
    pub(super) fn of(uri: &Uri, connect_timeout: Duration) -> Result<Self, TargetError> {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(TargetError::Malformed);
        };
        let tls = match scheme {
            "http" => false,
            "https" => true,
            _ => return Err(TargetError::Scheme),
        };
        if authority.as_str().contains('@') {
            return Err(TargetError::UserInfo);
        }
        let host = authority.host().trim_start_matches('[').trim_end_matches(']');
        if host.is_empty() || (authority.port_u16().is_none() && authority.as_str().ends_with(':')) {
            return Err(TargetError::Malformed);
        }
        let server_name = ServerName::try_from(host.to_owned()).map_err(|_| TargetError::Malformed)?;
        Ok(Self {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            host: host.into(),
            port: authority.port_u16().unwrap_or(if tls { 443 } else { 80 }),
            server_name: tls.then_some(server_name),
            connect_timeout,
            reach: Reach::Anywhere,
            authority: HeaderValue::from_str(authority.as_str()).map_err(|_| TargetError::Malformed)?,
        })
    }

    /// The same target, whose name may not stand for this machine or its link, unless it is one of theirs by itself.
    pub(super) fn elsewhere(mut self) -> Self {
        let is_literal = self.host.parse::<core::net::IpAddr>().is_ok();
        if !is_literal && &*self.host != "localhost" {
            self.reach = Reach::Elsewhere;
        }
        self
    }

    /// What `Host` says to this upstream.
    pub fn authority(&self) -> &HeaderValue {
        &self.authority
    }
}

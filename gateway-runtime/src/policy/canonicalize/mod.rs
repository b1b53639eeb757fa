//! Canonicalize: bring the request to the one form that everything after it reads.
//!
//! # Requires
//! [`Received`]: the front check let the head pass.
//!
//! # Guarantees
//! The authority is one of this gateway's; the path is in normal form (RFC 3986 §6.2.2) and has one reading, but for
//! semicolons, which wait for the operation; the client
//! address is the socket's or what a trusted hop says. For HTTP/2, what the front check does for HTTP/1 heads.
//!
//! # Denies
//! [`Denial::AmbiguousHost`], [`Denial::MisdirectedRequest`], [`Denial::AmbiguousTarget`],
//! [`Denial::TargetTooLong`], and for HTTP/2 [`Denial::UnderscoreHeader`], [`Denial::MalformedHeader`],
//! [`Denial::ExpectationFailed`]. A fragment is the front check's to refuse: the HTTP library has cut it off by now.
//!
//! # Costs
//! One pass over the target, one look-up of the authority; for HTTP/2 one pass over the header. No allocation where
//! the path is already in normal form.

mod authority;
mod client;
mod fields;
mod target;

use http::HeaderValue;

use crate::denial::Denial;
use crate::snapshot::Snapshot;
use crate::stage::{Received, follows};
use crate::telemetry::{Protocol, Record};

/// A request with one reading.
pub struct Canonical {
    received: Received,
    authority: HeaderValue,
    /// Where the path came in normal form, it is not copied.
    rewritten: Option<Box<str>>,
    has_semicolons: bool,
}

follows!(Canonical => received: Received, body unread);

impl Canonical {
    /// The path in normal form.
    pub fn path(&self) -> &str {
        self.rewritten.as_deref().unwrap_or_else(|| self.uri().path())
    }

    /// Whether the path came in another form.
    pub fn is_rewritten(&self) -> bool {
        self.rewritten.is_some()
    }

    /// Whether the path has semicolons, which only some operations can have.
    pub(crate) fn has_semicolons(&self) -> bool {
        self.has_semicolons
    }

    /// The authority the request was sent to, one of this gateway's.
    pub fn authority(&self) -> &HeaderValue {
        &self.authority
    }
}

/// Brings the request to its one form and learns the client address.
pub fn canonicalize(received: Received, snapshot: &Snapshot, record: &mut Record) -> Result<Canonical, Denial> {
    record.client = client::address(record.peer.ip(), None, received.headers(), snapshot.trusted_hops);
    if record.protocol == Protocol::Http2 {
        fields::check(received.headers())?;
        target::check_form(received.uri(), received.connection().secure)?;
    }
    target::check_length(received.uri())?;
    let authority = authority::canonical(received.uri(), received.headers(), &snapshot.hosts)?;
    let target::Normal { rewritten, has_semicolons } = target::canonical(received.uri().path())?;
    Ok(Canonical { received, authority, rewritten, has_semicolons })
}

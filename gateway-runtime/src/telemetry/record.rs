//! The single record of one request, filled in by the policies as they learn.

use core::net::{IpAddr, SocketAddr};

use http::StatusCode;

use crate::clock::{Moment, UnixMillis};
use crate::contract::{Method, OperationFacts, SchemeId};

/// The protocol version a request came by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// HTTP/1.1 or 1.0.
    Http1,
    /// HTTP/2.
    Http2,
}

/// Everything that will be said about one request. It holds no value a client chose freely: no path, no query, no
/// header, no body.
#[derive(Debug, Clone)]
pub struct Record {
    /// When the head was complete, on the wall.
    pub at: UnixMillis,
    /// When the head was complete, for durations.
    pub started: Moment,
    /// The answered `X-Request-Id`, a UUIDv7.
    pub request_id: uuid::Uuid,
    /// The W3C trace this request belongs to: trace id and the gateway's own span id.
    pub trace: (u128, u64),
    /// The socket's other end.
    pub peer: SocketAddr,
    /// The client address that limits and events use: the peer, or what a trusted hop says.
    pub client: IpAddr,
    /// The protocol.
    pub protocol: Protocol,
    /// The method, where it is one a document can declare.
    pub method: Option<Method>,
    /// The template of the matched path, also when the method or a later policy refused.
    pub route: Option<&'static str>,
    /// The matched operation.
    pub operation: Option<&'static OperationFacts>,
    /// The first verified principal: its scheme and keyed digest.
    pub principal: Option<(SchemeId, u64)>,
    /// Body bytes read from the client.
    pub request_bytes: u64,
    /// Body bytes sent to the client.
    pub response_bytes: u64,
    /// Time spent waiting for the upstream, nanoseconds.
    pub upstream_nanos: u64,
    /// The status of the answer.
    pub status: StatusCode,
    /// The code of the denial or fault, where there was one.
    pub code: Option<&'static str>,
}

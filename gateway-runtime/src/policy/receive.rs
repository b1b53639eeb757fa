//! Receive: take over a message whose head is complete.
//!
//! # Requires
//! A head the HTTP library parsed, and what the check in front of it found.
//!
//! # Guarantees
//! A message that the front check let pass, with the connection it came by.
//!
//! # Denies
//! Whatever the front check found: framing, header and request-line denials. The hostile head itself never gets here;
//! a harmless one stands in for it, so that refusal, event and log line happen where all others happen.
//!
//! # Costs
//! One allocation, so that the states after this one are a pointer wide where they carry the message.

use core::net::SocketAddr;

use http::request::Parts;
use http::{HeaderMap, StatusCode, Uri};

use crate::clock::Clock;
use crate::contract::Method;
use crate::correlation;
use crate::denial::Denial;
use crate::request_body::RequestBody;
use crate::stage::opaque;
use crate::telemetry::{Protocol, Record};

/// What is known of the connection a request came by.
#[derive(Debug, Clone, Copy)]
pub struct Connection {
    /// The socket's other end.
    pub peer: SocketAddr,
    /// The protocol.
    pub protocol: Protocol,
    /// Whether it is encrypted.
    pub secure: bool,
}

impl Connection {
    /// Opens a record of which only the connection is known; reads both clocks once.
    pub(crate) fn record(&self, clock: &Clock) -> Record {
        let at = clock.wall();
        Record {
            at,
            started: clock.now(),
            request_id: correlation::request_id(at),
            trace: correlation::trace(),
            peer: self.peer,
            client: self.peer.ip().to_canonical(),
            protocol: self.protocol,
            method: None,
            route: None,
            operation: None,
            principal: None,
            request_bytes: 0,
            response_bytes: 0,
            upstream_nanos: 0,
            status: abandoned(),
            code: None,
        }
    }
}

/// A request whose head is complete. Nothing about it is believed yet.
pub struct Received {
    message: Box<Message>,
}

struct Message {
    parts: Parts,
    body: Option<RequestBody>,
    connection: Connection,
    refused: Option<Denial>,
}

opaque!(Received);

impl Received {
    /// Takes over a message. `refused` is what the front check found.
    pub fn new(parts: Parts, body: RequestBody, connection: &Connection, refused: Option<Denial>) -> Self {
        Self { message: Box::new(Message { parts, body: Some(body), connection: *connection, refused }) }
    }

    /// Opens the record of the request; reads both clocks once.
    pub(crate) fn record(&self, clock: &Clock) -> Record {
        let method = Method::parse(self.message.parts.method.as_str());
        Record { method, ..self.connection().record(clock) }
    }

    /// The connection it came by.
    pub fn connection(&self) -> &Connection {
        &self.message.connection
    }

    /// The request target as it came.
    pub fn uri(&self) -> &Uri {
        &self.message.parts.uri
    }

    /// The query as it came, without the question mark; an empty one is none.
    pub fn raw_query(&self) -> Option<&str> {
        self.uri().query().filter(|query| !query.is_empty())
    }

    /// The header fields as they came.
    pub fn headers(&self) -> &HeaderMap {
        &self.message.parts.headers
    }

    /// Takes the unread body out, once.
    pub(in crate::policy) fn take_body(&mut self) -> RequestBody {
        self.message.body.take().unwrap_or_else(RequestBody::empty)
    }
}

/// What the record says where the client went away before there was an answer. No client ever sees it.
fn abandoned() -> StatusCode {
    StatusCode::from_u16(499).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Refuses what the front check refused.
pub fn receive(mut received: Received) -> Result<Received, Denial> {
    match received.message.refused.take() {
        Some(denial) => Err(denial),
        None => Ok(received),
    }
}

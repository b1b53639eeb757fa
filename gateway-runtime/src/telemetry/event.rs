//! A security event: one refusal, told to whoever watches.

use core::net::{IpAddr, SocketAddr};

use uuid::Uuid;

use super::json;
use crate::clock::UnixMillis;
use crate::denial::Stage;

/// One refusal. It names the operation and the kind of fault, and carries no value the client chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityEvent {
    /// When the head of the request was complete.
    pub at: UnixMillis,
    /// The code of the denial or fault.
    pub code: &'static str,
    /// The `operationId`, where the request had reached one.
    pub operation: Option<&'static str>,
    /// Where in the pipeline it was refused.
    pub stage: Stage,
    /// The socket's other end.
    pub peer: SocketAddr,
    /// The client address: the peer, or what a trusted hop says.
    pub client: IpAddr,
    /// The verified principal: name of its scheme and keyed digest.
    pub principal: Option<(&'static str, u64)>,
    /// The answered `X-Request-Id`.
    pub request_id: Uuid,
    /// More than the client was told, from a closed set: which check of a token failed, a hook's code.
    pub reason: Option<&'static str>,
    /// Where the document asks for what the body or a parameter is not.
    pub place: Option<&'static str>,
    /// What became of the request.
    pub action: Action,
}

/// What an event says beyond the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cause {
    /// As [`SecurityEvent::reason`].
    pub reason: Option<&'static str>,
    /// As [`SecurityEvent::place`].
    pub place: Option<&'static str>,
}

/// What became of a refused request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It got the refusal.
    Denied,
    /// The facts carry a dated report mode: the refusal was told and the request went on.
    Reported,
}

impl Action {
    /// The word in events and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Reported => "reported",
        }
    }
}

impl SecurityEvent {
    /// Appends the event as one line of JSON.
    pub fn write_json(&self, line: &mut Vec<u8>) {
        line.extend_from_slice(br#"{"log":"security""#);
        json::time(line, self.at);
        json::member(line, "code", self.code);
        json::member(line, "action", self.action.as_str());
        json::member(line, "stage", self.stage.as_str());
        if let Some(operation) = self.operation {
            json::member(line, "operation", operation);
        }
        if let Some(reason) = self.reason {
            json::member(line, "reason", reason);
        }
        if let Some(place) = self.place {
            json::member(line, "place", place);
        }
        json::plain(line, "peer", self.peer);
        json::plain(line, "client", self.client);
        if let Some((scheme, digest)) = self.principal {
            json::hexadecimal(line, "principal", &digest.to_be_bytes());
            json::member(line, "scheme", scheme);
        }
        json::uuid(line, "request_id", self.request_id);
        line.extend_from_slice(b"}\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_one_line_of_json() {
        let event = SecurityEvent {
            at: UnixMillis(1_700_000_000_123),
            code: "token-invalid",
            operation: Some("create\"Order"),
            stage: Stage::Authenticate,
            peer: "192.0.2.7:4711".parse().unwrap(),
            client: "2001:db8::7".parse().unwrap(),
            principal: Some(("oauth", 0xab)),
            request_id: Uuid::from_u128(7),
            reason: Some("expired"),
            place: Some("specs/orders.yaml:90:11"),
            action: Action::Denied,
        };
        let mut line = Vec::new();
        event.write_json(&mut line);
        assert_eq!(memchr::memchr(b'\n', &line), Some(line.len() - 1));
        let read: serde_json::Value = serde_json::from_slice(&line).unwrap();
        assert_eq!(
            read,
            serde_json::json!({
                "log": "security",
                "time": "2023-11-14T22:13:20.123Z",
                "code": "token-invalid",
                "action": "denied",
                "stage": "authenticate",
                "operation": "create\"Order",
                "reason": "expired",
                "place": "specs/orders.yaml:90:11",
                "peer": "192.0.2.7:4711",
                "client": "2001:db8::7",
                "principal": "00000000000000ab",
                "scheme": "oauth",
                "request_id": "00000000-0000-0000-0000-000000000007",
            })
        );
    }
}

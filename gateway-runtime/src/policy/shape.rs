//! Shape: make the upstream's answer one of the gateway's.
//!
//! # Requires
//! [`Answered`].
//!
//! # Guarantees
//! No hop-by-hop field and none that `Connection` names (RFC 9110 §7.6.1), nothing that names the upstream's software;
//! `X-Request-Id`, `X-Content-Type-Options`, on encrypted connections `Strict-Transport-Security`, and the `RateLimit`
//! fields are the gateway's own.
//!
//! # Denies
//! Nothing.
//!
//! # Costs
//! A handful of look-ups in the answer's header.

use http::header::{
    CONNECTION, HeaderMap, SERVER, STRICT_TRANSPORT_SECURITY, TE, TRAILER, TRANSFER_ENCODING, UPGRADE,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderName, HeaderValue, Response};

use super::meter::Allowance;
use crate::correlation;
use crate::stage::{Answered, opaque};
use crate::telemetry::Record;
use crate::upstream::UpstreamBody;

/// An answer that may go to the client, and the only kind that can.
pub struct Shaped {
    response: Response<UpstreamBody>,
}

opaque!(Shaped);

impl Shaped {
    /// The answer.
    pub(crate) fn into_response(self) -> Response<UpstreamBody> {
        self.response
    }
}

static HOP_BY_HOP: [HeaderName; 7] = [
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    HeaderName::from_static("proxy-authenticate"),
];
static SOFTWARE: [HeaderName; 4] = [
    SERVER,
    HeaderName::from_static("x-aspnet-version"),
    HeaderName::from_static("x-aspnetmvc-version"),
    HeaderName::from_static("x-powered-by"),
];

/// Cleans the answer and states what is the gateway's to state.
pub fn shape(answered: Answered, record: &Record) -> Shaped {
    let (approved, mut response) = answered.into_response();
    let headers = response.headers_mut();
    clean(headers);
    state(headers, approved.connection().secure, approved.allowance(), record);
    Shaped { response }
}

fn clean(headers: &mut HeaderMap) {
    if headers.contains_key(CONNECTION) {
        remove_named_in_connection(headers);
    }
    for name in HOP_BY_HOP.iter().chain(&SOFTWARE) {
        headers.remove(name);
    }
}

fn remove_named_in_connection(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(CONNECTION)
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .filter_map(|option| HeaderName::from_bytes(option.trim_ascii()).ok())
        .collect();
    headers.remove(CONNECTION);
    for name in named {
        headers.remove(name);
    }
}

fn state(headers: &mut HeaderMap, secure: bool, allowance: Option<&Allowance>, record: &Record) {
    headers.insert(HeaderName::from_static("x-request-id"), correlation::request_id_value(record.request_id));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if secure {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    if let Some(Allowance { policy, remaining }) = allowance {
        headers.insert(HeaderName::from_static("ratelimit-policy"), policy.clone());
        headers.insert(HeaderName::from_static("ratelimit"), remaining.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_the_hop_or_names_software_ends_here() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("connection", "close, X-Hop"),
            ("x-hop", "1"),
            ("keep-alive", "timeout=5"),
            ("transfer-encoding", "chunked"),
            ("upgrade", "h2c"),
            ("server", "demo/1.0"),
            ("x-powered-by", "demo"),
            ("etag", "\"1\""),
            ("content-length", "2"),
        ] {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        clean(&mut headers);
        let mut left: Vec<_> = headers.keys().map(HeaderName::as_str).collect();
        left.sort_unstable();
        assert_eq!(left, ["content-length", "etag"]);
    }

    #[test]
    fn the_gateways_own_fields_replace_the_upstreams() {
        let fixture = crate::policy::fixture::Fixture::new();
        let record = crate::policy::fixture::request("GET", "/status", &[], "").record(&fixture.clock);
        let allowance = Allowance {
            policy: HeaderValue::from_static("\"per-client\";q=60;w=60"),
            remaining: HeaderValue::from_static("\"per-client\";r=2;t=1"),
        };
        let mut headers = HeaderMap::new();
        headers.append("x-request-id", HeaderValue::from_static("theirs"));
        headers.append("ratelimit", HeaderValue::from_static("theirs"));
        state(&mut headers, true, Some(&allowance), &record);
        assert_eq!(headers.get_all("x-request-id").iter().count(), 1);
        assert_eq!(headers["x-request-id"], record.request_id.to_string());
        assert_eq!(headers["ratelimit"], "\"per-client\";r=2;t=1");
        assert_eq!(headers["strict-transport-security"], "max-age=31536000");
        let mut plain = HeaderMap::new();
        state(&mut plain, false, None, &record);
        assert!(!plain.contains_key("strict-transport-security") && !plain.contains_key("ratelimit"));
        assert_eq!(plain["x-content-type-options"], "nosniff");
    }
}

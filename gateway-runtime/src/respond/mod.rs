//! The only place that makes answers: the upstream's as it was shaped, and every error status there is.
//!
//! A refusal is an RFC 9457 problem document with a fixed title and code. Nothing in it was sent by the client, except
//! the places in its own body where rules were broken.

mod challenge;
mod detail;
mod malformed;
mod problem;

use bytes::Bytes;
use http::header::{
    ACCEPT, ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, RETRY_AFTER,
    STRICT_TRANSPORT_SECURITY, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderName, HeaderValue, Response, StatusCode};

use crate::answer::{Body, OpenRecord};
use crate::contract::{Method, ProductFacts};
use crate::correlation;
use crate::denial::{Denial, Exceeded};
use crate::limiter::rate_limit;
use crate::refusal::{Refusal, cause};
use crate::stage::Shaped;
use crate::telemetry::{Cause, Protocol, Record, Telemetry};

/// Sends on what the upstream answered.
pub(crate) fn answer(shaped: Shaped, mut record: OpenRecord) -> Response<Body> {
    let (parts, body) = shaped.into_response().into_parts();
    record.status = parts.status;
    Response::from_parts(parts, Body::upstream(body, record))
}

/// Refuses: sends the one event and makes the one answer.
pub(crate) fn refuse(
    refusal: &Refusal,
    product: &'static ProductFacts,
    secure: bool,
    mut record: OpenRecord,
    telemetry: &Telemetry,
) -> Response<Body> {
    let (code, status, stage, why) = match refusal {
        Refusal::Denied(denial) => (denial.code(), denial.status(), denial.stage(), cause(denial)),
        Refusal::Failed(fault) => (fault.code(), fault.status(), fault.stage(), Cause::default()),
    };
    record.status = status;
    record.code = Some(code);
    telemetry.refused(&record, code, stage, why, false);
    let document = problem::document(refusal, record.request_id);
    let mut headers = HeaderMap::with_capacity(12);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(document.len()));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(HeaderName::from_static("x-request-id"), correlation::request_id_value(record.request_id));
    if secure {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    match refusal {
        Refusal::Denied(denial) => explain(denial, &mut headers, product, &record),
        Refusal::Failed(fault) => {
            if fault.status() == StatusCode::SERVICE_UNAVAILABLE {
                headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
            }
        }
    }
    // The length of the document stays stated where the document itself must not be sent (RFC 9110 §9.3.2).
    let body = if record.method == Some(Method::Head) { Bytes::new() } else { Bytes::from(document) };
    let mut response = Response::new(Body::fixed(body, record));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// The fields that tell a client what would have been right.
fn explain(denial: &Denial, headers: &mut HeaderMap, product: &'static ProductFacts, record: &Record) {
    if denial.closes() && record.protocol == Protocol::Http1 {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    if let Some(facts) = record.operation {
        for challenge in challenge::challenges(denial, facts, product) {
            headers.append(WWW_AUTHENTICATE, challenge);
        }
    }
    if let Denial::MethodNotAllowed { allowed } = denial {
        headers.insert(ALLOW, list(allowed.iter().map(|method| method.as_str())));
    }
    let body = record.operation.map(|facts| &facts.body);
    if let (Denial::MediaTypeUnsupported, Some(body)) = (denial, body) {
        headers.insert(ACCEPT, list(body.contents.iter().map(|content| content.media_type.text)));
    }
    if let (Denial::ContentEncodingUnsupported, Some(body)) = (denial, body) {
        let accepted = if body.max_ratio.is_some() { "gzip" } else { "identity" };
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(accepted));
    }
    if let Denial::AddressLimitExceeded(exceeded) | Denial::ClientLimitExceeded(exceeded) = denial {
        let Exceeded { limit, retry_after } = exceeded;
        headers.insert(RETRY_AFTER, HeaderValue::from(*retry_after));
        headers.insert(HeaderName::from_static("ratelimit"), rate_limit(limit, 0, *retry_after));
    }
}

fn list<'t>(items: impl Iterator<Item = &'t str>) -> HeaderValue {
    let text = items.collect::<Vec<_>>().join(", ");
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
}

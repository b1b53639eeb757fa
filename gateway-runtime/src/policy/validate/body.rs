//! The body of a request: whether it may come, how it is read, what it must be.

use core::time::Duration;

use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};

use super::{Body, media_type};
use crate::contract::BodyFacts;
use crate::denial::Denial;
use crate::request_body::{BodyFlaw, RequestBody};
use crate::schema::{self, Limits, Notes};

/// What to do with a body whose head is in order.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Plan {
    /// None comes.
    Skip,
    /// One comes and may be read.
    Read,
}

/// Judges a body by what is known before its first byte.
pub(super) fn accept(
    facts: &BodyFacts,
    headers: &HeaderMap,
    stream: &RequestBody,
    max_bytes: usize,
) -> Result<Plan, Denial> {
    if !stream.is_declared() {
        return Ok(Plan::Skip);
    }
    let BodyFacts::Json(json) = facts else { return Err(Denial::UnexpectedBody) };
    let is_plain = |coding: &http::HeaderValue| coding.as_bytes().eq_ignore_ascii_case(b"identity");
    if !headers.get_all(CONTENT_ENCODING).iter().all(is_plain) {
        return Err(Denial::ContentEncodingUnsupported);
    }
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let is_declared = types.next().is_some_and(|value| media_type::is_one_of(value.as_bytes(), json.media_types));
    if !is_declared || types.next().is_some() {
        return Err(Denial::MediaTypeUnsupported { accepted: json.media_types });
    }
    if stream.declared_length().is_some_and(|length| length > max_bytes as u64) {
        return Err(Denial::BodyTooLarge { max_bytes });
    }
    Ok(Plan::Read)
}

/// Reads a body whole. One of no bytes is none.
pub(super) async fn read(stream: RequestBody, max_bytes: usize, within: Duration) -> Result<Body, Denial> {
    match stream.read(max_bytes, within).await {
        Ok(bytes) if bytes.is_empty() => Ok(Body::Empty),
        Ok(bytes) => Ok(Body::Checked(bytes)),
        Err(BodyFlaw::Incomplete) => Err(Denial::BodyIncomplete),
        Err(BodyFlaw::MalformedChunk) => Err(Denial::MalformedChunk),
        Err(BodyFlaw::Timeout) => Err(Denial::BodyTimeout),
        Err(BodyFlaw::TooLarge) => Err(Denial::BodyTooLarge { max_bytes }),
    }
}

/// Holds a body that was read to its schema, and gives what was noted of it.
pub(super) fn check(facts: &BodyFacts, body: &Body) -> Result<Notes, Denial> {
    match (facts, body) {
        (BodyFacts::Refused, Body::Checked(_)) => Err(Denial::UnexpectedBody),
        (BodyFacts::Json(json), Body::Empty) if json.required => Err(Denial::BodyMissing),
        (BodyFacts::Refused | BodyFacts::Json(_), Body::Empty) => Ok(Notes::default()),
        (BodyFacts::Json(json), Body::Checked(bytes)) => {
            let limits = Limits { max_work: json.max_work, ..Limits::depth(json.max_depth) };
            schema::note(json.schema, bytes, &limits).map_err(Denial::BodyInvalid)
        }
        (BodyFacts::Refused | BodyFacts::Json(_), Body::Streaming(never)) => match *never {},
    }
}

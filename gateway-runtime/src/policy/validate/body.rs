//! The body of a request: whether it may come, how it is read, what it must be.

use core::time::Duration;

use gateway_cursor::Padded;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};

use super::media_type;
use crate::contract::BodyFacts;
use crate::denial::Denial;
use crate::request_body::{BodyFlaw, RequestBody};
use crate::schema::{self, Notes};

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
    // `identity` is none to be sent (RFC 9110 §8.4.1); whoever sends it and whoever reads it may disagree on what it means.
    if headers.contains_key(CONTENT_ENCODING) {
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
pub(super) async fn read(stream: RequestBody, max_bytes: usize, within: Duration) -> Result<Option<Padded>, Denial> {
    match stream.read(max_bytes, within).await {
        Ok(body) => Ok(Some(body).filter(|body| !body.is_empty())),
        Err(BodyFlaw::Incomplete) => Err(Denial::BodyIncomplete),
        Err(BodyFlaw::MalformedChunk) => Err(Denial::MalformedChunk),
        Err(BodyFlaw::Timeout) => Err(Denial::BodyTimeout),
        Err(BodyFlaw::TooLarge) => Err(Denial::BodyTooLarge { max_bytes }),
    }
}

/// Holds a body that was read to its schema, and gives what was noted of it.
pub(super) fn check(facts: &BodyFacts, body: Option<&Padded>) -> Result<Notes, Denial> {
    match (facts, body) {
        (BodyFacts::Refused, Some(_)) => Err(Denial::UnexpectedBody),
        (BodyFacts::Json(json), None) if json.required => Err(Denial::BodyMissing),
        (BodyFacts::Refused | BodyFacts::Json(_), None) => Ok(Notes::default()),
        (BodyFacts::Json(json), Some(body)) => {
            schema::note_body(json.schema, body.body(), &json.limits).map_err(Denial::BodyInvalid)
        }
    }
}

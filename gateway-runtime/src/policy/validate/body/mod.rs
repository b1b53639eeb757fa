//! The body of a request: whether it may come, how it is read, what it must be.

mod form;
mod lines;
mod media_type;
mod multipart;
mod text;
mod whole;
mod xml;

use core::num::NonZeroU32;
use core::time::Duration;
use std::path::Path;
use std::sync::Arc;

use gateway_cursor::Padded;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};

pub(super) use self::multipart::Message;
use crate::contract::{BodyFacts, Content, ContentKind};
use crate::decode::Noted;
use crate::decoded::Decoded;
use crate::denial::Denial;
use crate::fault::Fault;
use crate::memory::{BodyMemory, Reserved};
use crate::passing::Passing;
use crate::refusal::Refusal;
use crate::request_body::{ReadBounds, RequestBody};
use crate::schema::{self, Notes, Violation, Violations};
use crate::snapshot::Snapshot;

/// What the deployment says of every body.
pub(super) struct Bounds<'s> {
    /// The longest any body may take.
    pub(super) within: Duration,
    /// In bytes per second.
    pub(super) least_rate: usize,
    /// Where memory for it comes from.
    pub(super) memory: &'s BodyMemory,
    /// Where what is too large for memory waits.
    pub(super) spool: &'s Arc<Path>,
}

impl<'s> Bounds<'s> {
    /// Those in force.
    pub(super) fn of(snapshot: &'s Snapshot) -> Self {
        Self {
            within: snapshot.body_timeout,
            least_rate: snapshot.least_body_rate,
            memory: &snapshot.body_memory,
            spool: &snapshot.spool,
        }
    }
}

/// A body whose head is in order.
pub(super) struct Arriving {
    content: &'static Content,
    /// The most bytes, inflated.
    max_bytes: usize,
    /// Where it is compressed: how far it may expand.
    max_ratio: Option<NonZeroU32>,
}

enum Coding {
    Absent,
    Gzip,
}

/// A body that was read, or may be.
pub(super) enum Read {
    /// There is none.
    Nothing,
    /// All of it is here.
    Whole(Padded, Reserved),
    /// All of it was read, part by part.
    Parted(Message),
    /// It will be read as it is forwarded.
    Passing(Box<Passing>),
}

impl Read {
    /// How many bytes were read.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Whole(body, _) => body.len(),
            Self::Parted(message) => usize::try_from(message.spooled.length()).unwrap_or(usize::MAX),
            Self::Nothing | Self::Passing(_) => 0,
        }
    }
}

/// What a hook may look at: the JSON text a body is or stands for, and what was noted of it.
#[derive(Default)]
pub(super) struct Document {
    /// Where it is another text than the body.
    text: Option<Vec<u8>>,
    notes: Option<Notes>,
    /// The body as it is forwarded, where it came in another form.
    rewritten: Option<Vec<u8>>,
}

impl Document {
    fn of(text: Vec<u8>, notes: Notes) -> Self {
        Self { text: Some(text), notes: Some(notes), rewritten: None }
    }

    /// Whether the body is forwarded in another form than it came.
    pub(super) const fn is_rewritten(&self) -> bool {
        self.rewritten.is_some()
    }

    /// Takes out the form in which the body is forwarded, where that is another one.
    pub(super) fn take_rewritten(&mut self) -> Option<Vec<u8>> {
        self.rewritten.take()
    }

    /// The document of a body that was forwarded as these bytes.
    pub(super) fn noted<'b>(&'b self, body: &'b [u8]) -> Option<Noted<'b>> {
        let notes = self.notes.as_ref()?;
        Some(Noted::of(self.text.as_deref().unwrap_or(body), notes))
    }
}

/// Judges a body by what is known before its first byte. `None` where none comes.
pub(super) fn accept(
    facts: &BodyFacts,
    headers: &HeaderMap,
    stream: &RequestBody,
    max_bytes: usize,
) -> Result<Option<Arriving>, Denial> {
    if !stream.is_declared() {
        return Ok(None);
    }
    if facts.is_refused() {
        return Err(Denial::UnexpectedBody);
    }
    let max_ratio = match coding(headers)? {
        Coding::Absent => None,
        Coding::Gzip => Some(facts.max_ratio.ok_or(Denial::ContentEncodingUnsupported)?),
    };
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let (Some(value), None) = (types.next(), types.next()) else { return Err(Denial::MediaTypeUnsupported) };
    let content = media_type::find(value, facts.contents).ok_or(Denial::MediaTypeUnsupported)?;
    let max_bytes = cap(content, max_bytes);
    if stream.declared_length().is_some_and(|length| length > max_bytes as u64) {
        return Err(Denial::BodyTooLarge { max_bytes });
    }
    Ok(Some(Arriving { content, max_bytes, max_ratio }))
}

/// The coding of a body. `identity` is none to be sent (RFC 9110 §8.4.1); whoever sends it and whoever reads it may
/// disagree on what it means. So may those who see several codings, or the old name `x-gzip`.
fn coding(headers: &HeaderMap) -> Result<Coding, Denial> {
    let mut codings = headers.get_all(CONTENT_ENCODING).iter();
    match (codings.next(), codings.next()) {
        (None, _) => Ok(Coding::Absent),
        (Some(only), None) if only.as_bytes().eq_ignore_ascii_case(b"gzip") => Ok(Coding::Gzip),
        (Some(_), _) => Err(Denial::ContentEncodingUnsupported),
    }
}

/// The most bytes of a body of this content.
fn cap(content: &Content, max_bytes: usize) -> usize {
    match content.kind {
        ContentKind::Binary { max_bytes: stated } => max_bytes.min(stated),
        ContentKind::Form(_)
        | ContentKind::Json(_)
        | ContentKind::Lines(_)
        | ContentKind::Multipart(_)
        | ContentKind::Text { .. }
        | ContentKind::Xml(_) => max_bytes,
    }
}

/// Reads a body as its content asks for. One of no bytes is none.
pub(super) async fn read(
    facts: &BodyFacts,
    arriving: &Arriving,
    headers: &HeaderMap,
    stream: RequestBody,
    bounds: &Bounds<'_>,
) -> Result<Read, Refusal> {
    let Arriving { content, max_bytes, max_ratio } = *arriving;
    let read_bounds = ReadBounds {
        max_bytes,
        within: facts.read_timeout.map_or(bounds.within, |stated| stated.min(bounds.within)),
        least_rate: bounds.least_rate,
    };
    let reader = stream.read(read_bounds).map_err(|flaw| Denial::of_body(flaw, max_bytes))?;
    let mut reader = Decoded::new(reader, max_ratio);
    match content.kind {
        ContentKind::Binary { .. } => Ok(match reader.next().await? {
            Some(first) => Read::Passing(Box::new(Passing::new(first, reader))),
            None => Read::Nothing,
        }),
        ContentKind::Multipart(content) => {
            let content_type = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
            let message = multipart::read(&content, content_type, &mut reader, bounds).await?;
            Ok(message.map_or(Read::Nothing, Read::Parted))
        }
        ContentKind::Form(_)
        | ContentKind::Json(_)
        | ContentKind::Lines(_)
        | ContentKind::Text { .. }
        | ContentKind::Xml(_) => {
            let (body, mut reserved) = whole::collect(&mut reader, bounds.memory).await?;
            reserved.grow(body.len().saturating_mul(1 + beside(&content.kind))).map_err(|_| Fault::Overloaded)?;
            Ok(if body.is_empty() { Read::Nothing } else { Read::Whole(body, reserved) })
        }
    }
}

/// How many times its length judging a body takes beside the body, at most: a character may become six of JSON, a form is
/// written anew with three for each, and a tree of XML has a node of some hundred bytes for every four.
const fn beside(kind: &ContentKind) -> usize {
    match kind {
        ContentKind::Form(_) => 9,
        ContentKind::Text { .. } => 6,
        ContentKind::Xml(_) => 25,
        ContentKind::Binary { .. } | ContentKind::Json(_) | ContentKind::Lines(_) | ContentKind::Multipart(_) => 0,
    }
}

/// Holds a body that was read to its schema.
pub(super) fn check(facts: &BodyFacts, arriving: Option<&Arriving>, read: &Read) -> Result<Document, Denial> {
    if let (Read::Parted(message), Some(ContentKind::Multipart(content))) =
        (read, arriving.map(|one| &one.content.kind))
    {
        return multipart::check(content, message).map(|(object, notes)| Document::of(object, notes));
    }
    let (Read::Whole(body, _), Some(Arriving { content, .. })) = (read, arriving) else {
        let is_missing = facts.required && matches!(read, Read::Nothing);
        return if is_missing { Err(Denial::BodyMissing) } else { Ok(Document::default()) };
    };
    match &content.kind {
        ContentKind::Binary { .. } | ContentKind::Multipart(_) => Ok(Document::default()),
        ContentKind::Form(content) => {
            let form::Read { object, notes, rewritten } = form::check(content, body.body().bytes())?;
            Ok(Document { rewritten: rewritten.map(String::into_bytes), ..Document::of(object, notes) })
        }
        ContentKind::Json(json) => {
            let notes = schema::note_body(json.schema, body.body(), &json.limits).map_err(Denial::BodyInvalid)?;
            Ok(Document { text: None, notes: Some(notes), rewritten: None })
        }
        ContentKind::Text { schema } => {
            text::check(*schema, body.body().bytes()).map(|(text, notes)| Document::of(text, notes))
        }
        ContentKind::Lines(sequence) => lines::check(sequence, body.body().bytes()).map(|()| Document::default()),
        ContentKind::Xml(limits) => xml::check(limits, body.body().bytes()).map(|()| Document::default()),
    }
}

/// The same of one of its parts.
fn malformed_at(name: &str, keyword: &'static str, limit: Option<String>) -> Denial {
    let violation = Violation { pointer: String::new(), keyword, limit, place: "" };
    Denial::BodyInvalid(Violations::one(violation).below(name))
}

/// A body that is not what its media type says.
fn malformed(keyword: &'static str, limit: Option<String>) -> Denial {
    Denial::BodyInvalid(Violations::one(Violation { pointer: String::new(), keyword, limit, place: "" }))
}

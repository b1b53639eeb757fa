//! Bodies in parts: read one way, held to their schema, and written anew in one form.
//!
//! Files are passed on unread and may wait on disk; all other parts are texts, which are read into one JSON object. Nothing
//! is forwarded before the whole message was read and judged.

use std::borrow::Cow;

use uuid::Uuid;

use super::super::{carried, coding::Coding, form, scalar};
use super::{Bounds, malformed_at, media_type};
use crate::body::multipart::{Boundary, Event, Limits, MultipartFlaw, PartHead, Reader, Writer};
use crate::body::spool::{PIECE_BYTES, Spool, SpoolError, SpoolLimits, Spooled};
use crate::contract::{Composition, List, MultipartContent, Parameter, Part, Parts, Reading};
use crate::decoded::Decoded;
use crate::denial::Denial;
use crate::fault::Fault;
use crate::memory::Reserved;
use crate::refusal::Refusal;
use crate::schema::{self, Notes};

/// The most parts.
const MOST_PARTS: usize = 100;

/// The largest head of a part in bytes.
const MAX_PART_HEAD: usize = 4 * 1024;

/// How many bytes a byte of text may take: itself, and up to six in the object.
const TEXT_BYTES: usize = 7;

/// So much of a message waits in memory; what is more waits in a file.
const MEMORY_BYTES: usize = 64 * 1024;

/// How much longer the written form of a part may be than the one that was read, in bytes: the boundary and the spelling of
/// its head are ours.
const MOST_REWRITTEN: u64 = 3 * MAX_PART_HEAD as u64;

/// A message that was read.
#[derive(Debug)]
pub struct Message {
    /// In its written form.
    pub(in crate::policy::validate) spooled: Spooled,
    /// The `Content-Type` of that form.
    pub(in crate::policy::validate) content_type: String,
    /// The texts, in order; empty ones stand for files.
    texts: Vec<(String, String)>,
    /// The memory it takes.
    _reserved: Reserved,
}

/// A part that is being read.
struct Current {
    name: String,
    declared: Option<&'static Part>,
    /// How many bytes of data it has.
    bytes: usize,
    /// The data, where it is a text.
    text: Option<Vec<u8>>,
}

/// Reads a message and writes it anew; nothing where no byte came.
pub(super) async fn read(
    content: &MultipartContent,
    content_type: &[u8],
    reader: &mut Decoded,
    bounds: &Bounds<'_>,
) -> Result<Option<Message>, Refusal> {
    let max_bytes = reader.bounds().max_bytes;
    let flaw = |flaw| denial(flaw, max_bytes);
    let boundary = Boundary::of_content_type(content_type).map_err(flaw)?;
    let limits =
        Limits { max_parts: MOST_PARTS, max_part_head_bytes: MAX_PART_HEAD, max_total_bytes: max_bytes as u64 };
    let mut parser = Reader::new(&boundary, limits, content.parts.headers);
    let writer = Writer::new(Boundary::from_random(Uuid::new_v4().as_u128()));
    let content_type = writer.content_type();
    let spool_limits = SpoolLimits {
        memory_bytes: MEMORY_BYTES,
        max_bytes: (max_bytes as u64).saturating_add(MOST_PARTS as u64 * MOST_REWRITTEN),
    };
    let mut reserved = bounds.memory.reserve();
    reserved.grow(2 * MEMORY_BYTES).map_err(|_| Fault::Overloaded)?;
    let mut spool = Spool::new(bounds.spool.clone(), spool_limits);
    let mut texts: Vec<(String, String)> = Vec::new();
    let mut in_texts = 0;
    let mut current: Option<Current> = None;
    let mut frame = Vec::new();
    let mut has_begun = false;
    while let Some(data) = reader.next().await? {
        has_begun = true;
        let mut input = &*data;
        while let Some(event) = parser.read(&mut input).map_err(flaw)? {
            frame.clear();
            match event {
                Event::Part(head) => {
                    current = Some(begin(content.parts, &head)?);
                    writer.begin(&head, &mut frame);
                    spool.write(&frame).await.map_err(fault)?;
                }
                Event::Data(data) => {
                    if let Some(part) = &mut current {
                        part.take(data)?;
                        if part.text.is_some() {
                            in_texts += TEXT_BYTES * data.len();
                        }
                    }
                    spool.write(data).await.map_err(fault)?;
                }
                Event::PartEnd => {
                    texts.extend(current.take().map(Current::end).transpose()?);
                    writer.end(&mut frame);
                    spool.write(&frame).await.map_err(fault)?;
                }
            }
            reserved.grow(held(spool.length()) + in_texts).map_err(|_| Fault::Overloaded)?;
        }
    }
    if !has_begun {
        return Ok(None);
    }
    parser.finish().map_err(flaw)?;
    frame.clear();
    writer.finish(&mut frame);
    spool.write(&frame).await.map_err(fault)?;
    let spooled = spool.finish().await.map_err(fault)?;
    Ok(Some(Message { spooled, content_type, texts, _reserved: reserved }))
}

/// The most memory that a spool of so many bytes takes: a file is written in larger pieces.
const fn held(length: u64) -> usize {
    2 * if length <= MEMORY_BYTES as u64 { MEMORY_BYTES } else { PIECE_BYTES }
}

/// Holds the texts of a message to the schema: the object they stand for, and what was noted of it.
pub(super) fn check(content: &MultipartContent, message: &Message) -> Result<(Vec<u8>, Notes), Denial> {
    let texts = message.texts.iter().map(|(name, text)| (Cow::Borrowed(name.as_str()), text.as_str()));
    let mut object = Vec::new();
    form::of(&content.parts.form, texts).write(&mut object).map_err(Denial::BodyInvalid)?;
    let notes = schema::note(content.schema, &object, &content.limits).map_err(Denial::BodyInvalid)?;
    Ok((object, notes))
}

/// Judges the head of a part.
fn begin(parts: &Parts, head: &PartHead) -> Result<Current, Denial> {
    let name = head.name();
    let declared = parts.declared.iter().find(|part| part.name == name);
    let is_file = declared.is_some_and(|part| part.max_file_bytes.is_some());
    if head.file_name().is_some() && !is_file {
        return Err(malformed_at(name, "part-file", None));
    }
    if !is_accepted(parts, name, is_file, declared, head.content_type()) {
        return Err(malformed_at(name, "part-content-type", None));
    }
    let own = declared.map_or(&[][..], |part| part.headers);
    let stranger = head.fields().iter().find(|(field, _)| !own.iter().any(|own| own.name.eq_ignore_ascii_case(field)));
    if stranger.is_some() {
        return Err(malformed_at(name, MultipartFlaw::UnknownHeader.as_str(), None));
    }
    for parameter in own {
        header(parameter, head).map_err(|violations| Denial::BodyInvalid(violations.below(name)))?;
    }
    // RFC 7578 §4.6: some readers would take its value for the charset of every other text.
    if name == "_charset_" {
        return Err(malformed_at(name, "part-content-type", None));
    }
    let text = (!is_file).then(Vec::new);
    Ok(Current { name: name.to_owned(), declared, bytes: 0, text })
}

/// Whether a part may be of the type it states. A text is in UTF-8, and is JSON only where it is read as JSON: an upstream that
/// goes by the type must not read another value. A file without a type is `text/plain` (RFC 7578 §4.4).
fn is_accepted(
    parts: &Parts,
    name: &str,
    is_file: bool,
    declared: Option<&'static Part>,
    stated: Option<&str>,
) -> bool {
    let media_types = declared.map_or(&[][..], |part| part.media_types);
    let is_declared = |stated| media_types.iter().any(|declared| media_type::is_of(stated, declared));
    match stated {
        None => !is_file || media_types.is_empty() || is_declared("text/plain"),
        Some(_) if is_file && media_types.is_empty() => true,
        Some(stated) if is_file => is_declared(stated),
        Some(stated) if media_types.is_empty() => {
            let is_fit = media_type::is_text(stated) || is_json(parts, name) && media_type::is_json_part(stated);
            is_fit && media_type::is_utf8(stated)
        }
        Some(stated) => is_declared(stated) && media_type::is_utf8(stated),
    }
}

/// Whether a part of this name is read as JSON.
fn is_json(parts: &Parts, name: &str) -> bool {
    let field = parts.form.fields.iter().find(|field| field.name == name);
    let readings = match field.map(|field| &field.carried.composition) {
        Some(Composition::Single(single) | Composition::List(List { items: single, .. })) => single.readings,
        Some(Composition::Object(_) | Composition::Form(_)) | None => &[],
    };
    readings == [Reading::Json]
}

/// Judges a declared header of a part.
fn header(parameter: &Parameter, head: &PartHead) -> Result<(), schema::Violations> {
    let Some((_, value)) = head.fields().iter().find(|(field, _)| field.eq_ignore_ascii_case(parameter.name)) else {
        return if parameter.required { Err(scalar::flaw("required", Some(parameter.name))) } else { Ok(()) };
    };
    let mut text = Vec::new();
    carried::write(&mut text, &parameter.carried, parameter.name, value, Coding::Header)?;
    schema::check(parameter.schema, &text, &scalar::LIMITS)
}

impl Current {
    fn take(&mut self, data: &[u8]) -> Result<(), Denial> {
        self.bytes = self.bytes.saturating_add(data.len());
        let most = self.declared.and_then(|part| part.max_file_bytes);
        if let Some(most) = most.filter(|most| self.bytes > *most) {
            return Err(malformed_at(&self.name, "maxLength", Some(most.to_string())));
        }
        if let Some(text) = &mut self.text {
            text.extend_from_slice(data);
        }
        Ok(())
    }

    /// The name and the text of the part; the empty text of a file.
    fn end(self) -> Result<(String, String), Denial> {
        let text = String::from_utf8(self.text.unwrap_or_default());
        match text {
            Ok(text) => Ok((self.name, text)),
            Err(_) => Err(malformed_at(&self.name, "utf-8", None)),
        }
    }
}

fn denial(flaw: MultipartFlaw, max_bytes: usize) -> Denial {
    match flaw {
        MultipartFlaw::TooLarge => Denial::BodyTooLarge { max_bytes },
        MultipartFlaw::TooManyParts => super::malformed("max-parts", Some(MOST_PARTS.to_string())),
        other => super::malformed(other.as_str(), None),
    }
}

/// Where bytes cannot wait, the gateway is at its limits.
fn fault(_: SpoolError) -> Fault {
    Fault::Overloaded
}

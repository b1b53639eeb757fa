//! What a request body must be.

use core::num::NonZeroU32;
use core::time::Duration;

use super::{Form, Parameter};
use crate::body::lines::Division;
use crate::body::xml::XmlLimits;
use crate::schema::{Limits, Validator};

/// What an operation accepts as a request body.
#[derive(Debug, Clone, Copy)]
pub struct BodyFacts {
    /// Whether a request without a body is refused.
    pub required: bool,
    /// The largest body in bytes, as it is read: inflated, where it comes compressed. One byte more is refused.
    pub max_bytes: usize,
    /// How many times longer than its gzip form a body may be; `None` where compressed bodies are refused.
    pub max_ratio: Option<NonZeroU32>,
    /// A body must have arrived within this time; `None` where only the deployment says how long.
    pub read_timeout: Option<Duration>,
    /// The media types the document declares, the most specific first. Where there is none, a request that carries a
    /// body is refused.
    pub contents: &'static [Content],
}

impl BodyFacts {
    /// No body: a request that carries one is refused.
    pub const REFUSED: Self =
        Self { required: false, max_bytes: 0, max_ratio: None, read_timeout: None, contents: &[] };

    /// Whether the document declares no body.
    pub const fn is_refused(&self) -> bool {
        self.contents.is_empty()
    }
}

/// One media type of a body, and what a body of it must be.
#[derive(Debug, Clone, Copy)]
pub struct Content {
    /// As the document declares it (`application/json`, `text/*`, `multipart/form-data`), lower case.
    pub media_type: MediaType,
    /// How it is read and checked.
    pub kind: ContentKind,
    /// The name of the schema in the document, for people; empty where there is none.
    pub schema_name: &'static str,
}

/// A media type or a range of them (RFC 9110 §8.3.1, §12.5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MediaType {
    /// The type, or `*`; lower case.
    pub kind: &'static str,
    /// The subtype, or `*`; lower case.
    pub subtype: &'static str,
    /// The parameters a request must state; names in lower case.
    pub parameters: &'static [(&'static str, &'static str)],
    /// The whole, as it stands in `Accept`.
    pub text: &'static str,
}

impl MediaType {
    /// The type that `text` names before its first `;`, with parameters as they must be stated.
    ///
    /// # Panics
    /// At compile time, where `text` has no slash.
    pub const fn new(text: &'static str, parameters: &'static [(&'static str, &'static str)]) -> Self {
        let (kind, rest) = split(text, b'/');
        let (_, rest) = rest.split_at(1);
        let (subtype, _) = split(rest, b';');
        Self { kind, subtype, parameters, text }
    }
}

/// What is before the first `byte`, and the rest with it.
const fn split(text: &'static str, byte: u8) -> (&'static str, &'static str) {
    let bytes = text.as_bytes();
    let mut at = 0;
    #[allow(clippy::indexing_slicing, reason = "the position is below the length")]
    while at < bytes.len() && bytes[at] != byte {
        at += 1;
    }
    text.split_at(at)
}

/// How a body is read and checked before or while it is forwarded.
#[derive(Debug, Clone, Copy)]
pub enum ContentKind {
    /// Any bytes, passed on as they come, at most this many.
    Binary {
        /// The schema's `maxLength`, or the cap of the operation.
        max_bytes: usize,
    },
    /// Named texts in `application/x-www-form-urlencoded`, checked as one JSON object.
    Form(FormContent),
    /// One JSON text.
    Json(JsonContent),
    /// JSON texts in sequence, each checked by itself.
    Lines(LinesContent),
    /// Named parts in `multipart/form-data`, the texts among them checked as one JSON object.
    Multipart(MultipartContent),
    /// Text in UTF-8, checked as a JSON string.
    Text {
        /// The compiled schema.
        schema: Validator,
    },
    /// A well-formed XML document without a document type; there is no schema for more.
    Xml(XmlLimits),
}

/// A body that is one JSON text.
#[derive(Debug, Clone, Copy)]
pub struct JsonContent {
    /// What it may cost whatever the schema says; `max_work` is what the schema needs at most.
    pub limits: Limits,
    /// The compiled schema.
    pub schema: Validator,
}

/// A body that is a form.
#[derive(Debug, Clone, Copy)]
pub struct FormContent {
    /// How its fields are made into one object.
    pub form: &'static Form,
    /// What the object may cost whatever the schema says.
    pub limits: Limits,
    /// The compiled schema of the object.
    pub schema: Validator,
}

/// A body in parts.
#[derive(Debug, Clone, Copy)]
pub struct MultipartContent {
    /// What parts there are.
    pub parts: &'static Parts,
    /// What the object that stands for the parts may cost whatever the schema says.
    pub limits: Limits,
    /// The compiled schema of that object.
    pub schema: Validator,
}

/// The parts of a multipart body.
#[derive(Debug, Clone, Copy)]
pub struct Parts {
    /// How their texts are made into one object. An empty text stands for each file.
    pub form: Form,
    /// Those that are declared.
    pub declared: &'static [Part],
    /// The names of all headers that some part may have beside those that every part has.
    pub headers: &'static [&'static str],
}

/// A declared part.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Its name.
    pub name: &'static str,
    /// Where it is a file, which is passed on unread: the most bytes.
    pub max_file_bytes: Option<usize>,
    /// What it may be, where the document says.
    pub media_types: &'static [MediaType],
    /// Its own headers.
    pub headers: &'static [Parameter],
}

/// A body that is a sequence of JSON texts.
#[derive(Debug, Clone, Copy)]
pub struct LinesContent {
    /// How one item ends and the next begins.
    pub division: Division,
    /// The least number of items.
    pub min_items: usize,
    /// The largest number of items.
    pub max_items: usize,
    /// What one item may cost whatever the schema says.
    pub limits: Limits,
    /// The compiled schema of one item.
    pub schema: Validator,
}

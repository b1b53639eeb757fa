//! Request bodies.

use super::{Cost, Form, Parameter, SchemaId};
use crate::span::{Sourced, Span};

/// What a request body may be.
#[derive(Debug, Clone)]
pub struct Body {
    /// Whether a request without a body is refused.
    pub required: bool,
    /// The effective cap in bytes.
    pub max_bytes: Sourced<u64>,
    /// The effective nesting cap.
    pub max_depth: Sourced<u32>,
    /// The most members of one object, where the document says.
    pub max_members: Option<Sourced<u32>>,
    /// The most items of one array, where the document says.
    pub max_items: Option<Sourced<u32>>,
    /// The most bytes of one string, where the document says.
    pub max_string: Option<Sourced<u64>>,
    /// How many times longer than its gzip form it may be; `None` where compressed bodies are refused.
    pub max_ratio: Option<Sourced<u32>>,
    /// In milliseconds; `None` where only the deployment says how long it may take.
    pub read_timeout_ms: Option<Sourced<u64>>,
    /// At least one, the most specific media type first.
    pub contents: Vec<Content>,
    /// The `requestBody`.
    pub span: Span,
}

/// One media type of a body.
#[derive(Debug, Clone)]
pub struct Content {
    /// What it is called.
    pub media_type: MediaType,
    /// What a body of it must be.
    pub kind: ContentKind,
    /// The key in `content`.
    pub span: Span,
}

/// A media type or a range of them; everything but the values of parameters is in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaType {
    /// The type, or `*`.
    pub kind: String,
    /// The subtype, or `*`.
    pub subtype: String,
    /// What a request must state beside it.
    pub parameters: Vec<(String, String)>,
}

/// How a body is read and checked.
#[derive(Debug, Clone)]
pub enum ContentKind {
    /// Any bytes, passed through.
    Binary {
        /// `maxLength`.
        max_bytes: Option<u64>,
    },
    /// Named texts in `application/x-www-form-urlencoded`.
    Form {
        /// How they are made into one object.
        form: Form,
        /// The schema of that object.
        object: Checked,
    },
    /// One JSON text.
    Json(Checked),
    /// JSON texts in sequence.
    Lines(Lines),
    /// Named parts in `multipart/form-data`.
    Multipart(Parts),
    /// Text that is checked as a string.
    Text(Checked),
    /// A well-formed XML document.
    Xml,
}

/// A schema and the worst case of a value it accepts.
#[derive(Debug, Clone, Copy)]
pub struct Checked {
    /// The schema.
    pub schema: SchemaId,
    /// The worst case; [`Cost::UNBOUNDED`] until it is measured.
    pub cost: Cost,
}

/// JSON texts in sequence.
#[derive(Debug, Clone)]
pub struct Lines {
    /// How they are told apart.
    pub division: Division,
    /// The least number of them.
    pub min_items: u64,
    /// The largest number of them, where the document says.
    pub max_items: Option<u64>,
    /// What each of them is.
    pub item: Checked,
}

/// The parts of a multipart body.
#[derive(Debug, Clone)]
pub struct Parts {
    /// How their texts are made into one object; a file is an empty text there.
    pub form: Form,
    /// The schema of that object.
    pub object: Checked,
    /// Those that are declared, in the order of the document.
    pub declared: Vec<Part>,
}

/// A declared part.
#[derive(Debug, Clone)]
pub struct Part {
    /// The name of the property.
    pub name: String,
    /// Whether it is a file, whose content is passed on unread.
    pub file: Option<File>,
    /// What it may be, where the document says; the first one where the part does not say.
    pub media_types: Vec<MediaType>,
    /// The header fields it may have beside those every part has.
    pub headers: Vec<Parameter>,
}

/// A file in a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct File {
    /// `maxLength`.
    pub max_bytes: Option<u64>,
}

/// How the items of a sequence are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Division {
    /// One per line.
    Lines,
    /// RFC 7464.
    Sequence,
}

impl MediaType {
    /// As it stands in a `Content-Type` or an `Accept`.
    pub fn text(&self) -> String {
        let parameters = self.parameters.iter().map(|(name, value)| format!("; {name}={}", quoted(value)));
        format!("{}/{}{}", self.kind, self.subtype, parameters.collect::<String>())
    }

    /// How much it leaves open: less is more specific.
    pub fn breadth(&self) -> (bool, bool, std::cmp::Reverse<usize>) {
        (self.kind == "*", self.subtype == "*", std::cmp::Reverse(self.parameters.len()))
    }
}

/// A value as a token where it is one, else in quotes.
fn quoted(value: &str) -> String {
    let is_token = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
    if is_token && !value.is_empty() { value.to_owned() } else { format!("\"{value}\"") }
}

impl ContentKind {
    /// The schema it is checked against, and of sequences that of an item.
    pub fn checked(&self) -> Option<&Checked> {
        match self {
            Self::Form { object: checked, .. } | Self::Json(checked) | Self::Text(checked) => Some(checked),
            Self::Lines(lines) => Some(&lines.item),
            Self::Multipart(parts) => Some(&parts.object),
            Self::Binary { .. } | Self::Xml => None,
        }
    }

    /// The same, to fill in what was measured.
    pub fn checked_mut(&mut self) -> Option<&mut Checked> {
        match self {
            Self::Form { object: checked, .. } | Self::Json(checked) | Self::Text(checked) => Some(checked),
            Self::Lines(lines) => Some(&mut lines.item),
            Self::Multipart(parts) => Some(&mut parts.object),
            Self::Binary { .. } | Self::Xml => None,
        }
    }

    /// The schema that names it for people.
    pub fn schema(&self) -> Option<SchemaId> {
        self.checked().map(|checked| checked.schema)
    }

    /// Whether it is held to limits of JSON.
    pub fn has_limits(&self) -> bool {
        match self {
            Self::Form { .. } | Self::Json(_) | Self::Lines(_) | Self::Multipart(_) => true,
            Self::Binary { .. } | Self::Text(_) | Self::Xml => false,
        }
    }

    /// The schema of the whole body as one JSON value: what a hook can look at.
    pub fn document(&self) -> Option<SchemaId> {
        match self {
            Self::Form { object: checked, .. }
            | Self::Json(checked)
            | Self::Multipart(Parts { object: checked, .. })
            | Self::Text(checked) => Some(checked.schema),
            Self::Binary { .. } | Self::Lines(_) | Self::Xml => None,
        }
    }

    /// The schemas that choose among the readings of a text, and those of the headers of parts.
    pub fn of_texts(&self) -> Vec<SchemaId> {
        match self {
            Self::Form { form, .. } => form.choosing(),
            Self::Multipart(parts) => {
                let headers = parts.declared.iter().flat_map(|part| &part.headers);
                let of_headers =
                    headers.flat_map(|header| std::iter::once(header.schema).chain(header.carried.choosing()));
                of_headers.chain(parts.form.choosing()).collect()
            }
            Self::Binary { .. } | Self::Json(_) | Self::Lines(_) | Self::Text(_) | Self::Xml => Vec::new(),
        }
    }
}

/// What a hook sees of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Document {
    /// The schema of all media types that are one JSON value, where it is the same.
    pub schema: Option<SchemaId>,
    /// Whether there is one in every request that passes.
    pub always: bool,
}

impl Body {
    /// Every schema that something of the body is held to.
    pub fn schemas(&self) -> impl Iterator<Item = SchemaId> + '_ {
        self.contents.iter().filter_map(|content| content.kind.checked()).map(|checked| checked.schema)
    }

    /// What a hook sees; `None` where no media type is one JSON value.
    pub fn document(&self) -> Option<Document> {
        let documents: Vec<_> = self.contents.iter().map(|content| content.kind.document()).collect();
        let mut known = documents.iter().flatten();
        let first = *known.next()?;
        let schema = known.all(|other| *other == first).then_some(first);
        Some(Document { schema, always: self.required && documents.iter().all(Option::is_some) })
    }
}

//! One validated JSON value, as text.

use core::fmt;
use std::borrow::Cow;

use super::{Decode, scan, text};

/// The text of one JSON value inside a validated document: what a hook sees of a value whose schema has no Rust type
/// (maps, unions, recursive and untyped schemas). Reading it costs one pass over its text per call.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Json<'a>(&'a str);

/// The types of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are the types of RFC 8259")]
pub enum Kind {
    Array,
    Boolean,
    Null,
    Number,
    Object,
    String,
}

impl<'a> Json<'a> {
    /// Takes a whole validated document. `None` where it is not UTF-8.
    pub fn of(document: &'a [u8]) -> Option<Self> {
        Some(Self(core::str::from_utf8(document).ok()?.trim_matches(scan::is_space)))
    }

    /// The text as it was sent, without white space around it.
    pub fn text(self) -> &'a str {
        self.0
    }

    /// The type, which the first character gives away.
    pub fn kind(self) -> Kind {
        match self.0.as_bytes().first() {
            Some(b'[') => Kind::Array,
            Some(b't' | b'f') => Kind::Boolean,
            Some(b'{') => Kind::Object,
            Some(b'"') => Kind::String,
            Some(b'-' | b'0'..=b'9') => Kind::Number,
            _ => Kind::Null,
        }
    }

    /// Reads the value as a type.
    pub fn decode<T: Decode<'a>>(self) -> Option<T> {
        T::decode(self)
    }

    /// The member of this name. `None` where the value is no object or has no such member.
    pub fn member(self, name: &str) -> Option<Self> {
        self.entries()?.into_iter().find(|(other, _)| other == name).map(|(_, value)| value)
    }

    /// All members in the order they were sent. `None` where the value is no object.
    pub fn entries(self) -> Option<Vec<(Cow<'a, str>, Self)>> {
        let mut all = Vec::new();
        let mut entries = scan::Items::within(self.0, '{', '}')?;
        while let Some((name, value)) = entries.entry()? {
            all.push((text::unescaped(name)?, Self(value)));
        }
        Some(all)
    }

    /// All elements in order. `None` where the value is no array.
    pub fn elements(self) -> Option<Vec<Self>> {
        let mut all = Vec::new();
        let mut elements = scan::Items::within(self.0, '[', ']')?;
        while let Some(value) = elements.element()? {
            all.push(Self(value));
        }
        Some(all)
    }
}

impl fmt::Debug for Json<'_> {
    /// Values never reach a log: only the type and the size do.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Json").field("kind", &self.kind()).field("bytes", &self.0.len()).finish()
    }
}

//! The source texts of one compilation, and places in them.

use crate::span::Span;

/// The largest text that is read, in bytes.
pub const MAX_BYTES: usize = 32 << 20;

/// The document, then its overlays, in the order they apply.
#[derive(Debug, Clone)]
pub struct Sources(Vec<String>);

impl Sources {
    /// Texts that are already in memory: the document first, then overlays, each with its name.
    pub fn from_texts<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(texts.into_iter().map(|(name, _)| name.to_owned()).collect())
    }

    /// `file:line:column` of a span.
    pub fn exact_place(&self, span: &Span) -> String {
        format!("{}:1", self.place(span))
    }

    /// `file:line` of a span.
    pub fn place(&self, span: &Span) -> String {
        format!("{}:{}", self.0.get(span.source.0).map_or("", String::as_str), span.range.start)
    }
}

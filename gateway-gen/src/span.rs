//! Where a value came from.

use std::ops::Range;

/// One source text: the document or an overlay, in the order they were loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub usize);

/// A byte range in one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Which text.
    pub source: SourceId,
    /// Which bytes of it.
    pub range: Range<usize>,
    /// The position of the overlay action that put the value here, where one did.
    pub action: Option<usize>,
}

/// The level of the document at which a policy value was stated; nearer levels win or add, as the key's merge rule says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Not stated: the default of the profile.
    Default,
    /// Not stated, but implied by a schema.
    Derived,
    /// At the root of the document.
    Document,
    /// In the path item.
    Path,
    /// In the operation.
    Operation,
}

impl Level {
    /// The word `explain` prints.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Derived => "schema",
            Self::Document => "document",
            Self::Path => "path",
            Self::Operation => "operation",
        }
    }
}

/// A value with its place; `span` is absent only for defaults.
#[derive(Debug, Clone)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// The level it was stated at.
    pub level: Level,
    /// Its place.
    pub span: Option<Span>,
}

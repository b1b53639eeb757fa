//! What the generator has to say about a document.

use crate::span::Span;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Listed, never fatal.
    Note,
    /// Shown, never fatal.
    Warning,
    /// The build stops.
    Error,
}

/// One finding: what is wrong, where, and what to write instead.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// The stable rule id, `GW0101`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, one line.
    pub message: String,
    /// Where.
    pub span: Span,
    /// What stands at the place, in a few words (shown under the excerpt).
    pub label: String,
    /// What to write instead.
    pub help: Option<String>,
    /// Other places that matter, each with a few words.
    pub related: Vec<(Span, String)>,
}

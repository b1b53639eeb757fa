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

impl Diagnostic {
    /// A finding that stops the build.
    pub fn error(code: &'static str, span: &Span, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self::of(Severity::Error, code, span, message, label)
    }

    /// A finding that is shown and never stops.
    pub fn warning(code: &'static str, span: &Span, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self::of(Severity::Warning, code, span, message, label)
    }

    /// A finding that is only listed.
    pub fn note(code: &'static str, span: &Span, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self::of(Severity::Note, code, span, message, label)
    }

    /// A finding of a severity that was decided elsewhere.
    pub fn of(
        severity: Severity,
        code: &'static str,
        span: &Span,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            span: span.clone(),
            label: label.into(),
            help: None,
            related: Vec::new(),
        }
    }

    /// Adds what to write instead.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds another place that matters.
    pub fn related(mut self, span: &Span, label: impl Into<String>) -> Self {
        self.related.push((span.clone(), label.into()));
        self
    }
}

/// `did you mean` for a misspelt word: the nearest candidate, if one is near enough to be meant.
pub fn suggestion<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(score, _)| *score >= 0.8)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, candidate)| format!("did you mean `{candidate}`?"))
}

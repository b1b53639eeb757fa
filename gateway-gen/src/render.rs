//! Diagnostics as text.

use crate::diagnostic::Diagnostic;
use crate::source::Sources;

/// One diagnostic with an excerpt.
pub fn human(diagnostic: &Diagnostic, sources: &Sources, _is_coloured: bool) -> String {
    short(diagnostic, sources) + "\n\n  excerpt\n"
}

/// One diagnostic on one line.
pub fn short(diagnostic: &Diagnostic, sources: &Sources) -> String {
    format!("{}: {}", sources.place(&diagnostic.span), diagnostic.message)
}

//! `format: iri` (RFC 3987 section 2.2).

use super::reference::{Form, Repertoire, is_reference};

/// Whether the text is an IRI with its scheme.
pub fn iri(text: &[u8]) -> bool {
    is_reference(text, Repertoire::Unicode, Form::Absolute)
}

//! `format: iri-reference` (RFC 3987 section 2.2).

use super::reference::{Form, Repertoire, is_reference};

/// Whether the text is an IRI or a relative reference.
pub fn iri_reference(text: &[u8]) -> bool {
    is_reference(text, Repertoire::Unicode, Form::Any)
}

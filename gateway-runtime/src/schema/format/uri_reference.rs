//! `format: uri-reference` (RFC 3986 section 4.1).

use super::reference::{Form, Repertoire, is_reference};

/// Whether the text is a URI or a relative reference.
pub fn uri_reference(text: &[u8]) -> bool {
    is_reference(text, Repertoire::Ascii, Form::Any)
}

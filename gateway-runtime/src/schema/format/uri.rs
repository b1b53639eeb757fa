//! `format: uri` (RFC 3986 section 3).

use super::reference::{Form, Repertoire, is_reference};

/// Whether the text is a URI with its scheme.
pub fn uri(text: &[u8]) -> bool {
    is_reference(text, Repertoire::Ascii, Form::Absolute)
}

//! `format: json-pointer` (RFC 6901 section 3), the string form.

/// Whether the text is empty, or steps that each begin with `/`, with `~` only in `~0` and `~1`.
pub fn json_pointer(text: &[u8]) -> bool {
    matches!(text, [] | [b'/', ..])
        && text.iter().enumerate().all(|(at, byte)| *byte != b'~' || matches!(text.get(at + 1), Some(b'0' | b'1')))
}

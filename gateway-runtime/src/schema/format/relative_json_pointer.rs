//! `format: relative-json-pointer` (draft-handrews-relative-json-pointer section 3).

use super::{behind_digits, json_pointer};

/// Whether the text is a number without leading zeros, then `#` or a JSON Pointer.
pub fn relative_json_pointer(text: &[u8]) -> bool {
    let behind_number = match text {
        [b'0', rest @ ..] => Some(rest),
        _ => behind_digits(text),
    };
    behind_number.is_some_and(|rest| rest == b"#" || json_pointer(rest))
}

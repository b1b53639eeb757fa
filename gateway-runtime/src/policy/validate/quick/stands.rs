//! Which texts are JSON as they are.

use super::super::scalar::{is_integer, is_number};
use crate::contract::Reading;

/// Whether a text is a value of this type as it is.
#[inline]
pub(super) fn stands_for(text: &[u8], reading: Reading) -> bool {
    match reading {
        Reading::Boolean => matches!(text, b"true" | b"false"),
        Reading::Integer => is_integer(text),
        Reading::Number => core::str::from_utf8(text).is_ok_and(is_number),
        Reading::String | Reading::Json => false,
    }
}

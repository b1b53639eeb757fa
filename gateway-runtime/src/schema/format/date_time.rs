//! `format: date-time` (RFC 3339 section 5.6).

use super::{date, time};

/// Whether the text is a date and a time with an offset.
pub fn date_time(text: &[u8]) -> bool {
    match text.split_first_chunk::<10>() {
        Some((day, [b'T' | b't', rest @ ..])) => time(rest) && date(day),
        _ => false,
    }
}

//! `format: time` (RFC 3339 section 5.6, `full-time`), leap seconds only where one can be: 23:59:60 UTC.

use super::{behind_digits, two_digits};

/// Whether the text is a time with an offset.
#[inline]
#[allow(clippy::many_single_char_names, reason = "the letters are places in a fixed form")]
pub fn time(text: &[u8]) -> bool {
    let Some(([a, b, b':', c, d, b':', e, f], rest)) = text.split_first_chunk::<8>() else { return false };
    let (Some(hour), Some(minute), Some(second)) = (two_digits([*a, *b]), two_digits([*c, *d]), two_digits([*e, *f]))
    else {
        return false;
    };
    let Some(offset) = behind_fraction(rest).and_then(offset) else { return false };
    let leap_second = || (hour * 60 + minute).cast_signed() - offset;
    hour < 24 && minute < 60 && (second < 60 || second == 60 && leap_second().rem_euclid(24 * 60) == 23 * 60 + 59)
}

/// What follows an optional fraction; `None` if the point has no digit behind it.
fn behind_fraction(text: &[u8]) -> Option<&[u8]> {
    text.strip_prefix(b".").map_or(Some(text), behind_digits)
}

/// The minutes local time is ahead of UTC.
fn offset(text: &[u8]) -> Option<i32> {
    let (sign, a, b, c, d) = match *text {
        [b'Z' | b'z'] => return Some(0),
        [b'+', a, b, b':', c, d] => (1, a, b, c, d),
        [b'-', a, b, b':', c, d] => (-1, a, b, c, d),
        _ => return None,
    };
    let (hours, minutes) = (two_digits([a, b])?, two_digits([c, d])?);
    (hours < 24 && minutes < 60).then(|| sign * (hours * 60 + minutes).cast_signed())
}

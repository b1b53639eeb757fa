//! `format: date-time` (RFC 3339 section 5.6), leap seconds only where one can be: 23:59:60 UTC.

use super::{date, two_digits};

/// Whether the text is a date and a time with an offset.
#[allow(clippy::many_single_char_names, reason = "the letters are places in a fixed form")]
pub fn date_time(text: &[u8]) -> bool {
    let Some((day, time)) = text.split_first_chunk::<10>() else { return false };
    let Some(([b'T' | b't', a, b, b':', c, d, b':', e, f], rest)) = time.split_first_chunk::<9>() else { return false };
    let (Some(hour), Some(minute), Some(second)) = (two_digits([*a, *b]), two_digits([*c, *d]), two_digits([*e, *f]))
    else {
        return false;
    };
    let Some(offset) = behind_fraction(rest).and_then(offset) else { return false };
    let leap_second = || (hour * 60 + minute).cast_signed() - offset;
    hour < 24
        && minute < 60
        && (second < 60 || second == 60 && leap_second().rem_euclid(24 * 60) == 23 * 60 + 59)
        && date(day)
}

/// What follows an optional fraction; `None` if the point has no digit behind it.
fn behind_fraction(text: &[u8]) -> Option<&[u8]> {
    let Some(digits) = text.strip_prefix(b".") else { return Some(text) };
    let count = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    digits.get(count..).filter(|_| count > 0)
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

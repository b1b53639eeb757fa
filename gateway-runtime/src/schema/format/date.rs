//! `format: date` (RFC 3339 section 5.6, `full-date`).

use super::two_digits;

/// Whether the text is a date of the Gregorian calendar.
#[allow(clippy::many_single_char_names, reason = "the letters are places in a fixed form")]
pub fn date(text: &[u8]) -> bool {
    let [a, b, c, d, b'-', e, f, b'-', g, h] = *text else { return false };
    let (Some(century), Some(year)) = (two_digits([a, b]), two_digits([c, d])) else { return false };
    let (Some(month), Some(day)) = (two_digits([e, f]), two_digits([g, h])) else { return false };
    let leap = if year == 0 { century % 4 == 0 } else { year % 4 == 0 };
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=last).contains(&day)
}

//! Writes the pieces of one JSON line into a reused buffer.

use core::fmt::Display;
use std::io::Write as _;

use crate::clock::UnixMillis;

/// Appends `text` as a JSON string. Control characters, quotes and backslashes are escaped (RFC 8259 §7), so one
/// value can never start another line or another member.
pub(super) fn string(line: &mut Vec<u8>, text: &str) {
    line.push(b'"');
    for byte in text.bytes() {
        match byte {
            b'"' => line.extend_from_slice(b"\\\""),
            b'\\' => line.extend_from_slice(b"\\\\"),
            0x00..=0x1f | 0x7f => display(line, format_args!("\\u{byte:04x}")),
            _ => line.push(byte),
        }
    }
    line.push(b'"');
}

/// Appends `,"name":` and the text as a string.
pub(super) fn member(line: &mut Vec<u8>, name: &str, text: &str) {
    key(line, name);
    string(line, text);
}

/// Appends `,"name":` and the number.
pub(super) fn number(line: &mut Vec<u8>, name: &str, value: u64) {
    key(line, name);
    line.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}

/// Appends `,"name":"..."` for a value whose text needs no escape: an address.
pub(super) fn plain(line: &mut Vec<u8>, name: &str, value: impl Display) {
    key(line, name);
    display(line, format_args!("\"{value}\""));
}

/// Appends `,"name":"..."` with a number's bytes, the first one first, in lower-case hexadecimal.
pub(super) fn hexadecimal(line: &mut Vec<u8>, name: &str, bytes: &[u8]) {
    let digit = |nibble: u8| if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 };
    key(line, name);
    line.push(b'"');
    line.extend(bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]));
    line.push(b'"');
}

/// Appends `,"name":"..."` with a UUID in its usual form.
pub(super) fn uuid(line: &mut Vec<u8>, name: &str, value: uuid::Uuid) {
    key(line, name);
    line.push(b'"');
    line.extend_from_slice(value.hyphenated().encode_lower(&mut uuid::Uuid::encode_buffer()).as_bytes());
    line.push(b'"');
}

/// Appends `,"time":"2026-11-24T06:37:04.123Z"` (RFC 3339, UTC, milliseconds).
pub(super) fn time(line: &mut Vec<u8>, at: UnixMillis) {
    key(line, "time");
    line.push(b'"');
    timestamp(line, at);
    line.push(b'"');
}

fn key(line: &mut Vec<u8>, name: &str) {
    line.extend_from_slice(b",\"");
    line.extend_from_slice(name.as_bytes());
    line.extend_from_slice(b"\":");
}

fn display(line: &mut Vec<u8>, value: impl Display) {
    // Writing to a vector cannot fail.
    let _ = write!(line, "{value}");
}

fn timestamp(line: &mut Vec<u8>, at: UnixMillis) {
    let seconds = at.seconds();
    let (year, month, day) = civil(seconds / 86_400);
    digits::<4>(line, year);
    line.push(b'-');
    digits::<2>(line, month);
    line.push(b'-');
    digits::<2>(line, day);
    line.push(b'T');
    digits::<2>(line, seconds / 3_600 % 24);
    line.push(b':');
    digits::<2>(line, seconds / 60 % 60);
    line.push(b':');
    digits::<2>(line, seconds % 60);
    line.push(b'.');
    digits::<3>(line, at.0 % 1_000);
    line.push(b'Z');
}

/// Appends the last `WIDTH` decimal digits, with leading zeros.
fn digits<const WIDTH: usize>(line: &mut Vec<u8>, mut value: u64) {
    let mut text = [b'0'; WIDTH];
    for place in text.iter_mut().rev() {
        *place += u8::try_from(value % 10).unwrap_or(0);
        value /= 10;
    }
    line.extend_from_slice(&text);
}

/// Year, month and day of a day counted from 1970-01-01, in the proleptic Gregorian calendar. The year is counted from
/// March, so that the leap day is the last one.
fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(millis: u64) -> String {
        let mut line = Vec::new();
        timestamp(&mut line, UnixMillis(millis));
        String::from_utf8(line).unwrap()
    }

    #[test]
    fn timestamps_are_rfc_3339() {
        assert_eq!(written(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(written(951_827_696_007), "2000-02-29T12:34:56.007Z");
        assert_eq!(written(1_798_761_599_999), "2026-12-31T23:59:59.999Z");
        assert_eq!(written(4_107_542_400_000), "2100-03-01T00:00:00.000Z");
    }

    #[test]
    fn strings_cannot_leave_their_quotes() {
        let mut line = Vec::new();
        string(&mut line, "a\"b\\c\nd\u{7f}é");
        assert_eq!(String::from_utf8(line).unwrap(), "\"a\\\"b\\\\c\\u000ad\\u007fé\"");
    }
}

//! One text as one JSON value.

use crate::contract::{Reading, Single};
use crate::schema::{self, Limits, Violation, Violations};

/// What JSON inside a text may cost, and every value that texts are made into.
pub(super) const LIMITS: Limits = Limits::DEFAULT;

/// Appends `text` as the JSON value it stands for: by the first reading that it has and that the schema accepts, else by
/// the last one that it has, so that the schema says what is wrong with it.
///
/// What is appended is exactly one JSON value in any case, so that nothing that a client sends gets out of its place.
pub(super) fn write(out: &mut Vec<u8>, text: &str, single: &Single) -> Result<(), Violations> {
    if let [reading] = single.readings {
        return write_as(out, text, *reading);
    }
    let start = out.len();
    let mut result = Err(flaw("type", None));
    for reading in single.readings {
        let mut attempt = Vec::with_capacity(text.len() + 2);
        match write_as(&mut attempt, text, *reading) {
            Ok(()) => {
                out.truncate(start);
                out.extend_from_slice(&attempt);
                result = Ok(());
                if schema::check(single.schema, &attempt, &LIMITS).is_ok() {
                    break;
                }
            }
            Err(violations) if result.is_err() => result = Err(violations),
            Err(_) => {}
        }
    }
    result
}

/// The same for a text of unreserved characters (RFC 3986 §2.3), which need no escapes.
pub(super) fn write_plain(out: &mut Vec<u8>, text: &str, single: &Single) -> Result<(), Violations> {
    let [Reading::String] = single.readings else { return write(out, text, single) };
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
    Ok(())
}

fn write_as(out: &mut Vec<u8>, text: &str, reading: Reading) -> Result<(), Violations> {
    let is_one = match reading {
        Reading::Boolean => matches!(text, "true" | "false"),
        Reading::Integer => is_integer(text.as_bytes()),
        Reading::Number => is_number(text),
        Reading::String => {
            write_string(out, text);
            return Ok(());
        }
        Reading::Json => {
            schema::check(schema::anything, text.as_bytes(), &LIMITS)?;
            true
        }
    };
    if !is_one {
        return Err(flaw("type", Some(reading.as_str())));
    }
    out.extend_from_slice(text.as_bytes());
    Ok(())
}

/// What no schema says of a text: that it stands for no value of its type, or is no text at all.
#[cold]
pub(super) fn flaw(keyword: &'static str, limit: Option<&str>) -> Violations {
    Violations::one(Violation { pointer: String::new(), keyword, limit: limit.map(str::to_owned), place: "" })
}

/// Appends a text as a JSON string.
pub(super) fn write_string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    if text.bytes().all(is_plain) {
        out.extend_from_slice(text.as_bytes());
    } else {
        write_escaped(out, text);
    }
    out.push(b'"');
}

/// Whether a byte stands for itself between quotes.
const fn is_plain(byte: u8) -> bool {
    byte >= b' ' && byte != b'"' && byte != b'\\'
}

fn write_escaped(out: &mut Vec<u8>, text: &str) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            b'\0'..=b'\x1f' => {
                #[allow(clippy::indexing_slicing, reason = "four bits index a table of sixteen")]
                let digits = [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
                out.extend_from_slice(b"\\u00");
                out.extend_from_slice(&digits);
            }
            _ => out.push(byte),
        }
    }
}

/// The one way to write an integer: `0`, `-7`, `42`.
pub(super) fn is_integer(text: &[u8]) -> bool {
    match text {
        b"0" => true,
        [b'1'..=b'9', rest @ ..] | [b'-', b'1'..=b'9', rest @ ..] => rest.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

/// A number in the grammar of RFC 8259 §6.
pub(super) fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(all_digits)
        && exponent.is_none_or(all_digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(reading: Reading, text: &str, expected: Option<&str>) {
        let mut out = Vec::new();
        let found = write(&mut out, text, &Single::of(reading)).is_ok().then(|| String::from_utf8(out).unwrap());
        assert_eq!(found.as_deref(), expected, "{reading:?} {text:?}");
    }

    #[test]
    fn integers_are_canonical_decimals() {
        for good in ["0", "7", "-7", "42", "9223372036854775808"] {
            check(Reading::Integer, good, Some(good));
        }
        for bad in ["", "-", "-0", "+1", "01", "1e2", "1.0", " 1", "1 ", "0x1", "１", "1\u{200b}", "--1", "1,2"] {
            check(Reading::Integer, bad, None);
        }
    }

    #[test]
    fn booleans_are_two_words() {
        check(Reading::Boolean, "true", Some("true"));
        check(Reading::Boolean, "false", Some("false"));
        for bad in ["TRUE", "1", "yes", "", "true "] {
            check(Reading::Boolean, bad, None);
        }
    }

    #[test]
    fn numbers_follow_json() {
        for good in ["0", "-0", "1.5", "1e2", "1E+2", "-1.25e-3"] {
            check(Reading::Number, good, Some(good));
        }
        for bad in ["", ".5", "1.", "01", "1e", "e1", "1e2e3", "NaN", "Infinity", "1,2", "1]", "1 ", "0x1"] {
            check(Reading::Number, bad, None);
        }
    }

    #[test]
    fn text_becomes_one_string() {
        check(Reading::String, "a\"b\\c\n", Some("\"a\\\"b\\\\c\\u000a\""));
        check(Reading::String, "\",\"x\":1", Some("\"\\\",\\\"x\\\":1\""));
        check(Reading::String, "é€", Some("\"é€\""));
        check(Reading::String, "", Some("\"\""));
    }

    #[test]
    fn json_is_one_value() {
        check(Reading::Json, r#" {"a":[1]} "#, Some(r#" {"a":[1]} "#));
        for bad in ["", "1,\"role\":\"admin\"", "1}", "{", r#"{"a":1,"a":2}"#, "'a'", "nul", r#""\ud800""#] {
            check(Reading::Json, bad, None);
        }
    }

    #[test]
    fn the_first_reading_that_the_schema_accepts_counts() {
        fn text<'b>(run: &mut schema::Run<'b>, at: schema::Cursor<'b>) -> schema::Step<'b> {
            let is_text = schema::kind(at) == schema::Kind::String;
            if is_text { schema::anything(run, at) } else { schema::nothing(run, at, &"") }
        }
        let all = &[Reading::Boolean, Reading::Number, Reading::String];
        let read = |schema, from: &str| {
            let mut out = b"[".to_vec();
            write(&mut out, from, &Single { readings: all, schema }).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(read(schema::anything, "true"), "[true");
        assert_eq!(read(schema::anything, "1.5"), "[1.5");
        assert_eq!(read(schema::anything, "1.5.1"), "[\"1.5.1\"");
        assert_eq!(read(text, "true"), "[\"true\"");
        assert_eq!(read(text, "7"), "[\"7\"");
    }
}

//! One text as one JSON value.

use crate::contract::ParameterKind;

/// Appends `text` as the JSON value its kind says, or says that it is none.
pub(super) fn write(out: &mut Vec<u8>, text: &str, kind: ParameterKind) -> bool {
    match kind {
        ParameterKind::Boolean if !matches!(text, "true" | "false") => return false,
        ParameterKind::Integer if !is_integer(text) => return false,
        ParameterKind::Number if !is_number(text) => return false,
        ParameterKind::Boolean | ParameterKind::Integer | ParameterKind::Number => {
            out.extend_from_slice(text.as_bytes());
        }
        ParameterKind::String => return serde_json::to_writer(out, text).is_ok(),
    }
    true
}

/// The one way to write an integer: `0`, `-7`, `42`.
fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    match digits {
        [b'0'] => text.len() == 1,
        [b'1'..=b'9', rest @ ..] => rest.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

/// A number in the grammar of RFC 8259 §6.
fn is_number(text: &str) -> bool {
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

    fn check(kind: ParameterKind, text: &str, expected: Option<&str>) {
        let mut out = Vec::new();
        let found = write(&mut out, text, kind).then(|| String::from_utf8(out).unwrap());
        assert_eq!(found.as_deref(), expected, "{kind:?} {text:?}");
    }

    #[test]
    fn integers_are_canonical_decimals() {
        for good in ["0", "7", "-7", "42", "9223372036854775808"] {
            check(ParameterKind::Integer, good, Some(good));
        }
        for bad in ["", "-", "-0", "+1", "01", "1e2", "1.0", " 1", "1 ", "0x1", "１", "1\u{200b}", "--1", "1,2"] {
            check(ParameterKind::Integer, bad, None);
        }
    }

    #[test]
    fn booleans_are_two_words() {
        check(ParameterKind::Boolean, "true", Some("true"));
        check(ParameterKind::Boolean, "false", Some("false"));
        for bad in ["TRUE", "1", "yes", "", "true "] {
            check(ParameterKind::Boolean, bad, None);
        }
    }

    #[test]
    fn numbers_follow_json() {
        for good in ["0", "-0", "1.5", "1e2", "1E+2", "-1.25e-3"] {
            check(ParameterKind::Number, good, Some(good));
        }
        for bad in ["", ".5", "1.", "01", "1e", "e1", "1e2e3", "NaN", "Infinity", "1,2", "1]", "1 ", "0x1"] {
            check(ParameterKind::Number, bad, None);
        }
    }

    #[test]
    fn text_becomes_one_string() {
        check(ParameterKind::String, "a\"b\\c\n", Some("\"a\\\"b\\\\c\\n\""));
        check(ParameterKind::String, "\",\"x\":1", Some("\"\\\",\\\"x\\\":1\""));
        check(ParameterKind::String, "", Some("\"\""));
    }
}

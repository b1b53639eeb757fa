//! `format: decimal` of the OpenAPI registry, on strings: a fixed-point number of any precision.

use super::behind_digits;

/// Whether the text is a number of RFC 8259 section 6 without an exponent.
pub fn decimal(text: &[u8]) -> bool {
    let unsigned = text.strip_prefix(b"-").unwrap_or(text);
    let behind_integer = match unsigned {
        [b'0', rest @ ..] => Some(rest),
        _ => behind_digits(unsigned),
    };
    match behind_integer {
        Some([b'.', fraction @ ..]) => behind_digits(fraction).is_some_and(<[u8]>::is_empty),
        Some(rest) => rest.is_empty(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn fixed_point_only() {
        for text in ["0", "-0", "0.10", "12345678901234567890.0", "-7.5"] {
            assert!(decimal(text.as_bytes()), "{text}");
        }
        for text in ["", "-", "+1", ".5", "1.", "01", "1e3", "1,5", " 1", "٣", "NaN", "--1", "1.2.3"] {
            assert!(!decimal(text.as_bytes()), "{text}");
        }
    }
}

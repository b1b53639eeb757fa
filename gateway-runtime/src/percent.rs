//! Percent-encoding, read strictly and written in one form (RFC 3986 §2.1, §6.2.2).

use std::borrow::Cow;

/// What `+` stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plus {
    /// Itself: paths, headers, cookies.
    Literal,
    /// A space: queries.
    Space,
}

/// Decodes once. `None` for an incomplete or malformed escape and for octets that are not UTF-8. Allocates only where
/// something has to be decoded.
pub(crate) fn decode(text: &str, plus: Plus) -> Option<Cow<'_, str>> {
    let special = |byte: &u8| *byte == b'%' || (*byte == b'+' && plus == Plus::Space);
    if !text.as_bytes().iter().any(special) {
        return Some(Cow::Borrowed(text));
    }
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => digit(bytes.next()?)? << 4 | digit(bytes.next()?)?,
            b'+' if plus == Plus::Space => b' ',
            other => other,
        });
    }
    String::from_utf8(decoded).ok().map(Cow::Owned)
}

/// Appends `text` with everything but unreserved characters encoded, in upper case.
pub(crate) fn encode_into(out: &mut String, text: &str) {
    for byte in text.bytes() {
        encode_byte_into(out, byte);
    }
}

/// Appends one octet: itself where it is unreserved, else encoded.
pub(crate) fn encode_byte_into(out: &mut String, byte: u8) {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    if is_unreserved(byte) {
        out.push(char::from(byte));
    } else {
        #[allow(clippy::indexing_slicing, reason = "four bits index a table of sixteen")]
        out.extend(['%', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    }
}

/// RFC 3986 §2.3.
pub(crate) const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// The value of a hexadecimal digit.
pub(crate) const fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_once_and_strictly() {
        let cases = [
            ("plain", Plus::Space, Some("plain")),
            ("a%20b+c", Plus::Space, Some("a b c")),
            ("a%20b+c", Plus::Literal, Some("a b+c")),
            ("%2525", Plus::Space, Some("%25")),
            ("%e2%82%ac", Plus::Literal, Some("€")),
            ("%", Plus::Literal, None),
            ("%4", Plus::Literal, None),
            ("%zz", Plus::Literal, None),
            ("%c0%ae", Plus::Literal, None),
            ("%ed%a0%80", Plus::Literal, None),
        ];
        for (text, plus, expected) in cases {
            assert_eq!(decode(text, plus).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn encodes_in_one_form() {
        let mut out = String::new();
        encode_into(&mut out, "a b/€+~&");
        assert_eq!(out, "a%20b%2F%E2%82%AC%2B~%26");
    }
}

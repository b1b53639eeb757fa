//! Percent-encoding, read strictly and written in one form (RFC 3986 §2.1, §6.2.2).

use std::borrow::Cow;

use memchr::{memchr, memchr2};

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
    let find = |rest: &[u8]| match plus {
        Plus::Literal => memchr(b'%', rest),
        Plus::Space => memchr2(b'%', b'+', rest),
    };
    let mut rest = text.as_bytes();
    let Some(mut at) = find(rest) else { return Some(Cow::Borrowed(text)) };
    let mut decoded = Vec::with_capacity(text.len());
    loop {
        let (plain, special) = rest.split_at_checked(at)?;
        decoded.extend_from_slice(plain);
        rest = match *special {
            [b'%', high, low, ref behind @ ..] => {
                decoded.push(digit(high)? << 4 | digit(low)?);
                behind
            }
            [b'+', ref behind @ ..] => {
                decoded.push(b' ');
                behind
            }
            _ => return None,
        };
        match find(rest) {
            Some(next) => at = next,
            None => break,
        }
    }
    decoded.extend_from_slice(rest);
    String::from_utf8(decoded).ok().map(Cow::Owned)
}

/// Appends `text` with everything but unreserved characters encoded, in upper case.
pub(crate) fn encode_into(out: &mut String, text: &str) {
    let mut rest = text;
    while !rest.is_empty() {
        let (plain, special) = rest.split_at_checked(plain_length(rest.as_bytes())).unwrap_or(("", rest));
        out.push_str(plain);
        let mut characters = special.chars();
        if let Some(character) = characters.next() {
            for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                encode_byte_into(out, byte);
            }
        }
        rest = characters.as_str();
    }
}

/// How many bytes at the start of a text are unreserved, so that encoding and decoding leave them alone.
#[inline]
pub(crate) fn plain_length(text: &[u8]) -> usize {
    text.iter().position(|byte| !is_unreserved(*byte)).unwrap_or(text.len())
}

/// Whether every character of a text is unreserved.
#[inline]
pub(crate) fn is_plain(text: &str) -> bool {
    plain_length(text.as_bytes()) == text.len()
}

/// Whether a text is its own encoding, or would be after decoding it: unreserved characters, bytes of `delimiter` where there is
/// one, and escapes in upper case of all others. Space and plus are none of them.
pub(crate) fn is_encoded(text: &str, delimiter: Option<u8>) -> bool {
    let mut rest = text.as_bytes();
    loop {
        let special = rest.get(plain_length(rest)..).unwrap_or_default();
        rest = match *special {
            [] => return true,
            [b'%', high @ (b'0'..=b'9' | b'A'..=b'F'), low @ (b'0'..=b'9' | b'A'..=b'F'), ref behind @ ..]
                if digit(high).zip(digit(low)).is_some_and(|(high, low)| !is_unreserved(high << 4 | low)) =>
            {
                behind
            }
            [byte, ref behind @ ..] if Some(byte) == delimiter => behind,
            _ => return false,
        };
    }
}

/// Appends one octet: itself where it is unreserved, else encoded.
#[inline]
pub(crate) fn encode_byte_into(out: &mut String, byte: u8) {
    if is_unreserved(byte) {
        out.push(char::from(byte));
    } else {
        let at = 3 * usize::from(byte);
        out.push_str(ESCAPES.get(at..at + 3).unwrap_or_default());
    }
}

/// The escape of each octet, one behind another.
static ESCAPES: &str = {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    const BYTES: [u8; 768] = {
        let mut bytes = [b'%'; 768];
        let mut byte = 0;
        while byte < 256 {
            #[allow(clippy::indexing_slicing, reason = "three places for each of 256 octets")]
            {
                bytes[3 * byte + 1] = DIGITS[byte >> 4];
                bytes[3 * byte + 2] = DIGITS[byte & 15];
            }
            byte += 1;
        }
        bytes
    };
    match core::str::from_utf8(&BYTES) {
        Ok(escapes) => escapes,
        Err(_) => "",
    }
};

/// RFC 3986 §2.3.
#[inline]
pub(crate) const fn is_unreserved(byte: u8) -> bool {
    #[allow(clippy::indexing_slicing, reason = "a byte indexes 256 entries")]
    let other = OTHER[byte as usize];
    other == 0
}

/// 0 for what is unreserved, 1 for all others.
static OTHER: [u8; 256] = {
    let mut table = [1; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            #[allow(clippy::indexing_slicing, reason = "a byte indexes 256 entries")]
            {
                table[byte as usize] = 0;
            }
        }
        byte += 1;
    }
    table
};

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
    fn one_form_is_known() {
        for text in ["", "a-b._~", "a%20b%2F", "%E2%82%AC"] {
            assert!(is_encoded(text, None) && (is_plain(text) || text.contains('%')), "{text}");
        }
        for text in ["a b", "a+b", "%2f", "%61", "%", "%2", "%zz", "é", "a:b", "%2G"] {
            assert!(!is_encoded(text, None) && !is_plain(text), "{text}");
        }
        assert!(is_encoded("a,b%2C", Some(b',')) && !is_encoded("a,b%2c", Some(b',')) && !is_encoded("a,b", None));
    }

    #[test]
    fn encodes_in_one_form() {
        let mut out = String::new();
        encode_into(&mut out, "a b/€+~&");
        assert_eq!(out, "a%20b%2F%E2%82%AC%2B~%26");
    }
}

//! How the texts of a place are encoded: decoded once, and written again in one form.

use std::borrow::Cow;

use memchr::memchr;

use super::scalar::flaw;
use crate::percent::{self, Plus, encode_byte_into, encode_into};
use crate::schema::Violations;

/// How texts are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    /// Percent-encoded, and `+` is a space: queries and forms.
    Form,
    /// Not at all, and white space around it is none of it: header fields.
    Header,
    /// Not at all: parts of a multipart body.
    Plain,
    /// Percent-encoded: paths and cookies.
    Percent,
}

impl Coding {
    /// The text of one value. NUL is nobody's text.
    pub(super) fn decode(self, raw: &str) -> Result<Cow<'_, str>, Violations> {
        let text = match self {
            Self::Form => percent::decode(raw, Plus::Space),
            Self::Header => Some(Cow::Borrowed(raw.trim_matches([' ', '\t']))),
            Self::Plain => Some(Cow::Borrowed(raw)),
            Self::Percent => percent::decode(raw, Plus::Literal),
        };
        text.filter(|text| memchr(0, text.as_bytes()).is_none()).ok_or_else(|| flaw("syntax", None))
    }
}

/// Appends a decoded text, encoded for a query. Where the document allows reserved characters, those stay that no reader
/// takes for the end of a name, a value or the query.
pub(super) fn encode(out: &mut String, text: &str, reserved: bool) {
    if !reserved {
        encode_into(out, text);
        return;
    }
    for byte in text.bytes() {
        if splits_nothing(byte) {
            out.push(char::from(byte));
        } else {
            encode_byte_into(out, byte);
        }
    }
}

/// Reserved characters of RFC 3986 §2.2 that separate neither pairs, nor names from values, nor the items of a style, and that
/// may stand in a query as they are.
const fn splits_nothing(byte: u8) -> bool {
    matches!(byte, b':' | b'/' | b'?' | b'@' | b'!' | b'$' | b'\'' | b'(' | b')' | b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoded_once() {
        assert_eq!(Coding::Form.decode("a+b%2B%2525").unwrap(), "a b+%25");
        assert_eq!(Coding::Percent.decode("a+b%2B").unwrap(), "a+b+");
        assert_eq!(Coding::Header.decode(" a+b%2B\t").unwrap(), "a+b%2B");
        assert_eq!(Coding::Plain.decode(" a+b%2B\t").unwrap(), " a+b%2B\t");
        for bad in ["%", "%zz", "%ff", "%00", "a\0"] {
            assert!(Coding::Form.decode(bad).unwrap_err().has("syntax"), "{bad}");
        }
    }

    #[test]
    fn encoded_in_one_form() {
        let text = "a&b#c+d=e;f,g/h?i:j[k] l%|";
        let mut out = String::new();
        encode(&mut out, text, true);
        assert_eq!(out, "a%26b%23c%2Bd%3De%3Bf%2Cg/h?i:j%5Bk%5D%20l%25%7C");
        out.clear();
        encode(&mut out, text, false);
        assert_eq!(out, "a%26b%23c%2Bd%3De%3Bf%2Cg%2Fh%3Fi%3Aj%5Bk%5D%20l%25%7C");
    }
}

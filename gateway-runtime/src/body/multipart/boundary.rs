//! The text that divides the parts of a message.

use super::MultipartFlaw;
use crate::body::parameters::{Parameter, Parameters, is_token};

/// The most characters of a boundary (RFC 2046 §5.1.1).
const MAX_BYTES: usize = 70;

/// A boundary: 1 to 70 of the characters RFC 2046 §5.1.1 allows, not ending with a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boundary(String);

impl Boundary {
    /// The boundary that a `Content-Type` value states. It is there once, as a token or between quotes, and it is the
    /// only parameter.
    pub fn of_content_type(value: &[u8]) -> Result<Self, MultipartFlaw> {
        let read = || {
            let (essence, mut parameters) = Parameters::of(str::from_utf8(value).ok()?);
            let Parameter { name, value } = parameters.next().ok()??;
            let is_sound = essence.eq_ignore_ascii_case("multipart/form-data")
                && name.eq_ignore_ascii_case("boundary")
                && is_boundary(value)
                && parameters.next() == Ok(None);
            is_sound.then(|| Self(value.to_owned()))
        };
        read().ok_or(MultipartFlaw::BoundaryParameter)
    }

    /// A boundary of 128 bits in hexadecimal. They have to be random and told to nobody who chose the data, so that the
    /// data cannot hold it: the chance is below 2⁻⁹⁰ for a message of 256 GiB.
    pub fn from_random(bits: u128) -> Self {
        Self(format!("{bits:032x}"))
    }

    /// Its characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The `Content-Type` value of a message divided by it.
    pub fn content_type(&self) -> String {
        let quote = if is_token(&self.0) { "" } else { "\"" };
        format!("multipart/form-data; boundary={quote}{}{quote}", self.0)
    }
}

fn is_boundary(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(&byte);
    (1..=MAX_BYTES).contains(&text.len()) && text.bytes().all(is_allowed) && !text.ends_with(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_exactly_one_boundary() {
        let read = |value: &str| Boundary::of_content_type(value.as_bytes()).map(|boundary| boundary.0);
        let check = |value, expected: &str| assert_eq!(read(value), Ok(expected.to_owned()), "{value}");
        check("multipart/form-data; boundary=x", "x");
        check("Multipart/Form-Data;Boundary=----WebKitFormBoundaryabc123", "----WebKitFormBoundaryabc123");
        check("multipart/form-data; boundary=\"x y:z=?\"", "x y:z=?");
        check("multipart/form-data ; boundary=x ", "x");
        let longest = "a".repeat(70);
        check(&format!("multipart/form-data; boundary={longest}"), &longest);
        for value in [
            "",
            "multipart/form-data",
            "multipart/form-data;",
            "multipart/form-data; boundary=",
            "multipart/form-data; boundary=\"\"",
            "multipart/form-data; boundary=\"x \"",
            "multipart/form-data; boundary=x y",
            "multipart/form-data; boundary=x:y",
            "multipart/form-data; boundary=\"x\\y\"",
            "multipart/form-data; boundary=\"x\"y",
            "multipart/form-data; boundary=x&y",
            "multipart/form-data; boundary=x; boundary=x",
            "multipart/form-data; boundary=x; charset=utf-8",
            "multipart/form-data; charset=utf-8; boundary=x",
            "multipart/form-data; boundary*=x",
            "multipart/form-data; boundary*0=x",
            "multipart/form-data; boundary=x; boundary*=utf-8''y",
            "multipart/form-data; boundary=x, multipart/form-data; boundary=y",
            "multipart/form-data, boundary=x",
            "multipart/form-data; boundary =x",
            "multipart/form-data; boundary=x;",
            "multipart/mixed; boundary=x",
            "multipart/form-data\0; boundary=x",
            "multipart/form-data; boundary=\"é\"",
        ] {
            assert_eq!(read(value), Err(MultipartFlaw::BoundaryParameter), "{value}");
        }
        assert!(read(&format!("multipart/form-data; boundary={}", "a".repeat(71))).is_err());
        assert!(Boundary::of_content_type(b"multipart/form-data; boundary=\xff").is_err());
    }

    #[test]
    fn what_is_written_is_read() {
        let quoted = Boundary::of_content_type(b"multipart/form-data; boundary=\"a b\"").unwrap();
        for boundary in [Boundary::from_random(0), Boundary::from_random(u128::MAX), quoted] {
            assert_eq!(Boundary::of_content_type(boundary.content_type().as_bytes()), Ok(boundary));
        }
    }
}

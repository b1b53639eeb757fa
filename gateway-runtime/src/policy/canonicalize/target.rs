//! The path of a request in its one form.

use http::Uri;
use http::uri::Scheme;

use crate::denial::Denial;
use crate::percent::{digit, encode_byte_into, is_unreserved};

/// Longer targets are refused, as in the front check.
const MAX_TARGET_BYTES: usize = 8 * 1024;

/// Bounds the target: the front check does it for HTTP/1, the HTTP library for HTTP/2 only together with the header.
pub(super) fn check_length(uri: &Uri) -> Result<(), Denial> {
    let length = uri.path_and_query().map_or(0, |target| target.as_str().len());
    if length > MAX_TARGET_BYTES { Err(Denial::TargetTooLong) } else { Ok(()) }
}

/// Whether what HTTP/2 sends in place of a request line is one (RFC 9113 §8.3.1): the scheme that the connection speaks,
/// and a path that begins with a slash. The asterisk, and CONNECT, which has no path, name no operation.
pub(super) fn check_form(uri: &Uri, secure: bool) -> Result<(), Denial> {
    let is_path = uri.path_and_query().is_some_and(|target| target.as_str().starts_with('/'));
    let is_ours = |scheme: &Scheme| *scheme == Scheme::HTTPS || (!secure && *scheme == Scheme::HTTP);
    if is_path && uri.scheme().is_none_or(is_ours) { Ok(()) } else { Err(Denial::AmbiguousTarget) }
}

/// A path in normal form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Normal {
    /// The path, where it came in another form.
    pub(super) rewritten: Option<Box<str>>,
    /// Whether it has semicolons, which some servers read as the start of parameters and some as text: only a segment whose
    /// style has them may hold one, and which that is is known where the operation is.
    pub(super) has_semicolons: bool,
}

/// Brings a path to normal form: unreserved octets decoded, all other encoded octets in upper case (RFC 3986
/// §6.2.2). Nothing is removed or merged: what would need it has two readings.
pub(super) fn canonical(path: &str) -> Result<Normal, Denial> {
    let mut is_normal = true;
    let mut has_semicolons = false;
    let mut segment_length = 0_usize;
    let mut dots_only = true;
    for byte in path.bytes().chain([b'/']).skip(1) {
        match byte {
            b'/' | b';' if dots_only && matches!(segment_length, 1 | 2) => return Err(Denial::AmbiguousTarget),
            b'/' => (segment_length, dots_only) = (0, true),
            b'%' => is_normal = false,
            b';' => has_semicolons = true,
            byte if is_path_character(byte) => (),
            _ => return Err(Denial::AmbiguousTarget),
        }
        if byte != b'/' {
            segment_length += 1;
            dots_only &= byte == b'.';
        }
    }
    if path.contains("//") {
        return Err(Denial::AmbiguousTarget);
    }
    let rewritten = if is_normal { None } else { normalise(path)? };
    Ok(Normal { rewritten, has_semicolons })
}

/// `pchar` of RFC 3986 §3.3 without percent and semicolon.
const fn is_path_character(byte: u8) -> bool {
    is_unreserved(byte)
        || matches!(byte, b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b'=' | b':' | b'@')
}

fn normalise(path: &str) -> Result<Option<Box<str>>, Denial> {
    let mut normal = String::with_capacity(path.len());
    let mut decoded = Vec::with_capacity(path.len());
    for (position, segment) in path.split('/').enumerate() {
        if position > 0 {
            normal.push('/');
        }
        decoded.clear();
        let mut bytes = segment.bytes();
        while let Some(byte) = bytes.next() {
            if byte != b'%' {
                decoded.push(byte);
                normal.push(char::from(byte));
                continue;
            }
            let octet =
                bytes.next().and_then(digit).zip(bytes.next().and_then(digit)).map(|(high, low)| high << 4 | low);
            let octet = octet.ok_or(Denial::AmbiguousTarget)?;
            if octet.is_ascii_control() || matches!(octet, b'/' | b'\\') {
                return Err(Denial::AmbiguousTarget);
            }
            decoded.push(octet);
            encode_byte_into(&mut normal, octet);
        }
        check_decoded(&decoded)?;
    }
    Ok((normal != path).then(|| normal.into_boxed_str()))
}

/// What a segment must not be once it is decoded: a dot segment, also before a semicolon; not UTF-8; or text that
/// becomes a traversal if somebody behind us decodes again, however often.
fn check_decoded(decoded: &[u8]) -> Result<(), Denial> {
    let before_parameters = decoded.split(|byte| *byte == b';').next().unwrap_or_default();
    if before_parameters == b"." || before_parameters == b".." || core::str::from_utf8(decoded).is_err() {
        return Err(Denial::AmbiguousTarget);
    }
    for (position, _) in decoded.iter().enumerate().filter(|(_, byte)| **byte == b'%') {
        let mut rest = decoded.get(position + 1..).unwrap_or_default();
        while let Some(inner) = rest.strip_prefix(b"25") {
            rest = inner;
        }
        if let [high, low, ..] = rest
            && let (Some(high), Some(low)) = (digit(*high), digit(*low))
            && matches!(high << 4 | low, b'.' | b'/' | b'\\' | 0)
        {
            return Err(Denial::AmbiguousTarget);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: Option<&str>) {
        let found = canonical(path).map(|normal| normal.rewritten.map_or(path.to_owned(), String::from));
        assert_eq!(found.ok().as_deref(), expected, "{path}");
    }

    #[test]
    fn one_form() {
        check("/", Some("/"));
        check("/orders/42:cancel", Some("/orders/42:cancel"));
        check("/orders/", Some("/orders/"));
        check("/a/...", Some("/a/..."));
        check("/.well-known/x", Some("/.well-known/x"));
        check("/%6Frders/%7e", Some("/orders/~"));
        check("/a/%e2%82%ac%3a", Some("/a/%E2%82%AC%3A"));
        check("/a%20b/c+d", Some("/a%20b/c+d"));
        check("/a/%2525", Some("/a/%2525"));
        check("/a/x%3by", Some("/a/x%3By"));
        let as_it_came = Ok(Normal { rewritten: None, has_semicolons: false });
        assert_eq!(canonical("/orders/%E2%82%AC"), as_it_came, "a normal form with escapes is not copied");
    }

    #[test]
    fn semicolons_are_left_to_the_operation() {
        for path in ["/a;x=1/b", "/admin;.json", "/a/;p=.", "/a/;", "/a/...;x"] {
            assert!(canonical(path).is_ok_and(|normal| normal.has_semicolons), "{path}");
        }
        assert!(canonical("/a/x%3by").is_ok_and(|normal| !normal.has_semicolons), "an encoded one is text");
    }

    #[test]
    fn forms_of_http2() {
        let check = |uri: &str, secure| check_form(&uri.parse().unwrap(), secure);
        assert_eq!(check("https://a/b?c", true), Ok(()));
        assert_eq!(check("http://a/b", false), Ok(()));
        for uri in ["http://a/b", "ftp://a/b", "https://a?b", "a:443", "*"] {
            assert_eq!(check(uri, true), Err(Denial::AmbiguousTarget), "{uri}");
        }
    }

    #[test]
    fn two_readings() {
        let hostile = [
            "/a/../admin",
            "/a/./b",
            "/..",
            "/.",
            "/a/..",
            "/a/%2e%2e/admin",
            "/a/%2E%2E",
            "/a/.%2e",
            "/a/%2e",
            "/a/..%2fadmin",
            "/a%2fb",
            "/a%2Fb",
            "/a%5cb",
            "/a\\..\\b",
            "/a/..;/admin",
            "/a/.;x=1/b",
            "/..;.json",
            "/a/..%3b/admin",
            "//admin",
            "/a//b",
            "///",
            "/a/%00",
            "/a/%0d%0ax",
            "/a/%",
            "/a/%4",
            "/a/%zz",
            "/a/%c0%ae",
            "/a/%ff",
            "/a/%ed%a0%80",
            "/a/%252e%252e%252f",
            "/a/%25%32%65",
            "/a/%25252e",
            "/a/%252F",
            "/a/%255c",
            "/a/%2500",
            "/a\"b",
            "/a<b",
            "/a{b}",
            "/a^b",
            "/a`b",
            "/a|b",
            "/caf\u{e9}",
        ];
        for path in hostile {
            check(path, None);
        }
    }

    #[test]
    fn long_targets_are_refused() {
        assert_eq!(check_length(&format!("/{}", "a".repeat(9000)).parse().unwrap()), Err(Denial::TargetTooLong));
        assert_eq!(check_length(&format!("/{}", "a".repeat(8000)).parse().unwrap()), Ok(()));
    }

    proptest::proptest! {
        #[test]
        fn a_normal_form_is_its_own_normal_form(path in "/[a-z%0-9A-F./~:+;]{0,24}") {
            if let Ok(found) = canonical(&path) {
                let normal = found.rewritten.map_or(path, String::from);
                let again = Normal { rewritten: None, has_semicolons: found.has_semicolons };
                proptest::prop_assert_eq!(canonical(&normal), Ok(again));
            }
        }
    }
}

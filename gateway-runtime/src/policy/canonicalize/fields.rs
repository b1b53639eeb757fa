//! The rules for header fields that the front check applies to HTTP/1, for HTTP/2.

use http::HeaderMap;
use http::header::EXPECT;

use crate::denial::Denial;

/// Refuses names with underscores, values with octets beyond visible ASCII (RFC 9110 §5.5 `obs-text`), and
/// expectations other than `100-continue` (RFC 9110 §10.1.1). One pass.
pub(super) fn check(headers: &HeaderMap) -> Result<(), Denial> {
    for (name, value) in headers {
        if name.as_str().as_bytes().contains(&b'_') {
            return Err(Denial::UnderscoreHeader);
        }
        if !value.as_bytes().iter().all(|byte| matches!(byte, b'\t' | b' '..=b'~')) {
            return Err(Denial::MalformedHeader);
        }
        if name == EXPECT && !value.as_bytes().eq_ignore_ascii_case(b"100-continue") {
            return Err(Denial::ExpectationFailed);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, HeaderValue};

    fn check_one(name: &'static str, value: &[u8], expected: Result<(), Denial>) {
        let mut headers = HeaderMap::new();
        headers.append(HeaderName::from_static(name), HeaderValue::from_bytes(value).unwrap());
        assert_eq!(check(&headers), expected);
    }

    #[test]
    fn fields_of_http2_meet_the_rules_of_http1() {
        check_one("x-plain", b"a b\tc~", Ok(()));
        check_one("x_forwarded_for", b"127.0.0.1", Err(Denial::UnderscoreHeader));
        check_one("x-plain", b"caf\xe9", Err(Denial::MalformedHeader));
        check_one("expect", b"100-Continue", Ok(()));
        check_one("expect", b"200-ok", Err(Denial::ExpectationFailed));
    }
}

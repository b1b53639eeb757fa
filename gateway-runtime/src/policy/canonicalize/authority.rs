//! The authority a request was sent to.

use std::collections::HashSet;

use http::header::HOST;
use http::{HeaderMap, HeaderValue, Uri};

use crate::denial::Denial;

/// The one authority of a request: the target's, the `Host` field's, or both where they agree (RFC 9112 §3.2,
/// RFC 9113 §8.3.1). Letter case does not count; anything else does, so a port that `hosts` does not state is another
/// authority, and names are never decoded before they are compared.
pub(super) fn canonical(uri: &Uri, headers: &HeaderMap, hosts: &HashSet<Box<str>>) -> Result<HeaderValue, Denial> {
    let mut fields = headers.get_all(HOST).iter();
    let field = fields.next();
    if fields.next().is_some() {
        return Err(Denial::AmbiguousHost);
    }
    let stated = match (uri.authority(), field) {
        (None, None) => return Err(Denial::AmbiguousHost),
        (None, Some(field)) => field.clone(),
        (Some(authority), field) => {
            if field.is_some_and(|field| !field.as_bytes().eq_ignore_ascii_case(authority.as_str().as_bytes())) {
                return Err(Denial::AmbiguousHost);
            }
            HeaderValue::from_str(authority.as_str()).map_err(|_| Denial::AmbiguousHost)?
        }
    };
    let text = stated.to_str().map_err(|_| Denial::AmbiguousHost)?;
    if text.is_empty() || text.contains(['@', ' ', '\t', ',', '/']) {
        return Err(Denial::AmbiguousHost);
    }
    if hosts.contains(text) {
        return Ok(stated);
    }
    let lower = text.to_ascii_lowercase();
    if hosts.contains(lower.as_str()) {
        return HeaderValue::try_from(lower).map_err(|_| Denial::AmbiguousHost);
    }
    Err(Denial::MisdirectedRequest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(uri: &str, fields: &[&str], expected: Result<&'static str, Denial>) {
        let hosts = HashSet::from(["api.example.com".into(), "localhost:8443".into()]);
        let mut headers = HeaderMap::new();
        for field in fields {
            headers.append(HOST, HeaderValue::from_str(field).unwrap());
        }
        let found = canonical(&uri.parse().unwrap(), &headers, &hosts);
        assert_eq!(found, expected.map(HeaderValue::from_static), "{uri} {fields:?}");
    }

    #[test]
    fn one_authority_of_ours() {
        check("/", &["api.example.com"], Ok("api.example.com"));
        check("/", &["API.Example.com"], Ok("api.example.com"));
        check("/", &["localhost:8443"], Ok("localhost:8443"));
        check("https://api.example.com/", &[], Ok("api.example.com"));
        check("https://api.example.com/", &["API.example.com"], Ok("api.example.com"));
    }

    #[test]
    fn no_or_several_authorities_are_ambiguous() {
        check("/", &[], Err(Denial::AmbiguousHost));
        check("/", &["api.example.com", "api.example.com"], Err(Denial::AmbiguousHost));
        check("https://api.example.com/", &["evil.example"], Err(Denial::AmbiguousHost));
        check("/", &["api.example.com:80@evil"], Err(Denial::AmbiguousHost));
        check("/", &["a,b"], Err(Denial::AmbiguousHost));
        check("/", &[""], Err(Denial::AmbiguousHost));
    }

    #[test]
    fn other_authorities_are_misdirected() {
        for other in ["evil.example", "api.example.com:443", "127.0.0.1", "[::1]", "xn--api-.example.com", "localhost"]
        {
            check("/", &[other], Err(Denial::MisdirectedRequest));
        }
    }
}

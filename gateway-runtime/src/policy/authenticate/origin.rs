//! Whether a request that carries a cookie was made by a page of ours.
//!
//! Browsers send cookies along with whatever any page makes them send. They also say where a request comes from: in
//! `Sec-Fetch-Site` (Fetch Metadata) and in `Origin` (RFC 6454 §7), which pages cannot set. A request that changes something and is
//! authenticated by a cookie has to say so in one of them, and must not say otherwise in the other.

use http::HeaderMap;
use http::header::ORIGIN;

use crate::contract::Method;

/// What a request says of where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Claim {
    /// From a page of ours.
    Ours,
    /// From somewhere else, or in a way that nobody can read.
    Foreign,
    /// Nothing.
    Silent,
}

/// Whether a request with this method and these headers is one that a page of ours may have made, or that changes nothing.
/// `authority` is ours; `origins` are those of the document whose pages may send it too.
pub(super) fn is_ours(method: Method, headers: &HeaderMap, authority: &[u8], origins: &[&str]) -> bool {
    if matches!(method, Method::Get | Method::Head | Method::Options) {
        return true;
    }
    match origin(headers, authority, origins) {
        // It says itself that it is another site, and is known by its origin.
        Named::Listed => true,
        Named::Claimed(origin) => {
            let claims = [origin, fetch_site(headers)];
            claims.contains(&Claim::Ours) && !claims.contains(&Claim::Foreign)
        }
    }
}

/// What `Origin` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    /// One of the origins of the document.
    Listed,
    /// Anything else.
    Claimed(Claim),
}

fn origin(headers: &HeaderMap, authority: &[u8], origins: &[&str]) -> Named {
    let mut fields = headers.get_all(ORIGIN).iter();
    let Some(origin) = fields.next() else { return Named::Claimed(Claim::Silent) };
    if fields.next().is_some() {
        return Named::Claimed(Claim::Foreign);
    }
    if origins.iter().any(|listed| listed.as_bytes() == origin.as_bytes()) {
        return Named::Listed;
    }
    let ours = origin.as_bytes().strip_prefix(b"https://").is_some_and(|host| host.eq_ignore_ascii_case(authority));
    Named::Claimed(if ours { Claim::Ours } else { Claim::Foreign })
}

/// What `Sec-Fetch-Site` says. `none` is a request that the user made, not a page. `same-site` is a page of a neighbour, whom
/// nobody vouches for.
fn fetch_site(headers: &HeaderMap) -> Claim {
    let mut fields = headers.get_all("sec-fetch-site").iter();
    match (fields.next(), fields.next()) {
        (None, _) => Claim::Silent,
        (Some(site), None) if matches!(site.as_bytes(), b"same-origin" | b"none") => Claim::Ours,
        (Some(_), _) => Claim::Foreign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, HeaderValue};

    fn judge(method: Method, fields: &[(&str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            headers.append(HeaderName::try_from(*name).unwrap(), HeaderValue::from_static(value));
        }
        is_ours(method, &headers, b"api.example:8443", &["https://shop.example"])
    }

    #[test]
    fn what_changes_something_has_to_come_from_us() {
        for good in [
            &[("origin", "https://api.example:8443")][..],
            &[("origin", "https://API.example:8443"), ("sec-fetch-site", "same-origin")],
            &[("sec-fetch-site", "same-origin")],
            &[("sec-fetch-site", "none")],
            &[("origin", "https://shop.example"), ("sec-fetch-site", "same-site")],
            &[("origin", "https://shop.example"), ("sec-fetch-site", "cross-site")],
            &[("origin", "https://shop.example")],
        ] {
            assert!(judge(Method::Post, good), "{good:?}");
        }
        for bad in [
            &[][..],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[("origin", "http://api.example:8443")],
            &[("origin", "https://api.example")],
            &[("origin", "https://api.example:8443.evil.example")],
            &[("origin", "https://shop.example.evil.example")],
            &[("origin", "https://api.example:8443"), ("origin", "https://api.example:8443")],
            &[("origin", "https://evil.example"), ("sec-fetch-site", "same-origin")],
            &[("origin", "https://api.example:8443"), ("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "Same-Origin")],
            &[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "same-origin")],
        ] {
            for method in [Method::Post, Method::Put, Method::Patch, Method::Delete] {
                assert!(!judge(method, bad), "{bad:?}");
            }
        }
    }

    #[test]
    fn what_changes_nothing_may_come_from_anywhere() {
        for method in [Method::Get, Method::Head, Method::Options] {
            assert!(judge(method, &[("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")]));
        }
    }
}

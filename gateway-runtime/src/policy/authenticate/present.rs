//! Finding the credential of a scheme in a request: in its one place, once.

use std::borrow::Cow;

use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE};

use crate::contract::ApiKeyLocation;
use crate::credential::{cookie_pairs, query_pairs};
use crate::denial::Denial;
use crate::percent::{Plus, decode};

/// What was found in the place of a credential.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Presented<'r> {
    /// Nothing of this scheme.
    Absent,
    /// Something of this scheme that cannot be a credential.
    Malformed,
    /// One credential.
    One(Cow<'r, str>),
}

/// The bearer token (RFC 6750 §2.1). Another scheme in the `Authorization` field is no token; a second field, or a token
/// in the query as well, is one too many (§2).
pub(super) fn bearer<'r>(headers: &'r HeaderMap, query: Option<&str>) -> Result<Presented<'r>, Denial> {
    let mut fields = headers.get_all(AUTHORIZATION).iter();
    let Some(field) = fields.next() else { return Ok(Presented::Absent) };
    if fields.next().is_some() {
        return Err(Denial::CredentialAmbiguous);
    }
    let Some((scheme, token)) = field.to_str().ok().map(|text| text.split_once(' ').unwrap_or((text, ""))) else {
        return Ok(Presented::Malformed);
    };
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Ok(Presented::Absent);
    }
    if query.is_some_and(|query| query_values(query, "access_token").next().is_some()) {
        return Err(Denial::CredentialAmbiguous);
    }
    let token = token.trim_start_matches(' ');
    Ok(if token.is_empty() { Presented::Malformed } else { Presented::One(Cow::Borrowed(token)) })
}

/// The API key, from its declared place and from nowhere else.
pub(super) fn api_key<'r>(
    location: ApiKeyLocation,
    headers: &'r HeaderMap,
    query: Option<&'r str>,
) -> Result<Presented<'r>, Denial> {
    match location {
        ApiKeyLocation::Header(name) => {
            one(headers.get_all(name).iter().map(|field| field.to_str().ok().map(Cow::Borrowed)))
        }
        ApiKeyLocation::Query(name) => one(query.into_iter().flat_map(|query| query_values(query, name))),
        ApiKeyLocation::Cookie(name) => one(headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|field| field.to_str().ok())
            .flat_map(cookie_pairs)
            .filter(|(found, _)| *found == name)
            .map(|(_, value)| Some(Cow::Borrowed(value)))),
    }
}

fn one<'r>(mut found: impl Iterator<Item = Option<Cow<'r, str>>>) -> Result<Presented<'r>, Denial> {
    let Some(first) = found.next() else { return Ok(Presented::Absent) };
    if found.next().is_some() {
        return Err(Denial::CredentialAmbiguous);
    }
    Ok(first.map_or(Presented::Malformed, Presented::One))
}

/// The decoded values of the query parameter `name`; names are compared after one decode.
fn query_values<'q>(query: &'q str, name: &str) -> impl Iterator<Item = Option<Cow<'q, str>>> {
    query_pairs(query)
        .filter(move |(found, _)| decode(found, Plus::Space).is_some_and(|found| found == name))
        .map(|(_, value)| decode(value, Plus::Space))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, HeaderValue};

    fn headers(fields: &[(&'static str, &'static str)]) -> HeaderMap {
        fields.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).fold(
            HeaderMap::new(),
            |mut map, (name, value)| {
                map.append(name, value);
                map
            },
        )
    }

    #[test]
    fn bearer_tokens() {
        let check = |fields: &[(&'static str, &'static str)], query, expected| {
            assert_eq!(bearer(&headers(fields), query), expected, "{fields:?} {query:?}");
        };
        let one = |token: &'static str| Ok(Presented::One(Cow::Borrowed(token)));
        check(&[], None, Ok(Presented::Absent));
        check(&[("authorization", "Bearer a.b.c")], None, one("a.b.c"));
        check(&[("authorization", "bEARER  a.b.c")], Some("x=1"), one("a.b.c"));
        check(&[("authorization", "Bearer")], None, Ok(Presented::Malformed));
        check(&[("authorization", "Basic eDp5")], None, Ok(Presented::Absent));
        check(&[("authorization", "Bearer a"), ("authorization", "Bearer a")], None, Err(Denial::CredentialAmbiguous));
        check(&[("authorization", "Basic a"), ("authorization", "Bearer a")], None, Err(Denial::CredentialAmbiguous));
        check(&[("authorization", "Bearer a")], Some("access%5Ftoken=b"), Err(Denial::CredentialAmbiguous));
        check(&[], Some("access_token=b"), Ok(Presented::Absent));
    }

    #[test]
    fn api_keys() {
        let fields = headers(&[("x-key", "k1"), ("cookie", "a=1; sid=k2; b=2")]);
        let check = |location, query: Option<&'static str>, expected| {
            assert_eq!(api_key(location, &fields, query), expected, "{location:?}");
        };
        let one = |key: &'static str| Ok(Presented::One(Cow::Borrowed(key)));
        check(ApiKeyLocation::Header("x-key"), None, one("k1"));
        check(ApiKeyLocation::Header("x-other"), Some("x-other=k1"), Ok(Presented::Absent));
        check(ApiKeyLocation::Cookie("sid"), None, one("k2"));
        check(ApiKeyLocation::Query("k"), Some("a=1&k=k%33"), one("k3"));
        check(ApiKeyLocation::Query("k"), Some("k=1&%6b=1"), Err(Denial::CredentialAmbiguous));
        check(ApiKeyLocation::Query("k"), Some("k=%zz"), Ok(Presented::Malformed));
    }

    #[test]
    fn the_same_key_twice_is_ambiguous() {
        let twice = headers(&[("x-key", "k1"), ("x-key", "k1")]);
        assert_eq!(api_key(ApiKeyLocation::Header("x-key"), &twice, None), Err(Denial::CredentialAmbiguous));
        let twice = headers(&[("cookie", "sid=a"), ("cookie", "sid=b")]);
        assert_eq!(api_key(ApiKeyLocation::Cookie("sid"), &twice, None), Err(Denial::CredentialAmbiguous));
    }
}

//! Media types of request bodies (RFC 9110 §8.3.1), held to those the document declares.

use http::HeaderValue;
use smallvec::SmallVec;

use crate::body::parameters::{Parameter, Parameters, is_token};
use crate::contract::{Content, ContentKind, MediaType};

/// The parameters of a `Content-Type` value.
type Stated<'v> = SmallVec<[Parameter<'v>; 2]>;

/// The content that a `Content-Type` value names: the first, which is the most specific, and no other.
///
/// Letter case does not count in types and names. What the document states as parameters must be there, and each can come
/// once. A `charset` of a text can only be `utf-8`; parameters without a meaning for the type are let be.
pub(super) fn find(value: &HeaderValue, contents: &'static [Content]) -> Option<&'static Content> {
    let (essence, mut rest) = Parameters::of(value.to_str().ok()?);
    let (kind, subtype) = essence.split_once('/')?;
    if !is_name(kind) || !is_name(subtype) {
        return None;
    }
    let mut stated = Stated::new();
    while let Some(parameter) = rest.next().ok()? {
        if stated.iter().any(|known| known.name.eq_ignore_ascii_case(parameter.name)) {
            return None;
        }
        stated.push(parameter);
    }
    let named = contents.iter().find(|content| {
        is_within(kind, subtype, &content.media_type)
            && content.media_type.parameters.iter().all(|declared| is_stated(*declared, &stated))
    });
    // A body that this content cannot be read from must not find a laxer one by that.
    named.filter(|content| suits(&content.kind, subtype, &stated))
}

/// Whether a type lies in a declared one, which may be a range.
fn is_within(kind: &str, subtype: &str, declared: &MediaType) -> bool {
    (declared.kind == "*" || declared.kind.eq_ignore_ascii_case(kind))
        && (declared.subtype == "*" || declared.subtype.eq_ignore_ascii_case(subtype))
}

fn is_stated((name, value): (&str, &str), stated: &Stated<'_>) -> bool {
    stated.iter().any(|parameter| {
        let is_equal =
            if name == "charset" { value.eq_ignore_ascii_case(parameter.value) } else { value == parameter.value };
        name.eq_ignore_ascii_case(parameter.name) && is_equal
    })
}

/// Whether a body of this type can be read as the content is.
fn suits(content: &ContentKind, subtype: &str, stated: &Stated<'_>) -> bool {
    let is_utf8 = || {
        let charset = stated.iter().find(|parameter| parameter.name.eq_ignore_ascii_case("charset"));
        charset.is_none_or(|charset| charset.value.eq_ignore_ascii_case("utf-8"))
    };
    match content {
        ContentKind::Binary { .. } | ContentKind::Multipart(_) => true,
        // Also where a range was declared.
        ContentKind::Json(_) => is_utf8() && is_json(subtype),
        ContentKind::Form(_) | ContentKind::Lines(_) | ContentKind::Text { .. } | ContentKind::Xml(_) => is_utf8(),
    }
}

/// Whether the media type of a part is a declared one. What was read states it in lower case.
pub(super) fn is_of(stated: &str, declared: &MediaType) -> bool {
    let (essence, mut rest) = Parameters::of(stated);
    let Some((kind, subtype)) = essence.split_once('/') else { return false };
    let mut parameters = Stated::new();
    while let Ok(Some(parameter)) = rest.next() {
        parameters.push(parameter);
    }
    is_within(kind, subtype, declared) && declared.parameters.iter().all(|declared| is_stated(*declared, &parameters))
}

/// Whether a part of this type states no charset but UTF-8.
pub(super) fn is_utf8(stated: &str) -> bool {
    let (_, mut rest) = Parameters::of(stated);
    let mut is_utf8 = true;
    while let Ok(Some(parameter)) = rest.next() {
        is_utf8 &= parameter.name != "charset" || parameter.value.eq_ignore_ascii_case("utf-8");
    }
    is_utf8
}

/// Whether a part of this type is text: what a part is where the document does not say.
pub(super) fn is_text(stated: &str) -> bool {
    Parameters::of(stated).0 == "text/plain"
}

/// Whether a part of this type is JSON.
pub(super) fn is_json_part(stated: &str) -> bool {
    Parameters::of(stated).0.strip_prefix("application/").is_some_and(is_json)
}

/// RFC 6839 §3.1.
fn is_json(subtype: &str) -> bool {
    let suffix = subtype.len().checked_sub("+json".len()).and_then(|at| subtype.get(at..));
    subtype.eq_ignore_ascii_case("json") || suffix.is_some_and(|suffix| suffix.eq_ignore_ascii_case("+json"))
}

/// A type or subtype; `*` is a range, which no body is of.
fn is_name(text: &str) -> bool {
    text != "*" && is_token(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::JsonContent;
    use crate::schema::{Limits, anything};

    const JSON: ContentKind = ContentKind::Json(JsonContent { limits: Limits::DEFAULT, schema: anything });

    const fn of(
        kind: &'static str,
        subtype: &'static str,
        parameters: &'static [(&'static str, &'static str)],
        text: &'static str,
        content: ContentKind,
    ) -> Content {
        Content { media_type: MediaType { kind, subtype, parameters, text }, kind: content, schema_name: "" }
    }

    /// The declared type that a value is taken for.
    fn taken(value: &str, contents: &'static [Content]) -> Option<&'static str> {
        find(&HeaderValue::from_str(value).unwrap(), contents).map(|content| content.media_type.text)
    }

    #[test]
    fn only_declared_types_in_utf8() {
        const DECLARED: &[Content] = &[
            of("application", "json", &[], "application/json", JSON),
            of("application", "merge-patch+json", &[], "application/merge-patch+json", JSON),
        ];
        let check = |value: &str, expected: bool| assert_eq!(taken(value, DECLARED).is_some(), expected, "{value}");
        check("application/json", true);
        check("Application/JSON ; charset=UTF-8", true);
        check("application/json;charset=\"utf-8\"", true);
        check("application/merge-patch+json", true);
        check("", false);
        check("application/json;", false);
        check("application/json, text/html", false);
        check("application/json; charset=utf-16", false);
        check("application/json; charset=utf-8; charset=utf-16", false);
        check("application/json; boundary=x", true);
        check("application/json; a=1; A=2", false);
        check("application/json; a", false);
        check("application/json; =1", false);
        check("application/json; a=\"b", false);
        check("application/json; a=b c", false);
        check("application/json; a=\"b c\"; charset=\"UTF-8\"", true);
        check("application/jsonx", false);
        check("application/*", false);
        check("*/*", false);
        check("application", false);
        check("text/json", false);
    }

    #[test]
    fn the_most_specific_declaration_takes_a_body() {
        const TEXT: ContentKind = ContentKind::Text { schema: anything };
        const BYTES: ContentKind = ContentKind::Binary { max_bytes: 1 };
        const DECLARED: &[Content] = &[
            of("text", "plain", &[("charset", "utf-8"), ("format", "Flowed")], "flowed", TEXT),
            of("text", "plain", &[], "plain", TEXT),
            of("application", "*", &[], "application/*", JSON),
            of("text", "*", &[], "text/*", TEXT),
            of("image", "*", &[], "image/*", BYTES),
        ];
        assert_eq!(taken("text/plain; format=Flowed; charset=UTF-8", DECLARED), Some("flowed"));
        assert_eq!(taken("text/plain; format=flowed; charset=UTF-8", DECLARED), Some("plain"));
        assert_eq!(taken("text/plain", DECLARED), Some("plain"));
        assert_eq!(taken("TEXT/csv", DECLARED), Some("text/*"));
        assert_eq!(taken("text/csv; charset=latin1", DECLARED), None);
        assert_eq!(taken("application/problem+JSON", DECLARED), Some("application/*"));
        assert_eq!(taken("application/xml", DECLARED), None, "a schema of a range is for the JSON in it");
        assert_eq!(taken("image/png; charset=latin1", DECLARED), Some("image/*"));
        assert_eq!(taken("video/mp4", DECLARED), None);
    }

    #[test]
    fn a_charset_does_not_lead_past_a_schema_to_a_range() {
        const DECLARED: &[Content] = &[
            of("application", "json", &[], "application/json", JSON),
            of("application", "*", &[], "application/*", JSON),
            of("*", "*", &[], "*/*", ContentKind::Binary { max_bytes: 1 }),
        ];
        assert_eq!(taken("application/json", DECLARED), Some("application/json"));
        assert_eq!(taken("application/json; charset=utf-16", DECLARED), None);
        assert_eq!(taken("application/xml", DECLARED), None);
        assert_eq!(taken("image/png; charset=utf-16", DECLARED), Some("*/*"));
    }

    #[test]
    fn a_part_is_text_in_no_other_charset() {
        assert!(is_utf8("text/plain") && is_utf8("text/plain; charset=UTF-8"));
        assert!(!is_utf8("text/plain; charset=utf-7") && !is_utf8("application/json; charset=utf-16"));
    }
}

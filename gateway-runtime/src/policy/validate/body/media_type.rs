//! Media types of request bodies (RFC 9110 §8.3.1), held to those the document declares.

use smallvec::SmallVec;

use crate::contract::{Content, ContentKind, MediaType};

/// The parameters of a `Content-Type` value, in its spelling; quoted values without their quotes.
type Parameters<'v> = SmallVec<[(&'v [u8], &'v [u8]); 2]>;

/// The content that a `Content-Type` value names: of those that take it the first, which is the most specific.
///
/// Letter case does not count in types and names. What the document states as parameters must be there, and each can come
/// once. A `charset` of a text can only be `utf-8`; parameters without a meaning for the type are let be.
pub(super) fn find(value: &[u8], contents: &'static [Content]) -> Option<&'static Content> {
    let mut pieces = value.split(|byte| *byte == b';').map(<[u8]>::trim_ascii);
    let essence = pieces.next()?;
    let slash = essence.iter().position(|byte| *byte == b'/')?;
    let (kind, subtype) = (essence.get(..slash)?, essence.get(slash + 1..)?);
    if !is_name(kind) || !is_name(subtype) {
        return None;
    }
    let mut parameters = Parameters::new();
    for piece in pieces {
        let (name, value) = parameter(piece)?;
        if parameters.iter().any(|(known, _)| known.eq_ignore_ascii_case(name)) {
            return None;
        }
        parameters.push((name, value));
    }
    contents.iter().find(|content| {
        is_within(kind, subtype, &content.media_type)
            && content.media_type.parameters.iter().all(|declared| is_stated(*declared, &parameters))
            && suits(&content.kind, subtype, &parameters)
    })
}

/// Whether a type lies in a declared one, which may be a range.
fn is_within(kind: &[u8], subtype: &[u8], declared: &MediaType) -> bool {
    (declared.kind == "*" || declared.kind.as_bytes().eq_ignore_ascii_case(kind))
        && (declared.subtype == "*" || declared.subtype.as_bytes().eq_ignore_ascii_case(subtype))
}

fn is_stated(declared: (&str, &str), parameters: &Parameters<'_>) -> bool {
    parameters.iter().any(|(name, value)| {
        let is_equal = if declared.0 == "charset" {
            declared.1.as_bytes().eq_ignore_ascii_case(value)
        } else {
            declared.1.as_bytes() == *value
        };
        declared.0.as_bytes().eq_ignore_ascii_case(name) && is_equal
    })
}

/// Whether a body of this type can be read as the content is.
fn suits(content: &ContentKind, subtype: &[u8], parameters: &Parameters<'_>) -> bool {
    let is_utf8 = || {
        let charset = parameters.iter().find(|(name, _)| name.eq_ignore_ascii_case(b"charset"));
        charset.is_none_or(|(_, value)| value.eq_ignore_ascii_case(b"utf-8"))
    };
    match content {
        ContentKind::Binary { .. } => true,
        // Also where a range was declared.
        ContentKind::Json(_) => is_utf8() && is_json(subtype),
        ContentKind::Lines(_) | ContentKind::Text { .. } | ContentKind::Xml(_) => is_utf8(),
    }
}

/// RFC 6839 §3.1.
fn is_json(subtype: &[u8]) -> bool {
    let suffix = subtype.len().checked_sub(5).and_then(|at| subtype.get(at..));
    subtype.eq_ignore_ascii_case(b"json") || suffix.is_some_and(|suffix| suffix.eq_ignore_ascii_case(b"+json"))
}

/// The name and the value of a parameter (RFC 9110 §5.6.6); a quoted value has neither quotes nor backslashes in it.
fn parameter(piece: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = piece.iter().position(|byte| *byte == b'=')?;
    let (name, value) = (piece.get(..at)?, piece.get(at + 1..)?);
    let quoted = value.strip_prefix(b"\"").and_then(|value| value.strip_suffix(b"\""));
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    let is_sound = match quoted {
        Some(text) => text.iter().all(is_plain),
        None => !value.is_empty() && value.iter().copied().all(is_token),
    };
    (!name.is_empty() && name.iter().copied().all(is_token) && is_sound).then_some((name, quoted.unwrap_or(value)))
}

/// A type or subtype; `*` is a range, which no body is of.
fn is_name(text: &[u8]) -> bool {
    !text.is_empty() && text != b"*" && text.iter().copied().all(is_token)
}

/// A character of a token (RFC 9110 §5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
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
        find(value.as_bytes(), contents).map(|content| content.media_type.text)
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
}

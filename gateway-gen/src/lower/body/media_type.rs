//! Names of media types, as documents spell them (RFC 9110 §8.3.1).

use crate::lower::scheme::is_token;
use crate::model::MediaType;

/// What a document declares a body to be, judged by the name alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// `application/json` and whatever ends in `+json`.
    Json,
    /// One JSON text per line.
    Lines,
    /// RFC 7464.
    Sequence,
    /// `application/xml`, `text/xml`, and whatever ends in `+xml`.
    Xml,
    /// `text/…`.
    Text,
    /// `application/*` and `*/*`.
    Range,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
    /// Another `multipart/…`.
    OtherMultipart,
    /// Everything else.
    Other,
}

/// Reads a key of `content`; `None` where it names no media type.
pub(super) fn parse(text: &str) -> Option<MediaType> {
    let mut pieces = text.split(';').map(str::trim);
    let (kind, subtype) = pieces.next()?.split_once('/')?;
    let is_name = |name: &str| name == "*" || is_token(name);
    if !is_name(kind) || !is_name(subtype) || (kind == "*" && subtype != "*") {
        return None;
    }
    let mut parameters: Vec<(String, String)> = Vec::new();
    for piece in pieces {
        let (name, value) = piece.split_once('=')?;
        let quoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
        let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
        let is_sound = quoted.map_or_else(|| is_token(value), |value| value.bytes().all(is_plain));
        let name = name.to_ascii_lowercase();
        if !is_token(&name) || !is_sound || parameters.iter().any(|(known, _)| *known == name) {
            return None;
        }
        parameters.push((name, quoted.unwrap_or(value).to_owned()));
    }
    Some(MediaType { kind: kind.to_ascii_lowercase(), subtype: subtype.to_ascii_lowercase(), parameters })
}

/// How bodies of a type are read.
pub(super) fn family(media_type: &MediaType) -> Family {
    let suffix = media_type.subtype.rsplit_once('+').map(|(_, suffix)| suffix);
    match (media_type.kind.as_str(), media_type.subtype.as_str()) {
        (_, "xml") => Family::Xml,
        ("application", "json") => Family::Json,
        ("application", "x-ndjson" | "ndjson" | "jsonl" | "x-jsonl" | "jsonlines" | "x-jsonlines") => Family::Lines,
        ("application", "json-seq") => Family::Sequence,
        ("*" | "application", "*") => Family::Range,
        ("application", "x-www-form-urlencoded") => Family::Form,
        ("multipart", "form-data") => Family::Multipart,
        ("multipart", _) => Family::OtherMultipart,
        _ if suffix == Some("json") => Family::Json,
        _ if suffix == Some("json-seq") => Family::Sequence,
        _ if suffix == Some("xml") => Family::Xml,
        ("text", _) => Family::Text,
        _ => Family::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_compared() {
        let text = |name: &str| parse(name).map(|media_type| media_type.text());
        assert_eq!(text("Application/JSON ; Charset=\"UTF-8\"").as_deref(), Some("application/json; charset=UTF-8"));
        assert_eq!(text("text/plain; a=\"b c\"").as_deref(), Some("text/plain; a=\"b c\""));
        assert_eq!(text("*/*").as_deref(), Some("*/*"));
        for wrong in ["", "json", "*/json", "a/b/c", "a/b;", "a/b; c", "a/b; c=", "a/b; c=1; C=2", "a/b, c/d", "a b/c"]
        {
            assert_eq!(text(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn families_are_told_by_the_name() {
        let of = |name: &str| family(&parse(name).unwrap());
        assert_eq!(of("application/merge-patch+json"), Family::Json);
        assert_eq!(of("application/x-ndjson"), Family::Lines);
        assert_eq!(of("application/geo+json-seq"), Family::Sequence);
        assert_eq!(of("text/xml"), Family::Xml);
        assert_eq!(of("image/svg+xml"), Family::Xml);
        assert_eq!(of("text/*"), Family::Text);
        assert_eq!(of("application/*"), Family::Range);
        assert_eq!(of("multipart/form-data"), Family::Multipart);
        assert_eq!(of("application/octet-stream"), Family::Other);
        assert_eq!(of("application/x-www-form-urlencoded"), Family::Form);
        assert_eq!(of("multipart/related"), Family::OtherMultipart);
    }
}

//! Media types of request bodies (RFC 9110 §8.3.1).

/// Whether a `Content-Type` value is one of `accepted`. Letter case does not count. A `charset` can only be `utf-8`, which is
/// what JSON is in any case (RFC 8259 §8.1); other parameters have no meaning for JSON, and each may come once.
pub(super) fn is_one_of(value: &[u8], accepted: &[&str]) -> bool {
    let mut pieces = value.split(|byte| *byte == b';').map(<[u8]>::trim_ascii);
    let essence = pieces.next().unwrap_or_default();
    let mut names: Vec<&[u8]> = Vec::new();
    accepted.iter().any(|name| name.as_bytes().eq_ignore_ascii_case(essence))
        && pieces.all(|piece| {
            let Some((name, value)) = parameter(piece) else { return false };
            let is_new = !names.iter().any(|known| known.eq_ignore_ascii_case(name));
            names.push(name);
            is_new && (!name.eq_ignore_ascii_case(b"charset") || value.eq_ignore_ascii_case(b"utf-8"))
        })
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

/// A character of a token (RFC 9110 §5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_declared_types_in_utf8() {
        let check = |value: &str, expected: bool| {
            let accepted = ["application/json", "application/merge-patch+json"];
            assert_eq!(is_one_of(value.as_bytes(), &accepted), expected, "{value}");
        };
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
        check("text/json", false);
    }
}

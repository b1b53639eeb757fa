//! Media types of request bodies (RFC 9110 §8.3.1).

/// Whether a `Content-Type` value is one of `accepted`. Letter case does not count; the only parameter there may be is
/// `charset=utf-8`, which is what JSON is in any case (RFC 8259 §8.1).
pub(super) fn is_one_of(value: &[u8], accepted: &[&str]) -> bool {
    let mut pieces = value.split(|byte| *byte == b';').map(<[u8]>::trim_ascii);
    let essence = pieces.next().unwrap_or_default();
    accepted.iter().any(|name| name.as_bytes().eq_ignore_ascii_case(essence))
        && pieces.next().is_none_or(is_utf8)
        && pieces.next().is_none()
}

fn is_utf8(parameter: &[u8]) -> bool {
    parameter.eq_ignore_ascii_case(b"charset=utf-8") || parameter.eq_ignore_ascii_case(b"charset=\"utf-8\"")
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
        check("application/json; boundary=x", false);
        check("application/jsonx", false);
        check("text/json", false);
    }
}

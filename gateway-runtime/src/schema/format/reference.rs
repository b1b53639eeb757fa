//! The grammar of references (RFC 3986 appendix A, RFC 3987 section 2.2), read from left to right.

use super::{behind_digits, ipv6};

/// Which characters may stand for themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repertoire {
    /// Those of RFC 3986.
    Ascii,
    /// Those of RFC 3987 too.
    Unicode,
}

/// Whether a scheme must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A scheme must be there.
    Absolute,
    /// It may be missing.
    Any,
}

/// Whether the UTF-8 text is a reference.
pub(super) fn is_reference(text: &[u8], repertoire: Repertoire, form: Form) -> bool {
    let Ok(text) = core::str::from_utf8(text) else { return false };
    let (text, fragment) = text.split_once('#').map_or((text, None), |(text, fragment)| (text, Some(fragment)));
    let (text, query) = text.split_once('?').map_or((text, None), |(text, query)| (text, Some(query)));
    let rest = match text.find([':', '/']).and_then(|at| text.split_at_checked(at)) {
        Some((scheme, rest)) if rest.starts_with(':') => {
            // A colon in the first step would be read as the end of a scheme, so it must be one.
            if !is_scheme(scheme.as_bytes()) {
                return false;
            }
            rest.strip_prefix(':').unwrap_or(rest)
        }
        _ if form == Form::Absolute => return false,
        _ => text,
    };
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) => {
            let (authority, path) = rest.split_at_checked(rest.find('/').unwrap_or(rest.len())).unwrap_or((rest, ""));
            (Some(authority), path)
        }
        None => (None, rest),
    };
    authority.is_none_or(|authority| is_authority(authority, repertoire))
        && is_made_of(path, ":@/", repertoire)
        && query.is_none_or(|query| are_characters(query, ":@/?", repertoire, is_private))
        && fragment.is_none_or(|fragment| is_made_of(fragment, ":@/?", repertoire))
}

fn is_scheme(scheme: &[u8]) -> bool {
    scheme.first().is_some_and(u8::is_ascii_alphabetic)
        && scheme.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

fn is_authority(authority: &str, repertoire: Repertoire) -> bool {
    let (user, host_and_port) = authority.split_once('@').unwrap_or(("", authority));
    let (is_host, port) = match host_and_port.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((literal, port)) => (ipv6(literal.as_bytes()) || is_future(literal), port),
            None => return false,
        },
        None => {
            let end = host_and_port.find(':').unwrap_or(host_and_port.len());
            let (host, port) = host_and_port.split_at_checked(end).unwrap_or((host_and_port, ""));
            (is_made_of(host, "", repertoire), port)
        }
    };
    let is_port = port.is_empty() || port == ":" || {
        let digits = port.as_bytes().strip_prefix(b":");
        digits.and_then(behind_digits).is_some_and(<[u8]>::is_empty)
    };
    is_made_of(user, ":", repertoire) && is_host && is_port
}

/// `IPvFuture`.
fn is_future(literal: &str) -> bool {
    let Some((version, address)) = literal.strip_prefix(['v', 'V']).and_then(|rest| rest.split_once('.')) else {
        return false;
    };
    let is_version = !version.is_empty() && version.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_version && !address.is_empty() && !address.contains('%') && is_made_of(address, ":", Repertoire::Ascii)
}

fn is_made_of(text: &str, more: &str, repertoire: Repertoire) -> bool {
    are_characters(text, more, repertoire, |_| false)
}

/// Whether the text is unreserved characters, sub-delimiters, percent-encoded octets and `more`.
fn are_characters(text: &str, more: &str, repertoire: Repertoire, beyond: fn(char) -> bool) -> bool {
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let fits = match character {
            '%' => are_hex(&mut characters),
            'A'..='Z' | 'a'..='z' | '0'..='9' => true,
            '\0'..='\x7f' => "-._~!$&'()*+,;=".contains(character) || more.contains(character),
            _ => repertoire == Repertoire::Unicode && (is_international(character) || beyond(character)),
        };
        if !fits {
            return false;
        }
    }
    true
}

/// Takes the two digits of a percent-encoded octet.
pub(super) fn are_hex(characters: &mut core::str::Chars<'_>) -> bool {
    let mut is_digit = || characters.next().is_some_and(|digit| digit.is_ascii_hexdigit());
    is_digit() && is_digit()
}

/// `ucschar`.
pub(super) fn is_international(character: char) -> bool {
    match u32::from(character) {
        // Planes 1 to 13 but for the two last characters of each, and plane 14 without its tags.
        code @ 0x1_0000..=0xd_fffd => code & 0xffff <= 0xfffd,
        0xa0..=0xd7ff | 0xf900..=0xfdcf | 0xfdf0..=0xffef | 0xe_1000..=0xe_fffd => true,
        _ => false,
    }
}

/// `iprivate`.
pub(super) fn is_private(character: char) -> bool {
    matches!(u32::from(character), 0xe000..=0xf8ff | 0xf_0000..=0xf_fffd | 0x10_0000..=0x10_fffd)
}

//! The request target: its four forms (RFC 9112 §3.2) and the bytes they may hold.

use super::byte::is_target;
use crate::denial::Denial;

/// The longest target in bytes.
pub const MAX_TARGET: usize = 8 * 1024;

/// The authority a target carries, where it carries one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target<'a> {
    /// `/path?query`, or `*` of OPTIONS.
    Local,
    /// Absolute-form, or the authority-form of CONNECT: the authority must be what `Host` says.
    Remote(&'a [u8]),
}

/// Checks a target. Percent-encoding, dot segments and the like are left to the policy that makes it canonical.
pub(super) fn check<'a>(method: &[u8], target: &'a [u8]) -> Result<Target<'a>, Denial> {
    if target.len() > MAX_TARGET {
        return Err(Denial::TargetTooLong);
    }
    if let Some(&odd) = target.iter().find(|&&byte| !is_target(byte)) {
        // Both are read as something else by somebody: a fragment is cut off silently, a backslash becomes a slash.
        return Err(if matches!(odd, b'#' | b'\\') { Denial::AmbiguousTarget } else { Denial::MalformedRequestLine });
    }
    match target {
        [b'/', ..] => Ok(Target::Local),
        b"*" if method == b"OPTIONS" => Ok(Target::Local),
        _ => remote(method, target).ok_or(Denial::MalformedRequestLine),
    }
}

/// The rare forms; they are parsed by the same code that will parse them again above.
fn remote<'a>(method: &[u8], target: &'a [u8]) -> Option<Target<'a>> {
    http::Uri::try_from(target).ok()?;
    if method == b"CONNECT" {
        return Some(Target::Remote(target));
    }
    let rest = strip_scheme(target, b"https://").or_else(|| strip_scheme(target, b"http://"))?;
    let end = rest.iter().position(|byte| matches!(byte, b'/' | b'?')).unwrap_or(rest.len());
    rest.get(..end).map(Target::Remote)
}

fn strip_scheme<'a>(target: &'a [u8], scheme: &[u8]) -> Option<&'a [u8]> {
    let (start, rest) = target.split_at_checked(scheme.len())?;
    start.eq_ignore_ascii_case(scheme).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        assert_eq!(check(b"GET", b"/a?b"), Ok(Target::Local));
        assert_eq!(check(b"OPTIONS", b"*"), Ok(Target::Local));
        assert_eq!(check(b"GET", b"HTTP://a:80/b"), Ok(Target::Remote(b"a:80")));
        assert_eq!(check(b"GET", b"http://a?b"), Ok(Target::Remote(b"a")));
        assert_eq!(check(b"CONNECT", b"a:443"), Ok(Target::Remote(b"a:443")));
    }

    #[test]
    fn refusals() {
        for target in
            [&b"*"[..], b"a", b"a:443", b"ftp://a/", b"http:///b", b"/a b", b"/\"", b"/{a}", b"/\xc3\xa9", b"?a"]
        {
            assert_eq!(check(b"GET", target), Err(Denial::MalformedRequestLine), "{target:?}");
        }
        for target in [&b"/a#b"[..], b"/a\\b"] {
            assert_eq!(check(b"GET", target), Err(Denial::AmbiguousTarget));
        }
        let long = [b"/".as_slice(), &[b'a'; MAX_TARGET]].concat();
        assert_eq!(check(b"GET", &long), Err(Denial::TargetTooLong));
        assert_eq!(check(b"GET", &long[..MAX_TARGET]), Ok(Target::Local));
    }
}

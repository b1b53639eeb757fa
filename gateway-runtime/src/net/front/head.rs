//! The strict check of a head (RFC 9112 §2 to §3, RFC 9110 §5).
//!
//! A head is judged line by line, and a line as soon as it is complete: the verdict depends on the bytes alone, never on
//! how they were cut into packets.

use super::byte::is_token;
use super::field::{Fields, Framing, Version};
use super::target::{self, MAX_TARGET};
use super::usual;
use crate::denial::Denial;

/// The largest head in bytes, from the first byte of the request line to the empty line.
pub const MAX_HEAD: usize = 32 * 1024;

/// The most field lines in a head.
pub const MAX_FIELDS: usize = 100;

/// The longest method in bytes.
pub(super) const MAX_METHOD: usize = 32;

/// The longest request line: method, target, version, two spaces and CRLF.
const MAX_REQUEST_LINE: usize = MAX_METHOD + MAX_TARGET + 12;

/// A head that passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    /// Its length in bytes, the empty line included.
    pub(super) len: usize,
    /// What follows it.
    pub(super) framing: Framing,
}

/// Checks the head that `bytes` start with. `None` where it is not complete and nothing is wrong so far. Allocates
/// nothing.
#[inline(never)]
pub(super) fn check(bytes: &[u8]) -> Result<Option<Head>, Denial> {
    match usual::check(bytes) {
        Some(head) => Ok(Some(head)),
        None => judge(bytes),
    }
}

/// The whole check, line by line.
#[cold]
pub(super) fn judge(bytes: &[u8]) -> Result<Option<Head>, Denial> {
    let mut lines = Lines { bytes, at: 0, ends: memchr::memchr_iter(b'\n', bytes) };
    let Some(line) = lines.next(Denial::TargetTooLong, MAX_REQUEST_LINE)? else { return Ok(None) };
    let (version, target) = request_line(line)?;
    let mut fields = Fields::new(version);
    for _ in 0..=MAX_FIELDS {
        let Some(line) = lines.next(Denial::HeadTooLarge, MAX_HEAD)? else { return Ok(None) };
        if line.is_empty() {
            let framing = fields.finish(target)?;
            return Ok(Some(Head { len: lines.at, framing }));
        }
        fields.read(line)?;
    }
    Err(Denial::HeadTooLarge)
}

/// The complete lines of what has arrived.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    ends: memchr::Memchr<'a>,
}

impl<'a> Lines<'a> {
    /// The next line without its CRLF, `None` where it has not ended yet, `too_large` where it ends, or will end, behind
    /// the first `limit` bytes.
    fn next(&mut self, too_large: Denial, limit: usize) -> Result<Option<&'a [u8]>, Denial> {
        let end = self.ends.next();
        let next = end.map_or(self.bytes.len(), |end| end + 1);
        if next > limit {
            return Err(too_large);
        }
        let Some(end) = end else { return Ok(None) };
        let line = self.bytes.get(self.at..end).unwrap_or_default();
        self.at = next;
        line.strip_suffix(b"\r").map(Some).ok_or(Denial::BareLineFeed)
    }
}

/// `method SP target SP HTTP/1.1`, with single spaces.
fn request_line(line: &[u8]) -> Result<(Version, target::Target<'_>), Denial> {
    let mut parts = line.split(|&byte| byte == b' ');
    let (Some(method), Some(target), Some(version), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Denial::MalformedRequestLine);
    };
    if method.is_empty() || method.len() > MAX_METHOD || !method.iter().all(|&byte| is_token(byte)) {
        return Err(Denial::MalformedRequestLine);
    }
    let version = match version {
        b"HTTP/1.1" => Version::Http11,
        b"HTTP/1.0" => Version::Http10,
        [b'H', b'T', b'T', b'P', b'/', major, b'.', minor] if major.is_ascii_digit() && minor.is_ascii_digit() => {
            return Err(Denial::UnsupportedVersion);
        }
        _ => return Err(Denial::MalformedRequestLine),
    };
    Ok((version, target::check(method, target)?))
}

//! The strict check of a head (RFC 9112 §2 to §3, RFC 9110 §5).
//!
//! A head is judged line by line, and a line as soon as it is complete: the verdict depends on the bytes alone, never on
//! how they were cut into packets.

use super::byte::{count_controls, is_all_target, is_token};
use super::field::{Fields, Framing, Version};
use super::target::{self, MAX_TARGET};
use crate::denial::Denial;

/// The largest head in bytes, from the first byte of the request line to the empty line.
pub const MAX_HEAD: usize = 32 * 1024;

/// The most field lines in a head.
pub const MAX_FIELDS: usize = 100;

/// The longest method in bytes.
const MAX_METHOD: usize = 32;

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
pub(super) fn check(bytes: &[u8]) -> Result<Option<Head>, Denial> {
    match usual(bytes) {
        Some(head) => Ok(Some(head)),
        None => judge(bytes),
    }
}

/// Reads a head that is whole, good, and of the usual form; every other one is left to [`judge`], which alone says what is
/// wrong. Instead of looking for controls line by line it counts them: where there are two for each line, they are its end.
fn usual(bytes: &[u8]) -> Option<Head> {
    let (mut at, mut count) = (0, 0);
    let mut fields: Option<Fields<'_>> = None;
    for end in memchr::memchr_iter(b'\n', bytes).take(MAX_FIELDS + 2) {
        let line = bytes.get(at..end)?.strip_suffix(b"\r")?;
        at = end + 1;
        count += 1;
        match &mut fields {
            None => {
                usual_request_line(line)?;
                fields = Some(Fields::new(Version::Http11));
            }
            Some(_) if line.is_empty() => {
                let framing = fields?.finish(target::Target::Local).ok()?;
                let is_clean = at <= MAX_HEAD && count_controls(bytes.get(..at)?) == 2 * count;
                return is_clean.then_some(Head { len: at, framing });
            }
            Some(fields) => fields.read_clean(line).ok()?,
        }
    }
    None
}

/// A method, a target that is a path, and HTTP/1.1.
fn usual_request_line(line: &[u8]) -> Option<()> {
    let line = line.strip_suffix(b" HTTP/1.1")?;
    let method = line.iter().position(|&byte| !is_token(byte))?;
    let (method, target) = line.split_at_checked(method)?;
    let target = target.strip_prefix(b" ")?;
    let is_path = target.first() == Some(&b'/') && target.len() <= MAX_TARGET && is_all_target(target);
    (is_path && !method.is_empty() && method.len() <= MAX_METHOD).then_some(())
}

/// The whole check, line by line.
fn judge(bytes: &[u8]) -> Result<Option<Head>, Denial> {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The quick way accepts nothing that the whole check refuses, and reads the same; seeds and every change of one byte.
    #[test]
    fn the_quick_way_is_never_more_lenient() {
        let seeds: [&[u8]; 4] = [
            b"GET /a?b=c HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\n\r\n",
            b"POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 12\r\nexpect: 100-continue\r\n\r\nbody",
            b"PUT /a HTTP/1.1\r\ntransfer-encoding: chunked\r\nhost: a:1\r\nconnection: close\r\n\r\n0\r\n",
            b"GET /a HTTP/1.1\r\nhost: a\r\nauthorization: Bearer x\r\nx: \xe9\r\n\r\n",
        ];
        let mut quick = 0;
        let mut compare = |bytes: &[u8]| {
            if let Some(head) = usual(bytes) {
                assert_eq!(judge(bytes), Ok(Some(head)), "{}", bytes.escape_ascii());
                quick += 1;
            }
        };
        for seed in seeds {
            assert!(usual(seed).is_some(), "{}", seed.escape_ascii());
            for at in 0..seed.len() {
                let mut bytes = seed.to_vec();
                for byte in 0..=255 {
                    bytes[at] = byte;
                    compare(&bytes);
                }
                for inserted in [b'\r', b'\n', b' ', b'\t', b':', 0, b'0'] {
                    let mut bytes = seed.to_vec();
                    bytes.insert(at, inserted);
                    compare(&bytes);
                }
                let mut bytes = seed.to_vec();
                bytes.remove(at);
                compare(&bytes);
            }
        }
        assert!(quick > 1000);
    }

    #[test]
    fn the_quick_way_knows_the_limits() {
        let with = |lines: String| format!("GET / HTTP/1.1\r\nhost: a\r\n{lines}\r\n").into_bytes();
        let fields = |count: usize| with("a: b\r\n".repeat(count - 1));
        assert!(usual(&fields(MAX_FIELDS)).is_some() && usual(&fields(MAX_FIELDS + 1)).is_none());
        let long = |length: usize| with(format!("x: {}\r\n", "a".repeat(length)));
        let most = MAX_HEAD - long(0).len();
        assert!(usual(&long(most)).is_some() && usual(&long(most + 1)).is_none());
        assert!(usual(&long(10)[..30]).is_none());
    }
}

//! The fields that decide where a message ends and whom it is for.

#![allow(clippy::inline_always, reason = "the walk stays in registers only where its short steps are inlined")]

use gateway_cursor::{Block, run};

use super::byte::{is_field_text, is_name, trim};
use super::target::Target;
use crate::denial::Denial;

/// The options a client may name in `Connection`; every other one would strip a field that somebody relies on
/// (RFC 9110 §7.6.1).
const CONNECTION_OPTIONS: [&[u8]; 5] = [b"close", b"keep-alive", b"upgrade", b"te", b"http2-settings"];

/// The longest accepted `Content-Length`: more digits than any cap, fewer than overflow.
const MAX_LENGTH_DIGITS: usize = 18;

/// Where the body of a message ends (RFC 9112 §6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    /// After this many bytes, also none.
    Length(u64),
    /// After the last chunk and its trailers.
    Chunked,
}

/// The minor version of HTTP/1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    Http10,
    Http11,
}

/// What the fields of one head have said so far.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    version: Version,
    host: Option<&'a [u8]>,
    length: Option<u64>,
    chunked: bool,
    expects: bool,
}

impl<'a> Fields<'a> {
    pub(super) fn new(version: Version) -> Self {
        Self { version, host: None, length: None, chunked: false, expects: false }
    }

    /// Reads one line, without its CRLF.
    pub(super) fn read(&mut self, line: &'a [u8]) -> Result<(), Denial> {
        let Some(colon) = line.iter().position(|&byte| !is_name(byte)) else { return Err(Denial::MalformedHeader) };
        let (name, rest) = line.split_at(colon);
        let value = match rest {
            [b':', value @ ..] if !name.is_empty() => value,
            [b'_', ..] => return Err(Denial::UnderscoreHeader),
            _ => return Err(Denial::MalformedHeader),
        };
        if !is_field_text(value) {
            return Err(Denial::MalformedHeader);
        }
        self.weigh(name, value)
    }

    /// Looks at the fields that matter here.
    fn weigh(&mut self, name: &[u8], value: &'a [u8]) -> Result<(), Denial> {
        // What is wrong with the framing is said first.
        self.weigh_printable(name, value)?;
        let steers = name.eq_ignore_ascii_case(b"authorization")
            || starts_with(name, b"content-")
            || starts_with(name, b"transfer-");
        if steers { ascii(value) } else { Ok(()) }
    }

    /// Looks at the fields that matter here, where it is known that a value that has to be ASCII is. Which they can be is
    /// decided by the first letter of the name, then by its length.
    #[inline(always)]
    pub(super) fn weigh_printable(&mut self, name: &[u8], value: &'a [u8]) -> Result<(), Denial> {
        match name.len() {
            4 if is(name, b"host") => self.host(value),
            6 if is(name, b"expect") => self.expect(value),
            10 if is(name, b"connection") => connection(value),
            14 if is(name, b"content-length") => self.content_length(value),
            17 if is(name, b"transfer-encoding") => self.transfer_encoding(value),
            _ => Ok(()),
        }
    }

    #[inline(never)]
    pub(super) fn host(&mut self, value: &'a [u8]) -> Result<(), Denial> {
        let value = trim(value);
        if self.host.is_some() || !is_authority(value) {
            return Err(Denial::AmbiguousHost);
        }
        self.host = Some(value);
        Ok(())
    }

    #[inline(never)]
    fn content_length(&mut self, value: &[u8]) -> Result<(), Denial> {
        let value = trim(value);
        if self.length.is_some() || self.chunked || value.is_empty() || value.len() > MAX_LENGTH_DIGITS {
            return Err(Denial::AmbiguousFraming);
        }
        let mut length = 0;
        for byte in value {
            if !byte.is_ascii_digit() {
                return Err(Denial::AmbiguousFraming);
            }
            length = length * 10 + u64::from(byte - b'0');
        }
        self.length = Some(length);
        Ok(())
    }

    #[inline(never)]
    fn transfer_encoding(&mut self, value: &[u8]) -> Result<(), Denial> {
        let value = trim(value);
        if self.length.is_some() {
            return Err(Denial::AmbiguousFraming);
        }
        if self.chunked || self.version == Version::Http10 || !value.eq_ignore_ascii_case(b"chunked") {
            return Err(Denial::UnsupportedTransferCoding);
        }
        self.chunked = true;
        Ok(())
    }

    #[inline(never)]
    fn expect(&mut self, value: &[u8]) -> Result<(), Denial> {
        let value = trim(value);
        if self.expects || !value.eq_ignore_ascii_case(b"100-continue") {
            return Err(Denial::ExpectationFailed);
        }
        self.expects = true;
        Ok(())
    }

    /// Judges the fields together, at the end of the head.
    pub(super) fn finish(self, target: Target<'_>) -> Result<Framing, Denial> {
        match (target, self.host) {
            (Target::Local, Some(_)) => {}
            (Target::Local, None) if self.version == Version::Http10 => {}
            (Target::Remote(authority), Some(host)) if authority.eq_ignore_ascii_case(host) => {}
            (Target::Local | Target::Remote(_), _) => return Err(Denial::AmbiguousHost),
        }
        Ok(self.framing())
    }

    /// Where the body ends.
    pub(super) fn framing(&self) -> Framing {
        if self.chunked { Framing::Chunked } else { Framing::Length(self.length.unwrap_or(0)) }
    }
}

/// Whether a field whose name begins with this letter can be one of those that matter. The five lowest bits tell letters
/// apart, in either case.
#[inline(always)]
pub(super) fn may_matter(name: &[u8]) -> bool {
    const LETTERS: u32 = 1 << (b'h' & 31) | 1 << (b'e' & 31) | 1 << (b'c' & 31) | 1 << (b't' & 31);
    name.first().is_some_and(|first| LETTERS >> (first & 31) & 1 != 0)
}

/// Whether a token is `known`, which is in lower case, in any case. One bit tells upper from lower case, and gives the
/// hyphen for no other byte that a token may hold.
#[inline(always)]
pub(super) fn is<const N: usize>(name: &[u8], known: &[u8; N]) -> bool {
    let Ok(name) = <&[u8; N]>::try_from(name) else { return false };
    let start = |bytes: &[u8; N]| bytes.first_chunk().map(|start| u32::from_ne_bytes(*start) | 0x2020_2020);
    // Most others do not even share the first four letters.
    start(name) == start(known) && name.iter().zip(known).all(|(a, b)| a | 0x20 == *b)
}

fn starts_with(name: &[u8], prefix: &[u8]) -> bool {
    name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// Bytes above ASCII have no agreed reading, so fields that steer the exchange hold none.
fn ascii(value: &[u8]) -> Result<(), Denial> {
    if value.is_ascii() { Ok(()) } else { Err(Denial::MalformedHeader) }
}

fn connection(value: &[u8]) -> Result<(), Denial> {
    for option in value.split(|&byte| byte == b',').map(trim) {
        if !CONNECTION_OPTIONS.iter().any(|known| known.eq_ignore_ascii_case(option)) {
            return Err(Denial::ProtectedConnectionOption);
        }
    }
    Ok(())
}

/// A DNS name, an IPv4 address or an IPv6 address in brackets, each with an optional port. User information,
/// percent-encoding and the sub-delims of RFC 3986 §3.2.2 name no host anybody serves.
fn is_authority(value: &[u8]) -> bool {
    if let [b'[', rest @ ..] = value {
        let Some(end) = rest.iter().position(|&byte| byte == b']') else { return false };
        let (address, after) = rest.split_at(end);
        let valid = core::str::from_utf8(address).is_ok_and(|text| text.parse::<core::net::Ipv6Addr>().is_ok());
        return match after {
            [b']'] => valid,
            [b']', b':', port @ ..] => valid && is_port(port),
            _ => false,
        };
    }
    let host = run(value, Block::host);
    match value.get(host..) {
        _ if host == 0 => false,
        Some([b':', port @ ..]) => is_port(port),
        rest => rest.is_none_or(<[u8]>::is_empty),
    }
}

fn is_port(port: &[u8]) -> bool {
    core::str::from_utf8(port).is_ok_and(|text| text.bytes().all(|b| b.is_ascii_digit()) && text.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authorities() {
        for good in ["a", "a.example:8443", "127.0.0.1", "[::1]", "[::1]:80", "a_b"] {
            assert!(is_authority(good.as_bytes()), "{good}");
        }
        for bad in [
            "", ":80", "a:", "a:65536", "a:+1", "a b", "a,b", "a@b", "a/b", "a%41", "[::1", "[::1]x", "[a]", "a:1:2",
            "\u{e9}",
        ] {
            assert!(!is_authority(bad.as_bytes()), "{bad}");
        }
    }

    #[test]
    fn every_authority_is_one_hyper_takes() {
        for good in ["a", "a.example:8443", "127.0.0.1", "[::1]", "[::1]:80", "a_b", "-.", "a:0"] {
            assert!(good.parse::<http::uri::Authority>().is_ok(), "{good}");
        }
    }
}

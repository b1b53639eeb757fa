//! The fields that decide where a message ends and whom it is for.

use super::byte::{is_field_text, is_host, is_name, trim};
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

    /// Reads one line, without its CRLF, of which it is known that there are no controls in it.
    pub(super) fn read_clean(&mut self, line: &'a [u8]) -> Result<(), Denial> {
        let Some(colon) = line.iter().position(|&byte| !is_name(byte)) else { return Err(Denial::MalformedHeader) };
        match line.split_at(colon) {
            (name @ [_, ..], [b':', value @ ..]) => self.weigh(name, value),
            _ => Err(Denial::MalformedHeader),
        }
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

    /// Looks at the fields that matter here; which they can be is decided by the length of the name first.
    fn weigh(&mut self, name: &[u8], value: &'a [u8]) -> Result<(), Denial> {
        match name.len() {
            4 if name.eq_ignore_ascii_case(b"host") => self.host(trim(value)),
            6 if name.eq_ignore_ascii_case(b"expect") => self.expect(trim(value)),
            10 if name.eq_ignore_ascii_case(b"connection") => connection(value),
            13 if name.eq_ignore_ascii_case(b"authorization") => ascii(value),
            14 if name.eq_ignore_ascii_case(b"content-length") => self.content_length(trim(value)),
            17 if name.eq_ignore_ascii_case(b"transfer-encoding") => self.transfer_encoding(trim(value)),
            12.. if starts_with(name, b"content-") => ascii(value),
            9.. if starts_with(name, b"transfer-") => ascii(value),
            _ => Ok(()),
        }
    }

    fn host(&mut self, value: &'a [u8]) -> Result<(), Denial> {
        if self.host.is_some() || !is_authority(value) {
            return Err(Denial::AmbiguousHost);
        }
        self.host = Some(value);
        Ok(())
    }

    fn content_length(&mut self, value: &[u8]) -> Result<(), Denial> {
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

    fn transfer_encoding(&mut self, value: &[u8]) -> Result<(), Denial> {
        if self.length.is_some() {
            return Err(Denial::AmbiguousFraming);
        }
        if self.chunked || self.version == Version::Http10 || !value.eq_ignore_ascii_case(b"chunked") {
            return Err(Denial::UnsupportedTransferCoding);
        }
        self.chunked = true;
        Ok(())
    }

    fn expect(&mut self, value: &[u8]) -> Result<(), Denial> {
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
        Ok(if self.chunked { Framing::Chunked } else { Framing::Length(self.length.unwrap_or(0)) })
    }
}

fn starts_with(name: &[u8], prefix: &[u8]) -> bool {
    name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// Bytes above ASCII have no agreed reading, so fields that steer the exchange hold none.
fn ascii(value: &[u8]) -> Result<(), Denial> {
    if value.is_ascii() { Ok(()) } else { Err(Denial::MalformedHeader) }
}

fn connection(value: &[u8]) -> Result<(), Denial> {
    // What nearly every client sends.
    if matches!(trim(value), b"keep-alive" | b"close") {
        return Ok(());
    }
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
    let (host, port) = match value {
        [b'[', rest @ ..] => {
            let Some(end) = rest.iter().position(|&byte| byte == b']') else { return false };
            let (address, after) = rest.split_at(end);
            let valid = core::str::from_utf8(address).is_ok_and(|text| text.parse::<core::net::Ipv6Addr>().is_ok());
            if !valid {
                return false;
            }
            match after {
                [b']'] => return true,
                [b']', b':', port @ ..] => return is_port(port),
                _ => return false,
            }
        }
        _ => match value.iter().position(|&byte| byte == b':') {
            Some(colon) => (value.get(..colon), value.get(colon + 1..)),
            None => (Some(value), None),
        },
    };
    host.is_some_and(|host| !host.is_empty() && host.iter().all(|&byte| is_host(byte))) && port.is_none_or(is_port)
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

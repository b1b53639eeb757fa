//! A head that is whole, good, and of the usual form, in one walk; every other one is left to [`judge`](super::head::judge),
//! which alone says what is wrong.
//!
//! The walk goes sixteen bytes at a time from one byte that ends something to the next: whatever is not of the run that
//! it follows must be the end of it. So nothing is looked at twice, and no line end is searched for.

#![allow(clippy::inline_always, reason = "the walk stays in registers only where its short steps are inlined")]

use gateway_cursor::{Block, Scan};

use super::field::{Fields, Version, is, may_matter};
use super::head::{Head, MAX_FIELDS, MAX_HEAD, MAX_METHOD};
use super::target::MAX_TARGET;

/// What the whole check says too, where this gives a head. Names are of letters, digits and hyphens, values of printable
/// ASCII.
#[inline(always)]
pub(super) fn check(bytes: &[u8]) -> Option<Head> {
    let mut scan = Scan::new(bytes)?;
    request_line(&mut scan)?;
    let mut fields = Fields::new(Version::Http11);
    let mut host = None;
    let mut left = MAX_FIELDS;
    loop {
        let name = scan.take_while(Block::word);
        if name.is_empty() {
            scan.strip(b"\r\n")?;
            let len = scan.offset();
            let host = host?;
            if !is_long_name(host) {
                fields.host(host).ok()?;
            }
            let framing = fields.framing();
            return (len <= MAX_HEAD).then_some(Head { len, framing });
        }
        scan.strip(b":")?;
        let value = scan.take_long_while(Block::printable);
        scan.strip(b"\r\n")?;
        left = left.checked_sub(1)?;
        if !may_matter(name) {
            continue;
        }
        if is(name, b"host") {
            // Judged at the end, where the walk does not need the processor's registers any more.
            if host.replace(value).is_some() {
                return None;
            }
        } else if is(name, b"connection") {
            if value != b" keep-alive" && value != b" close" {
                return None;
            }
        } else {
            fields.weigh_printable(name, value).ok()?;
        }
    }
}

/// Whether a value is one space and a long name without a port: an authority.
#[inline(always)]
fn is_long_name(value: &[u8]) -> bool {
    if let Some(name) = value.strip_prefix(b" ")
        && let Some(mut scan) = Scan::new(name)
    {
        return scan.take_while(Block::host).len() == name.len();
    }
    false
}

/// A method of letters, a target that is a path, and HTTP/1.1.
#[inline(always)]
fn request_line(scan: &mut Scan<'_>) -> Option<()> {
    let method = scan.take_while(Block::word);
    scan.strip(b" ")?;
    let target = scan.take_while(Block::target);
    scan.strip(b" HTTP/1.1\r\n")?;
    let is_usual =
        matches!(method.len(), 1..=MAX_METHOD) && target.len() <= MAX_TARGET && target.first() == Some(&b'/');
    is_usual.then_some(())
}

#[cfg(test)]
mod tests {
    use super::super::head::judge;
    use super::*;

    /// The quick way accepts nothing that the whole check refuses, and reads the same; seeds and every change of one byte.
    #[test]
    fn the_quick_way_is_never_more_lenient() {
        let seeds: [&[u8]; 4] = [
            b"GET /a?b=c HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\n\r\n",
            b"POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 12\r\nexpect: 100-continue\r\n\r\nbody",
            b"PUT /a HTTP/1.1\r\ntransfer-encoding: chunked\r\nhost: a:1\r\nconnection: close\r\n\r\n0\r\n",
            b"GET /a HTTP/1.1\r\nhost: a\r\nauthorization: Bearer x\r\nx-b3: \r\n\r\n",
        ];
        let mut quick = 0;
        let mut compare = |bytes: &[u8]| {
            if let Some(head) = check(bytes) {
                assert_eq!(judge(bytes), Ok(Some(head)), "{}", bytes.escape_ascii());
                quick += 1;
            }
        };
        for seed in seeds {
            assert!(check(seed).is_some(), "{}", seed.escape_ascii());
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
        assert!(check(&fields(MAX_FIELDS)).is_some() && check(&fields(MAX_FIELDS + 1)).is_none());
        let long = |length: usize| with(format!("x: {}\r\n", "a".repeat(length)));
        let most = MAX_HEAD - long(0).len();
        assert!(check(&long(most)).is_some() && check(&long(most + 1)).is_none());
        let whole = long(100);
        assert!((0..whole.len()).all(|cut| check(&whole[..cut]).is_none()));
        let named = |length: usize| with(format!("{}: b\r\n", "a".repeat(length)));
        assert!((1..70).all(|length| check(&named(length)).is_some()) && check(&named(0)).is_none());
    }
}

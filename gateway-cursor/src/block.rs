//! Sixteen bytes at a time: marks are the bits of a number, the lowest for the first byte.

#[cfg(any(test, not(target_arch = "x86_64")))]
mod portable;
#[cfg(target_arch = "x86_64")]
mod sse2;

#[cfg(not(target_arch = "x86_64"))]
use portable as with;
#[cfg(target_arch = "x86_64")]
use sse2 as with;

/// Sixteen bytes.
#[derive(Debug, Clone, Copy)]
pub struct Block(with::Bytes);

impl Block {
    /// From bytes in memory.
    #[inline(always)]
    pub fn new(bytes: &[u8; 16]) -> Self {
        Self(with::load(bytes))
    }

    /// Marks the bytes that equal those of another block.
    #[inline(always)]
    pub fn equal(self, other: &[u8; 16]) -> u32 {
        with::equal(self.0, with::load(other))
    }

    /// Marks one byte wherever it is.
    #[inline(always)]
    pub fn find(self, byte: u8) -> u32 {
        with::equal(self.0, with::splat(byte))
    }

    /// Marks what is not plain text: quote, backslash, control characters, everything that is not ASCII.
    #[inline(always)]
    pub fn not_plain(self) -> u32 {
        with::not_plain(self.0)
    }

    /// Marks JSON's white space (RFC 8259 section 2).
    #[inline(always)]
    pub fn space(self) -> u32 {
        with::space(self.0)
    }

    /// Marks what is printable: the bytes from the space to the tilde.
    #[inline(always)]
    pub fn printable(self) -> u32 {
        with::printable(self.0)
    }

    /// Marks what names are made of: ASCII's letters and digits, and the hyphen.
    #[inline(always)]
    pub fn word(self) -> u32 {
        with::word(self.0)
    }

    /// Marks what host names and IPv4 addresses are made of: ASCII's letters and digits, the hyphen, the full stop, and the
    /// underscore, which some use.
    #[inline(always)]
    pub fn host(self) -> u32 {
        with::host(self.0)
    }

    /// Marks what may stand in a path and a query (RFC 3986 sections 3.3 and 3.4); brackets may, as they do in practice.
    #[inline(always)]
    pub fn target(self) -> u32 {
        with::target(self.0)
    }

    /// Marks the bytes from `first` to `last`; both are ASCII.
    #[inline(always)]
    pub fn within(self, first: u8, last: u8) -> u32 {
        with::within(self.0, first, last)
    }

    /// Marks what is not unreserved in a URI (RFC 3986 section 2.3).
    #[inline(always)]
    pub fn not_unreserved(self) -> u32 {
        with::not_unreserved(self.0)
    }

    /// Marks the bytes above `before` and below `behind`, place by place and compared with signs.
    #[inline(always)]
    pub fn between(self, before: &[u8; 16], behind: &[u8; 16]) -> u32 {
        with::between(self.0, with::load(before), with::load(behind))
    }

    /// Whether each byte is a hexadecimal digit where `others` has a zero, and elsewhere the byte that [`no_digit`] made
    /// this number of.
    #[inline(always)]
    pub(crate) fn are_hexadecimal(blocks: [Self; 3], others: &[[u8; 16]; 3]) -> bool {
        with::are_hexadecimal(blocks.map(|block| block.0), others)
    }
}

/// How a byte below the digits is asked for among hexadecimal digits: by its distance from them. Of the bytes from the space to
/// the full stop, no other byte shares it.
pub(crate) const fn no_digit(byte: u8) -> u8 {
    assert!(b' ' <= byte && byte <= b'.', "another byte is as far away");
    b'0' - byte
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use super::{no_digit, portable, sse2};

    #[test]
    fn both_ways_give_the_same_marks() {
        for byte in 0..=255_u8 {
            for place in 0..16 {
                let mut bytes = *b"plain\x7fAZaf09 \n~!";
                bytes[place] = byte;
                let (fast, slow) = (sse2::load(&bytes), portable::load(&bytes));
                assert_eq!(sse2::not_plain(fast), portable::not_plain(slow), "{byte} at {place}");
                assert_eq!(sse2::space(fast), portable::space(slow), "{byte} at {place}");
                assert_eq!(sse2::not_unreserved(fast), portable::not_unreserved(slow), "{byte} at {place}");
                assert_eq!(sse2::printable(fast), portable::printable(slow), "{byte} at {place}");
                assert_eq!(sse2::word(fast), portable::word(slow), "{byte} at {place}");
                assert_eq!(sse2::host(fast), portable::host(slow), "{byte} at {place}");
                assert_eq!(sse2::target(fast), portable::target(slow), "{byte} at {place}");
                let (before, behind) = ([b'/'; 16], [b':'; 16]);
                assert_eq!(
                    sse2::between(fast, sse2::load(&before), sse2::load(&behind)),
                    portable::between(slow, before, behind)
                );
                assert_eq!(sse2::within(fast, b'0', b'9'), portable::within(slow, b'0', b'9'), "{byte} at {place}");
                assert_eq!(
                    sse2::equal(fast, sse2::splat(byte)),
                    portable::equal(slow, portable::splat(byte)),
                    "{byte} at {place}"
                );
            }
        }
    }

    #[test]
    fn hexadecimal_digits_are_told_from_everything_else_in_every_place() {
        for wanted in [None, Some(b'-'), Some(b'"'), Some(b' '), Some(b'.')] {
            for byte in 0..=255_u8 {
                for place in 0..48 {
                    let mut bytes = [*b"0123456789abcdef", *b"ABCDEFabcdef0000", *b"ffffffffffffffff"];
                    let mut others = [[0; 16]; 3];
                    bytes.as_flattened_mut()[place] = byte;
                    others.as_flattened_mut()[place] = wanted.map_or(0, no_digit);
                    let expected = wanted.map_or(byte.is_ascii_hexdigit(), |wanted| byte == wanted);
                    let [a, b, c] = &bytes;
                    let fast = sse2::are_hexadecimal([sse2::load(a), sse2::load(b), sse2::load(c)], &others);
                    let slow = portable::are_hexadecimal(bytes, &others);
                    assert_eq!((fast, slow), (expected, expected), "{byte} at {place} for {wanted:?}");
                }
            }
        }
    }
}

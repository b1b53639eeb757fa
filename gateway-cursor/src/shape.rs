//! Strings of a fixed shape.

use crate::Cursor;

/// Hyphens of a UUID, in its first and in its last sixteen characters; the four between are the same for both.
const FIRST: u32 = 1 << 8 | 1 << 13;
const LAST: u32 = 1 << 3;

impl Cursor<'_> {
    /// Behind the quoted UUID that begins here (RFC 9562, either case).
    #[inline(always)]
    pub fn uuid(self) -> Option<Self> {
        let (first, middle, last) = (self.block::<1>(), self.block::<11>(), self.block::<21>());
        let hyphens = first.find(b'-') == FIRST
            && last.find(b'-') == LAST
            && middle.find(b'-') == (1 << 3 | 1 << 8 | 1 << 13);
        let digits = (first.hexadecimal() | FIRST) & (last.hexadecimal() | LAST) == 0xffff
            && middle.hexadecimal() | (1 << 3 | 1 << 8 | 1 << 13) == 0xffff;
        if hyphens && digits && self.first() == b'"' && self.peek::<37>() == b'"' {
            // SAFETY: quotes, digits and hyphens are not zero, and they are all 38 bytes.
            Some(unsafe { self.forward(38) })
        } else {
            None
        }
    }
}

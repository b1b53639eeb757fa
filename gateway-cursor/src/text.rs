//! Strings without anything special in them.

use crate::{Body, Cursor};

impl<'b> Cursor<'b> {
    /// Behind the string that begins here, if all of it is plain: ASCII without escapes and control characters.
    #[inline(always)]
    pub fn plain(self) -> Option<Self> {
        let mut at = self.strip_byte(b'"')?;
        loop {
            let marks = at.block::<0>().not_plain();
            if marks == 0 {
                // SAFETY: zero is not plain, so none of the sixteen is.
                at = unsafe { at.forward(16) };
                continue;
            }
            // SAFETY: the bytes before the first mark are plain, so none of them is zero.
            at = unsafe { at.forward(marks.trailing_zeros() as usize) };
            return at.strip_byte(b'"');
        }
    }

    /// The same, with what stands between the quotes.
    #[inline(always)]
    pub fn plain_text(self) -> Option<(&'b [u8], Self)> {
        let behind = self.plain()?;
        // SAFETY: both quotes and all between them are bytes of the body, which live and rest for `'b`.
        let text = unsafe { self.slice::<1>(behind.since(self) - 2) };
        Some((text, behind))
    }

    /// A short string that begins here: how long its text is, from 1 to [`SHORT`], and its first eight bytes as a number,
    /// shifted so that nothing behind its end counts.
    #[inline(always)]
    pub fn short(self) -> Option<(usize, u64)> {
        let length = (self.block::<1>().find(b'"').trailing_zeros() & 31) as usize;
        if self.first() != b'"' || length.wrapping_sub(1) >= SHORT {
            return None;
        }
        let word = u64::from_le_bytes(*self.bytes::<1, 8>());
        Some((length, word << (64 - 8 * length.min(8))))
    }
}

/// The longest text whose form as a name, with quotes and colon, fits in sixteen bytes.
pub const SHORT: usize = 13;

impl<'b> Body<'b> {
    /// What stands between the quotes of a string that begins at `from` and ends before `behind`.
    #[inline(always)]
    pub fn content(self, from: Cursor<'b>, behind: Cursor<'b>) -> &'b [u8] {
        let quoted = self.between(from, behind);
        quoted.get(1..quoted.len().wrapping_sub(1)).unwrap_or_default()
    }
}

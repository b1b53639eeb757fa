//! Strings without anything special in them.

use crate::Cursor;

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
}

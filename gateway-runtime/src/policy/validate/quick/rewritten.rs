//! The query in the one form in which it is forwarded, where it came in another.

use core::ops::Range;

use super::Reader;
use crate::percent::encode_byte_into;

impl Reader<'_, '_> {
    /// Forwards a byte in its one form, which came in another one.
    pub(super) fn rewrite_byte(&mut self, came: Range<usize>, byte: u8) -> Option<()> {
        encode_byte_into(self.rewrite_up_to(came)?, byte);
        Some(())
    }

    /// The query to forward up to a part that came in another form, which the caller appends.
    #[inline]
    pub(super) fn rewrite_up_to(&mut self, came: Range<usize>) -> Option<&mut String> {
        let before = self.raw.get(self.rewritten_to..came.start)?;
        if self.rewritten_to == 0 {
            self.rewritten.reserve(self.raw.len() + self.raw.len() / 4);
        }
        self.rewritten.push_str(before);
        self.rewritten_to = came.end;
        Some(&mut self.rewritten)
    }

    /// The query to forward, where it is not the one that came.
    #[inline]
    pub(super) fn rewritten(&mut self) -> Option<String> {
        if self.rewritten_to == 0 {
            return None;
        }
        self.rewritten.push_str(self.raw.get(self.rewritten_to..)?);
        (self.rewritten != self.raw).then(|| core::mem::take(&mut self.rewritten))
    }
}

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
    pub(super) fn rewrite_up_to(&mut self, came: Range<usize>) -> Option<&mut String> {
        let before = self.raw.get(self.rewritten_to..came.start)?;
        let room = self.raw.len() + self.raw.len() / 4;
        let out = self.rewritten.get_or_insert_with(|| String::with_capacity(room));
        out.push_str(before);
        self.rewritten_to = came.end;
        Some(out)
    }
}

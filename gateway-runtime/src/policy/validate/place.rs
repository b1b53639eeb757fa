//! Where the text of a parameter stands.

use core::ops::Range;

/// A range of the texts of one request, empty for none; small, so that those of most operations need no allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    start: u32,
    end: u32,
}

impl Place {
    pub(super) const ABSENT: Self = Self { start: 0, end: 0 };

    /// `None` behind four gigabytes, where no head ends.
    #[inline]
    pub(super) fn of(range: Range<usize>) -> Option<Self> {
        Some(Self { start: u32::try_from(range.start).ok()?, end: u32::try_from(range.end).ok()? })
    }

    #[inline]
    pub(super) const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    #[inline]
    pub(super) const fn is_absent(self) -> bool {
        self.start >= self.end
    }
}

//! Runs of characters of one class, and their layout.

use crate::Cursor;

/// From `min` to `max` characters, each ASCII and in one of up to three ranges.
#[derive(Debug, Clone, Copy)]
pub struct Class {
    /// For each range sixteen times the byte before it, and sixteen times the byte behind it.
    ranges: [([u8; 16], [u8; 16]); RANGES],
    count: usize,
    /// How many characters there must be.
    pub min: usize,
    /// How many there may be.
    pub max: usize,
    /// Which bytes are members, for texts that are no longer in a body.
    pub members: [bool; 256],
}

/// How many ranges are compared at once.
const RANGES: usize = 3;

impl Class {
    /// From inclusive ranges of ASCII.
    #[must_use]
    #[allow(clippy::indexing_slicing, reason = "each index is compared with the length; evaluated while compiling")]
    pub const fn new(ranges: &[(u8, u8)], min: usize, max: usize) -> Self {
        let mut class =
            Self { ranges: [([0x7f; 16], [0; 16]); RANGES], count: ranges.len(), min, max, members: [false; 256] };
        let mut at = 0;
        while at < ranges.len() {
            let (first, last) = ranges[at];
            if at < RANGES {
                // Compared with signs: nothing is below the first or above the last byte of ASCII that is not negative.
                class.ranges[at] = ([first.wrapping_sub(1); 16], [last.wrapping_add(1); 16]);
            }
            let mut byte = first;
            while byte <= last && byte < 0x80 {
                class.members[byte as usize] = true;
                byte += 1;
            }
            at += 1;
        }
        class
    }

    /// Whether the ranges can be compared at once: not too many of them, all members are plain, and none is the last byte
    /// of ASCII, above which there is no signed byte.
    const fn is_wide(&self) -> bool {
        let mut byte = 0;
        while byte < b' ' {
            if self.members[byte as usize] {
                return false;
            }
            byte += 1;
        }
        self.count <= RANGES
            && !self.members[b'"' as usize]
            && !self.members[b'\\' as usize]
            && !self.members[0x7f]
    }
}

/// Runs that are compared at once: all but the last are of a fixed length, and together they are sixteen at most.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// For each place the bytes before and behind the ranges that it may be in.
    ranges: [([u8; 16], [u8; 16]); RANGES],
    count: usize,
    min: usize,
    span: usize,
}

impl Layout {
    /// The layout of runs, if they have one.
    #[must_use]
    #[allow(clippy::indexing_slicing, reason = "each index is compared with the length; evaluated while compiling")]
    pub const fn of(classes: &[Class]) -> Option<Self> {
        let mut layout = Self { ranges: [([0x7f; 16], [0; 16]); RANGES], count: 0, min: 0, span: 0 };
        let mut length = 0;
        let mut position = 0;
        while position < classes.len() {
            let class = &classes[position];
            let is_last = position + 1 == classes.len();
            if !class.is_wide() || class.min > class.max || !is_last && class.min != class.max {
                return None;
            }
            layout.min += class.min;
            layout.span = class.max - class.min;
            if class.count > layout.count {
                layout.count = class.count;
            }
            let mut at = 0;
            while at < class.max {
                if length == 16 {
                    return None;
                }
                let mut range = 0;
                while range < RANGES {
                    layout.ranges[range].0[length] = class.ranges[range].0[0];
                    layout.ranges[range].1[length] = class.ranges[range].1[0];
                    range += 1;
                }
                length += 1;
                at += 1;
            }
            position += 1;
        }
        Some(layout)
    }
}

impl Cursor<'_> {
    /// Behind the string that begins here, if its text has the layout. `None` says only that this is not the quick case.
    #[inline(always)]
    pub fn laid_out(self, layout: &Layout) -> Option<Self> {
        let at = self.strip_byte(b'"')?;
        let block = at.block::<0>();
        let [(before, behind), more @ ..] = &layout.ranges;
        let mut marks = block.between(before, behind);
        if layout.count > 1 {
            for (before, behind) in more {
                marks |= block.between(before, behind);
            }
        }
        let count = (!marks).trailing_zeros() as usize;
        if count.wrapping_sub(layout.min) > layout.span {
            return None;
        }
        // SAFETY: members are not zero, and the marks end at sixteen.
        unsafe { at.forward(count) }.strip_byte(b'"')
    }
}

//! Runs of characters of one class, and their layout.

use crate::Cursor;

/// From `min` to `max` characters, each of one class.
#[derive(Debug, Clone, Copy)]
pub struct Class {
    /// For each range sixteen times the byte before it, and sixteen times the byte behind it.
    ranges: [([u8; 16], [u8; 16]); RANGES],
    count: usize,
    min: usize,
    max: usize,
    /// The bytes that are members, all of them ASCII.
    members: [bool; 256],
    /// Ranges of characters beyond ASCII, ascending.
    beyond: &'static [(char, char)],
}

/// How many ranges are compared at once.
const RANGES: usize = 3;

impl Class {
    /// From inclusive ranges of ASCII.
    #[must_use]
    #[allow(clippy::indexing_slicing, reason = "each index is compared with the length; evaluated while compiling")]
    pub const fn new(ranges: &[(u8, u8)], min: usize, max: usize) -> Self {
        let mut class = Self {
            ranges: [([0x7f; 16], [0; 16]); RANGES],
            count: ranges.len(),
            min,
            max,
            members: [false; 256],
            beyond: &[],
        };
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
    #[allow(clippy::indexing_slicing, reason = "each index is below 256")]
    const fn is_wide(&self) -> bool {
        let mut byte = 0;
        while byte < b' ' {
            if self.members[byte as usize] {
                return false;
            }
            byte += 1;
        }
        self.count <= RANGES && !self.members[b'"' as usize] && !self.members[b'\\' as usize] && !self.members[0x7f]
    }
}

impl Class {
    /// Also the characters of these inclusive ranges, none of them ASCII, in ascending order.
    #[must_use]
    pub const fn beyond(self, ranges: &'static [(char, char)]) -> Self {
        Self { beyond: ranges, ..self }
    }

    /// What follows as many characters of the class as there are, up to `max`; `None` if those are too few.
    #[must_use]
    pub fn behind<'t>(&self, text: &'t [u8]) -> Option<&'t [u8]> {
        if !self.beyond.is_empty() {
            return self.behind_characters(text);
        }
        let most = text.len().min(self.max);
        let (ahead, _) = text.split_at_checked(most)?;
        let count = ahead.iter().position(|byte| !self.has(*byte)).unwrap_or(most);
        text.get(count..).filter(|_| count >= self.min)
    }

    fn behind_characters<'t>(&self, text: &'t [u8]) -> Option<&'t [u8]> {
        let mut rest = text;
        let mut count = 0;
        while count < self.max {
            rest = match rest {
                [byte, behind @ ..] if self.has(*byte) => behind,
                [0x80..=0xff, ..] => match first_beyond(rest) {
                    Some((character, behind)) if self.has_beyond(character) => behind,
                    _ => break,
                },
                _ => break,
            };
            count += 1;
        }
        (count >= self.min).then_some(rest)
    }

    fn has(&self, byte: u8) -> bool {
        self.members.get(usize::from(byte)) == Some(&true)
    }

    fn has_beyond(&self, code: u32) -> bool {
        let after = self.beyond.partition_point(|(first, _)| u32::from(*first) <= code);
        after.checked_sub(1).and_then(|at| self.beyond.get(at)).is_some_and(|(_, last)| code <= u32::from(*last))
    }
}

/// The first character of UTF-8 text, which is none of ASCII, as its code point.
fn first_beyond(text: &[u8]) -> Option<(u32, &[u8])> {
    let bits = |byte: u8| u32::from(byte & 0x3f);
    match *text {
        [a @ 0xc0..=0xdf, b, ref rest @ ..] => Some((u32::from(a & 0x1f) << 6 | bits(b), rest)),
        [a @ 0xe0..=0xef, b, c, ref rest @ ..] => Some((u32::from(a & 0xf) << 12 | bits(b) << 6 | bits(c), rest)),
        [a @ 0xf0..=0xff, b, c, d, ref rest @ ..] => {
            Some((u32::from(a & 7) << 18 | bits(b) << 12 | bits(c) << 6 | bits(d), rest))
        }
        _ => None,
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

//! The bytes of a query that are not unreserved (RFC 3986 §2.3), found by sixteen.

use gateway_cursor::Block;

/// So many bytes are looked at in one go.
const AHEAD: usize = 64;

/// Everything that can end a plain name or value, from front to back.
#[derive(Debug)]
pub(super) struct Specials<'r> {
    text: &'r [u8],
    /// Up to here it was looked at, the last time from `base` on.
    seen: usize,
    base: usize,
    /// A bit for each that was seen and not given yet; the lowest is at `base`.
    marks: u64,
}

impl<'r> Specials<'r> {
    pub(super) const fn of(text: &'r [u8]) -> Self {
        Self { text, seen: 0, base: 0, marks: 0 }
    }

    /// Where the next one is; the length of the text where there is none left.
    #[inline]
    pub(super) fn next(&mut self) -> usize {
        while self.marks == 0 {
            if self.seen >= self.text.len() {
                return self.text.len();
            }
            self.look();
        }
        let at = self.base + self.marks.trailing_zeros() as usize;
        self.marks &= self.marks - 1;
        at
    }

    #[inline(never)]
    fn look(&mut self) {
        let rest = self.text.get(self.seen..).unwrap_or_default();
        self.base = self.seen;
        self.seen += AHEAD;
        self.marks = if let Some(ahead) = rest.first_chunk() {
            marks(ahead)
        } else {
            // What stands behind the end is unreserved.
            let mut ahead = [b'0'; AHEAD];
            for (to, from) in ahead.iter_mut().zip(rest) {
                *to = *from;
            }
            marks(&ahead)
        };
    }
}

#[inline(always)]
#[allow(clippy::inline_always, reason = "the constants of the comparison stay in registers")]
fn marks(bytes: &[u8; AHEAD]) -> u64 {
    let (blocks, _) = bytes.as_chunks::<16>();
    blocks.iter().rev().fold(0, |marks, block| marks << 16 | u64::from(Block::new(block).not_unreserved()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::percent::is_unreserved;

    proptest! {
        #[test]
        fn each_is_given_once(text in prop::collection::vec(prop::sample::select(&b"abcXYZ019-._~&=%,+ \x00\x7f\xc3"[..]), 0..200)) {
            let expected: Vec<_> = (0..text.len()).filter(|at| !is_unreserved(text[*at])).collect();
            let mut specials = Specials::of(&text);
            let found: Vec<_> = core::iter::repeat_with(|| specials.next()).take_while(|at| *at < text.len()).collect();
            prop_assert_eq!(found, expected);
            prop_assert_eq!(specials.next(), text.len());
        }
    }
}

//! A walk over bytes that nothing follows, from one byte that ends a run to the next.

use crate::Block;

/// What marks of sixteen bytes are where all of them are marked.
const ALL: u32 = 0xffff;

/// A place in at least sixteen bytes. What a `member` says of a byte must depend on that byte alone.
///
/// Two facts make its reads sound: `at` is at most the length of `bytes`, and `last` is that length less sixteen.
#[derive(Debug, Clone, Copy)]
pub struct Scan<'b> {
    bytes: &'b [u8],
    at: usize,
    last: usize,
}

impl<'b> Scan<'b> {
    /// At the start of `bytes`; `None` where they are fewer than sixteen.
    #[inline(always)]
    pub fn new(bytes: &'b [u8]) -> Option<Self> {
        let last = bytes.len().checked_sub(16)?;
        Some(Self { bytes, at: 0, last })
    }

    /// How many bytes are behind.
    #[inline(always)]
    pub fn offset(&self) -> usize {
        self.at
    }

    /// Goes to the first byte that `member` does not mark, or to the end, and gives what it went over. Costs one step for
    /// each sixteen bytes.
    #[inline(always)]
    pub fn take_while(&mut self, member: impl Fn(Block) -> u32) -> &'b [u8] {
        let start = self.at;
        self.skip(&member);
        self.since(start)
    }

    /// The same for runs that are often longer than sixteen bytes: one step for each thirty-two of them.
    #[inline(always)]
    pub fn take_long_while(&mut self, member: impl Fn(Block) -> u32) -> &'b [u8] {
        let start = self.at;
        while self.at + 16 <= self.last {
            // SAFETY: the place is at least thirty-two bytes before the end.
            let (low, high) = unsafe { (self.block(self.at), self.block(self.at + 16)) };
            let marks = member(low) | member(high) << 16;
            if marks != u32::MAX {
                self.at += marks.trailing_ones() as usize;
                return self.since(start);
            }
            self.at += 32;
        }
        self.skip(&member);
        self.since(start)
    }

    /// Goes over these bytes, at most sixteen, if they are the next ones.
    #[inline(always)]
    pub fn strip<const N: usize>(&mut self, prefix: &[u8; N]) -> Option<()> {
        const { assert!(N <= 16, "the place is compared with one near the last sixteen bytes") };
        if self.at > self.last + (16 - N) {
            return None;
        }
        // SAFETY: as many bytes are left, and any of them make an array.
        let next: &[u8; N] = unsafe { &*self.bytes.as_ptr().add(self.at).cast() };
        if next != prefix {
            return None;
        }
        self.at += N;
        Some(())
    }

    #[inline(always)]
    fn skip(&mut self, member: &impl Fn(Block) -> u32) {
        while self.at <= self.last {
            // SAFETY: compared with the last place of sixteen bytes.
            let marks = member(unsafe { self.block(self.at) });
            if marks != ALL {
                self.at += (marks ^ ALL).trailing_zeros() as usize;
                return;
            }
            self.at += 16;
        }
        // SAFETY: there are sixteen bytes from the last such place on.
        let marks = member(unsafe { self.block(self.last) });
        self.at += (marks >> (self.at - self.last)).trailing_ones() as usize;
    }

    /// The sixteen bytes from `at` on.
    ///
    /// # Safety
    ///
    /// `at` is at most `last`.
    #[inline(always)]
    unsafe fn block(&self, at: usize) -> Block {
        // SAFETY: `last` is sixteen less than the length, so as many bytes can be read.
        Block::new(unsafe { &*self.bytes.as_ptr().add(at).cast() })
    }

    /// What is between a place that this walk was at and the one where it is.
    #[inline(always)]
    fn since(&self, start: usize) -> &'b [u8] {
        // SAFETY: the walk goes forward only, and not behind the end.
        unsafe { self.bytes.get_unchecked(start..self.at) }
    }
}

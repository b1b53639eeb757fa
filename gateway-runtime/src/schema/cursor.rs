//! The bytes still to be read.

/// A position in the body: the bytes from there to the end.
#[derive(Debug, Clone, Copy)]
pub struct Cursor<'b>(pub(super) &'b [u8]);

impl<'b> Cursor<'b> {
    /// At the beginning of `bytes`.
    pub(super) const fn at(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    /// Behind any white space.
    #[inline(always)]
    pub(super) fn start(self) -> Self {
        match self.0.first() {
            Some(0..=b' ') => self.skip(),
            _ => self,
        }
    }

    /// The byte here; 0 at the end, which begins no value.
    #[inline(always)]
    pub(super) fn first(self) -> u8 {
        self.0.first().copied().unwrap_or(0)
    }

    /// Behind this byte, if it is here.
    #[inline(always)]
    pub(super) fn strip_byte(self, byte: u8) -> Option<Self> {
        match self.0.split_first() {
            Some((found, rest)) if *found == byte => Some(Self(rest)),
            _ => None,
        }
    }

    /// Indentation is skipped up to eight spaces at a time.
    #[inline(never)]
    fn skip(self) -> Self {
        const SPACES: u64 = u64::from_le_bytes([b' '; 8]);
        let mut rest = self.0;
        while let Some((b' ' | b'\n' | b'\r' | b'\t', behind)) = rest.split_first() {
            rest = behind;
            while let Some((block, behind)) = rest.split_first_chunk() {
                let other = u64::from_le_bytes(*block) ^ SPACES;
                if other != 0 {
                    rest = rest.get((other.trailing_zeros() >> 3) as usize..).unwrap_or_default();
                    break;
                }
                rest = behind;
            }
            if let Some(b'!'..) = rest.first() {
                break;
            }
        }
        Self(rest)
    }

    /// Whether nothing is left.
    pub(super) const fn is_at_end(self) -> bool {
        self.0.is_empty()
    }

    /// How many bytes are left, which names a position in a body.
    #[inline(always)]
    pub(super) const fn left(self) -> usize {
        self.0.len()
    }
}

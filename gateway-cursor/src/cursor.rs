//! A position in a body.

use core::marker::PhantomData;
use core::ptr::NonNull;

use crate::{Block, PADDING};

/// A position in a body, one register wide.
///
/// Invariant: it stands at a byte of a body that lives for `'b`, or at its end, so that [`PADDING`] bytes can be read.
#[derive(Debug, Clone, Copy)]
pub struct Cursor<'b> {
    at: NonNull<u8>,
    bytes: PhantomData<&'b [u8]>,
}

impl<'b> Cursor<'b> {
    /// # Safety
    /// `at` is at a byte of a body, or at its end, and the body and the zeros behind it live and rest for `'b`.
    #[inline(always)]
    pub(crate) const unsafe fn at(at: NonNull<u8>) -> Self {
        Self { at, bytes: PhantomData }
    }

    #[inline(always)]
    pub(crate) fn address(self) -> usize {
        self.at.addr().get()
    }

    /// # Safety
    /// None of the next `count` bytes is zero, so that the end is not among them.
    #[inline(always)]
    pub(crate) unsafe fn forward(self, count: usize) -> Self {
        // SAFETY: the bytes passed over are not zero, so that they lie before the end, and the new place at most at it.
        unsafe { Self::at(self.at.add(count)) }
    }

    /// # Safety
    /// The `count` bytes that begin `AHEAD` of here are bytes of the body.
    #[inline(always)]
    pub(crate) unsafe fn slice<const AHEAD: usize>(self, count: usize) -> &'b [u8] {
        // SAFETY: the caller promises it.
        unsafe { core::slice::from_raw_parts(self.at.as_ptr().add(AHEAD), count) }
    }

    /// The byte here; 0 at the end, and where the body itself has a NUL.
    #[inline(always)]
    pub fn first(self) -> u8 {
        self.peek::<0>()
    }

    /// The byte so far ahead; less than [`PADDING`]. Behind the end it is 0.
    #[inline(always)]
    pub fn peek<const AHEAD: usize>(self) -> u8 {
        const { assert!(AHEAD < PADDING) };
        // SAFETY: the padding makes the byte readable.
        unsafe { *self.at.add(AHEAD).as_ref() }
    }

    /// The sixteen bytes so far ahead; at least as many are padded.
    #[inline(always)]
    pub fn block<const AHEAD: usize>(self) -> Block {
        Block::new(self.bytes::<AHEAD, 16>())
    }

    /// Bytes ahead; all are padded.
    #[inline(always)]
    pub fn bytes<const AHEAD: usize, const COUNT: usize>(self) -> &'b [u8; COUNT] {
        const { assert!(AHEAD + COUNT <= PADDING) };
        // SAFETY: the padding makes the bytes readable, and an array of bytes needs no alignment.
        unsafe { self.at.add(AHEAD).cast().as_ref() }
    }

    /// Behind this byte, if it is here; a NUL never is.
    #[inline(always)]
    pub fn strip_byte(self, byte: u8) -> Option<Self> {
        if self.first() == byte && byte != 0 {
            // SAFETY: the byte that is passed over is not zero.
            Some(unsafe { self.forward(1) })
        } else {
            None
        }
    }

    /// Behind these bytes, if they are here; none of them is a NUL.
    #[inline(always)]
    pub fn strip<const COUNT: usize>(self, bytes: &[u8; COUNT]) -> Option<Self> {
        if self.bytes::<0, COUNT>() == bytes && !bytes.contains(&0) {
            // SAFETY: the bytes that are passed over are not zero.
            Some(unsafe { self.forward(COUNT) })
        } else {
            None
        }
    }

    /// Behind any white space (RFC 8259 section 2).
    #[inline(always)]
    pub fn start(self) -> Self {
        self.near().unwrap_or_else(|| self.spaces())
    }

    /// The same where there is none, or a single space; nothing where there is more.
    #[inline(always)]
    pub fn near(self) -> Option<Self> {
        if self.first() > b' ' {
            return Some(self);
        }
        if self.first() == b' ' && self.peek::<1>() > b' ' {
            // SAFETY: a space is not zero.
            return Some(unsafe { self.forward(1) });
        }
        None
    }

    /// Behind the white space that begins here. Most of it is the end of a line and the indentation of the next.
    #[inline(never)]
    pub fn spaces(self) -> Self {
        if self.first() == b'\n' {
            let count = (!(self.block::<0>().find(b' ') | 1)).trailing_zeros() as usize;
            // SAFETY: neither the end of a line nor a space is zero; the marks end at sixteen.
            let at = unsafe { self.forward(count) };
            if count < 16 && at.first() > b' ' {
                return at;
            }
        }
        self.any_spaces()
    }

    fn any_spaces(self) -> Self {
        let mut at = self;
        loop {
            let count = (!at.block::<0>().space()).trailing_zeros() as usize;
            // SAFETY: white space is not zero; the marks end at sixteen, where nothing was looked at.
            at = unsafe { at.forward(count) };
            if count < 16 {
                return at;
            }
        }
    }

    /// How many digits there are here, up to sixteen, and the cursor behind them.
    #[inline(always)]
    pub fn skip_digits(self) -> (u32, Self) {
        let count = (!self.block::<0>().within(b'0', b'9')).trailing_zeros();
        // SAFETY: digits are not zero.
        (count, unsafe { self.forward(count as usize) })
    }

    /// The digits here as a number that wraps around, and the cursor behind them. How many they are is the distance.
    #[inline(always)]
    pub fn digits(self) -> (u64, Self) {
        let mut at = self;
        let mut value = 0_u64;
        loop {
            let digit = at.first().wrapping_sub(b'0');
            if digit > 9 {
                return (value, at);
            }
            value = value.wrapping_mul(10).wrapping_add(u64::from(digit));
            // SAFETY: a digit is not zero.
            at = unsafe { at.forward(1) };
        }
    }

    /// How many bytes this stands behind an earlier cursor of the same body; any number for others.
    #[inline(always)]
    pub fn since(self, earlier: Self) -> usize {
        self.address().wrapping_sub(earlier.address())
    }
}

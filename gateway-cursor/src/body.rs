//! Bodies: bytes in memory that zeros follow.

use core::marker::PhantomData;
use core::ptr::NonNull;

use crate::{Cursor, PADDING};

/// Copied in pieces below the size from which memcpy moves bytes in microcode instead of vectors.
const PIECE: usize = 4000;

/// One body and the zeros behind it, in memory that can be used again.
#[derive(Debug, Default)]
pub struct Padded {
    /// At least `length` and [`PADDING`] bytes, of which the [`PADDING`] from `length` on are zero; or nothing at all.
    bytes: Vec<u8>,
    length: usize,
}

impl Padded {
    /// No body, and no memory yet.
    pub const fn new() -> Self {
        Self { bytes: Vec::new(), length: 0 }
    }

    /// No body, and memory for so many bytes.
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Self {
        Self { bytes: Vec::with_capacity(bytes.saturating_add(PADDING)), length: 0 }
    }

    /// Makes room for a body of so many bytes in all, and no more.
    pub fn reserve(&mut self, bytes: usize) {
        let missing = bytes.saturating_add(PADDING).saturating_sub(self.bytes.len());
        self.bytes.reserve_exact(missing);
    }

    /// Appends a piece of a body. Where there is no room for it, memory grows as that of a [`Vec`] does.
    pub fn extend(&mut self, piece: &[u8]) {
        // Whatever could fail does so before the zeros are taken away.
        let needed = self.length.saturating_add(piece.len()).saturating_add(PADDING);
        self.bytes.reserve(needed.saturating_sub(self.bytes.len()));
        self.bytes.truncate(self.length);
        self.bytes.extend_from_slice(piece);
        self.length = self.bytes.len();
        self.bytes.extend_from_slice(&[0; PADDING]);
    }

    /// How many bytes the body has.
    pub const fn len(&self) -> usize {
        self.length
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The bytes of the body in the same memory, without the zeros.
    #[must_use]
    pub fn into_vec(mut self) -> Vec<u8> {
        self.bytes.truncate(self.length);
        self.bytes
    }

    /// Copies a body in place of the one before.
    pub fn fill(&mut self, body: &[u8]) -> Body<'_> {
        if self.bytes.len() < body.len() + PADDING {
            self.bytes.resize(body.len() + PADDING, 0);
        }
        if let Some((to, rest)) = self.bytes.split_at_mut_checked(body.len())
            && let Some(padding) = rest.first_chunk_mut::<PADDING>()
        {
            if body.len() <= PIECE {
                to.copy_from_slice(body);
            } else {
                copy(to, body);
            }
            *padding = [0; PADDING];
            self.length = body.len();
        }
        self.body()
    }

    /// The body as it is now.
    pub fn body(&self) -> Body<'_> {
        let bytes: &[u8] = if self.bytes.is_empty() { &[0; PADDING] } else { &self.bytes };
        Body { start: NonNull::from(bytes).cast(), length: self.length, bytes: PhantomData }
    }

    /// Gives memory back that a body of more than `kept` bytes needed.
    pub fn shrink(&mut self, kept: usize) {
        if self.bytes.len() > kept + PADDING {
            *self = Self::new();
        }
    }
}

#[inline(never)]
fn copy(to: &mut [u8], from: &[u8]) {
    for (to, from) in to.chunks_mut(PIECE).zip(from.chunks(PIECE)) {
        to.copy_from_slice(from);
    }
}

/// A body: `length` bytes from `start`, and [`PADDING`] zeros behind them.
#[derive(Debug, Clone, Copy)]
pub struct Body<'b> {
    /// Points to `length` and [`PADDING`] initialised bytes that nobody changes while `'b` lasts.
    start: NonNull<u8>,
    length: usize,
    bytes: PhantomData<&'b [u8]>,
}

impl<'b> Body<'b> {
    /// The body that stands before the last [`PADDING`] of these bytes, if those are all zero.
    pub fn before_zeros(bytes: &'b [u8]) -> Option<Self> {
        let (body, zeros) = bytes.split_last_chunk::<PADDING>()?;
        let is_padded = *zeros == [0; PADDING];
        is_padded.then_some(Self { start: NonNull::from(bytes).cast(), length: body.len(), bytes: PhantomData })
    }

    /// The cursor at the first byte.
    #[inline(always)]
    pub fn start(self) -> Cursor<'b> {
        // SAFETY: the start of a body is no further than its end, and the zeros behind the end are part of the memory.
        unsafe { Cursor::at(self.start) }
    }

    /// How many bytes there are.
    pub const fn len(self) -> usize {
        self.length
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.length == 0
    }

    /// Where a cursor stands, from 0 to the length; the length for a cursor of another body.
    #[inline(always)]
    pub fn offset(self, at: Cursor<'b>) -> usize {
        at.address().wrapping_sub(self.start.addr().get()).min(self.length)
    }

    /// The bytes from one cursor to a later one; none where that is not their order.
    #[inline(always)]
    pub fn between(self, from: Cursor<'b>, to: Cursor<'b>) -> &'b [u8] {
        let (from, to) = (self.offset(from), self.offset(to));
        let length = to.saturating_sub(from);
        // SAFETY: `from` and `from + length` are at most the length of the body, whose bytes live and rest for `'b`.
        unsafe { core::slice::from_raw_parts(self.start.as_ptr().add(from), length) }
    }

    /// The bytes from a cursor to the end.
    #[inline(always)]
    pub fn rest(self, from: Cursor<'b>) -> &'b [u8] {
        let from = self.offset(from);
        // SAFETY: `from` is at most the length of the body, whose bytes live and rest for `'b`.
        unsafe { core::slice::from_raw_parts(self.start.as_ptr().add(from), self.length - from) }
    }

    /// The cursor at an offset; at the end where that is beyond it.
    #[inline(always)]
    pub fn cursor(self, offset: usize) -> Cursor<'b> {
        // SAFETY: the offset is at most the length, and behind the end there are the zeros.
        unsafe { Cursor::at(self.start.add(offset.min(self.length))) }
    }

    /// All bytes.
    pub fn bytes(self) -> &'b [u8] {
        self.rest(self.start())
    }
}

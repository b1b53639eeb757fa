//! Known texts, compared as a whole with what a body holds.

use crate::Cursor;

/// A property name or an enumerated text, prepared for a wide comparison with its usual JSON form.
///
/// The comparison only recognises the form without escapes; other spellings of the same text are found by decoding.
#[derive(Debug, Clone, Copy)]
pub struct Literal {
    text: &'static str,
    /// The first 16 bytes of the JSON form, and a bit for each that counts. No byte of the form is zero.
    head: [u8; 16],
    need: u32,
    /// How long the JSON form is; `usize::MAX` for a text without a usual form.
    length: usize,
    tail: Tail,
}

/// What ends the JSON form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tail {
    /// A string: `"text"`.
    Quote,
    /// A property name: `"name":`.
    Colon,
}

impl Tail {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Quote => "\"",
            Self::Colon => "\":",
        }
    }
}

impl Literal {
    /// Prepares a text.
    #[must_use]
    #[allow(clippy::indexing_slicing, reason = "each index is compared with the length; evaluated while compiling")]
    pub const fn new(text: &'static str, tail: Tail) -> Self {
        let bytes = text.as_bytes();
        let end = tail.as_str().as_bytes();
        let length = 1 + bytes.len() + end.len();
        let mut head = [0; 16];
        let mut need = 0;
        let mut at = 0;
        while at < length {
            let byte = if at == 0 {
                b'"'
            } else if at <= bytes.len() {
                bytes[at - 1]
            } else {
                end[at - 1 - bytes.len()]
            };
            if at > 0 && at <= bytes.len() && (byte < b' ' || byte == b'"' || byte == b'\\') {
                // Must be escaped in JSON: no block has a seventeenth mark.
                return Self { text, head: [0; 16], need: 1 << 16, length: usize::MAX, tail };
            }
            if at < 16 {
                head[at] = byte;
                need |= 1 << at;
            }
            at += 1;
        }
        Self { text, head, need, length, tail }
    }

    /// The text itself.
    pub const fn text(&self) -> &'static str {
        self.text
    }

    /// Behind the JSON form, if it is here.
    #[inline(always)]
    pub fn strip<'b>(&self, at: Cursor<'b>) -> Option<Cursor<'b>> {
        if at.block::<0>().equal(&self.head) & self.need != self.need {
            None
        } else if self.length <= 16 {
            // SAFETY: the bytes that are passed over equal those of the form, none of which is zero.
            Some(unsafe { at.forward(self.length) })
        } else {
            self.strip_long(at)
        }
    }

    /// The same for a form of up to sixteen bytes; of a longer one only so many are compared and passed.
    #[inline(always)]
    pub fn strip_short<'b>(&self, at: Cursor<'b>) -> Option<Cursor<'b>> {
        if at.block::<0>().equal(&self.head) & self.need != self.need {
            return None;
        }
        // SAFETY: so many bytes equal those of the form, none of which is zero.
        Some(unsafe { at.forward((!self.need).trailing_zeros() as usize) })
    }

    /// The first of `these` that is here, and the cursor behind it.
    #[inline(always)]
    pub fn find<'b>(these: &[Self], at: Cursor<'b>) -> Option<(usize, Cursor<'b>)> {
        for (position, this) in these.iter().enumerate() {
            if let Some(behind) = this.strip(at) {
                return Some((position, behind));
            }
        }
        None
    }

    #[inline(never)]
    fn strip_long<'b>(&self, at: Cursor<'b>) -> Option<Cursor<'b>> {
        let mut at = at.strip_byte(b'"')?;
        for byte in self.text.bytes().chain(self.tail.as_str().bytes()) {
            at = at.strip_byte(byte)?;
        }
        Some(at)
    }
}

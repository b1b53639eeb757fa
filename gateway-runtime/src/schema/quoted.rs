//! Known texts, compared as a whole with what a body holds.

/// A property name or an enumerated text, prepared for a wide comparison with its usual JSON form.
///
/// The comparison only recognises the form without escapes; other spellings of the same text are found by decoding.
#[derive(Debug, Clone, Copy)]
pub struct Quoted {
    /// The text itself.
    pub(super) text: &'static str,
    /// The first 16 bytes of the JSON form, and which of them count.
    head: u128,
    mask: u128,
    /// How long the JSON form is.
    length: u32,
    tail: Tail,
}

/// What ends the JSON form.
#[derive(Debug, Clone, Copy)]
enum Tail {
    Quote,
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

/// A property name: `"name":`.
#[must_use]
pub const fn key(name: &'static str) -> Quoted {
    Quoted::new(name, Tail::Colon)
}

/// A string: `"text"`.
#[must_use]
pub const fn quoted(text: &'static str) -> Quoted {
    Quoted::new(text, Tail::Quote)
}

impl Quoted {
    #[allow(clippy::cast_possible_truncation, reason = "no source text is 4 GiB long")]
    #[allow(clippy::indexing_slicing, reason = "each index is compared with the length; evaluated while compiling")]
    const fn new(text: &'static str, tail: Tail) -> Self {
        let bytes = text.as_bytes();
        let mut head = [0; 16];
        let mut mask = [0; 16];
        head[0] = b'"';
        mask[0] = 0xff;
        let mut at = 0;
        while at < bytes.len() {
            if bytes[at] < b' ' || bytes[at] == b'"' || bytes[at] == b'\\' {
                // Must be escaped in JSON, so there is no usual form: no JSON begins with NUL, and the long comparison
                // knows it too.
                return Self { text, head: 0, mask: u128::MAX, length: u32::MAX, tail };
            }
            if at + 1 < 16 {
                head[at + 1] = bytes[at];
                mask[at + 1] = 0xff;
            }
            at += 1;
        }
        let end = tail.as_str().as_bytes();
        let mut more = 0;
        while more < end.len() {
            let place = bytes.len() + 1 + more;
            if place < 16 {
                head[place] = end[more];
                mask[place] = 0xff;
            }
            more += 1;
        }
        Self {
            text,
            head: u128::from_le_bytes(head),
            mask: u128::from_le_bytes(mask),
            length: (bytes.len() + end.len() + 1) as u32,
            tail,
        }
    }

    /// What follows the JSON form at the beginning of `bytes`.
    #[inline(always)]
    pub(super) fn strip<'b>(&self, bytes: &'b [u8]) -> Option<&'b [u8]> {
        match bytes.first_chunk() {
            Some(block) => self.strip_block(u128::from_le_bytes(*block), bytes),
            None => self.strip_long(bytes),
        }
    }

    /// The same where the first 16 bytes are already a number.
    #[inline(always)]
    fn strip_block<'b>(&self, block: u128, bytes: &'b [u8]) -> Option<&'b [u8]> {
        if (block ^ self.head) & self.mask != 0 {
            None
        } else if self.length <= 16 {
            bytes.get(self.length as usize..)
        } else {
            self.strip_long(bytes)
        }
    }

    /// The first of `these` that `bytes` begin with, and what follows.
    #[inline(always)]
    pub(super) fn find<'b>(these: &[Self], bytes: &'b [u8]) -> Option<(usize, &'b [u8])> {
        let block = bytes.first_chunk().map(|block| u128::from_le_bytes(*block));
        for (position, this) in these.iter().enumerate() {
            let rest = match block {
                Some(block) => this.strip_block(block, bytes),
                None => this.strip_long(bytes),
            };
            if let Some(rest) = rest {
                return Some((position, rest));
            }
        }
        None
    }

    #[inline(never)]
    fn strip_long<'b>(&self, bytes: &'b [u8]) -> Option<&'b [u8]> {
        if self.head == 0 {
            return None;
        }
        let text = bytes.strip_prefix(b"\"")?.strip_prefix(self.text.as_bytes())?;
        text.strip_prefix(self.tail.as_str().as_bytes())
    }
}

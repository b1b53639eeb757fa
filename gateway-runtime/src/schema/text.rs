//! String tokens (RFC 8259 section 7): where they end, and what they say.

use std::borrow::Cow;

use super::{Cursor, Place, Run, Step, block};

/// A well-formed string.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'b> {
    /// The bytes between the quotes.
    pub(super) raw: &'b [u8],
    /// Behind the closing quote.
    pub(super) rest: Cursor<'b>,
    pub(super) form: Form,
}

/// What the bytes of a string are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// ASCII without escapes.
    Plain,
    /// UTF-8 without escapes.
    Wide,
    /// With escapes.
    Escaped,
}

impl<'b> Text<'b> {
    /// What the string says, as UTF-8.
    #[inline(always)]
    pub(super) fn content(&self) -> Cow<'b, [u8]> {
        match self.form {
            Form::Plain | Form::Wide => Cow::Borrowed(self.raw),
            Form::Escaped => Cow::Owned(decode(self.raw)),
        }
    }

    /// How many Unicode scalar values the string has.
    pub(super) fn length(&self) -> usize {
        match self.form {
            Form::Plain => self.raw.len(),
            // In UTF-8 every scalar value has exactly one byte that does not continue another.
            Form::Wide => self.raw.iter().filter(|byte| (**byte & 0xc0) != 0x80).count(),
            Form::Escaped => {
                let mut ahead = self.raw;
                let mut count = 0;
                while let Some((byte, rest)) = ahead.split_first() {
                    ahead = if *byte == b'\\' { escape(rest).map_or(rest, |(_, rest)| rest) } else { rest };
                    count += usize::from((byte & 0xc0) != 0x80);
                }
                count
            }
        }
    }
}

/// Any string.
#[inline(always)]
pub fn text<'b>(run: &mut Run<'b>, at: Cursor<'b>, place: Place) -> Step<'b> {
    match usual(at) {
        Some(behind) => Some(behind),
        None => any_text(run, at, place),
    }
}

/// The same in ASCII without escapes. Only what comes after it is told the place, so that the usual case does not hand
/// it over.
fn usual(at: Cursor<'_>) -> Step<'_> {
    at.start().plain()
}

#[inline(never)]
fn any_text<'b>(run: &mut Run<'b>, at: Cursor<'b>, place: Place) -> Step<'b> {
    let at = at.start();
    if at.first() == b'"' { Some(read_any(run, at)?.rest) } else { run.mismatch(at, &"string", place) }
}

/// Reads the string that begins at `at`; anything else is wrong syntax there.
#[inline(always)]
pub(super) fn read<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Option<Text<'b>> {
    match at.plain_text() {
        Some((raw, rest)) => Some(Text { raw, rest, form: Form::Plain }),
        None => read_any(run, at),
    }
}

/// Reads any string.
#[inline(never)]
fn read_any<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Option<Text<'b>> {
    let Some((b'"', body)) = run.rest(at).split_first() else {
        run.fail(at, "syntax");
        return None;
    };
    let mut ahead = body;
    let mut escaped = false;
    let behind = loop {
        if let Some((block, behind)) = ahead.split_first_chunk() {
            let marks = block::not_text(*block);
            if marks == 0 {
                ahead = behind;
                continue;
            }
            ahead = ahead.get(block::first(marks)..).unwrap_or_default();
        }
        match ahead.split_first() {
            Some((b'"', rest)) => break Some(rest),
            Some((b'\\', rest)) => {
                escaped = true;
                match escape(rest) {
                    Some((_, rest)) => ahead = rest,
                    None => break None,
                }
            }
            Some((0..b' ', _)) | None => break None,
            Some((_, rest)) => ahead = rest,
        }
    };
    let raw = body.get(..body.len() - ahead.len()).unwrap_or_default();
    match behind {
        Some(rest) if core::str::from_utf8(raw).is_ok() => {
            let form = if escaped {
                Form::Escaped
            } else if raw.is_ascii() {
                Form::Plain
            } else {
                Form::Wide
            };
            Some(Text { raw, rest: run.behind(rest), form })
        }
        _ => {
            run.fail(at, "syntax");
            None
        }
    }
}

/// The character an escape stands for, and what follows; `after` is behind the backslash.
fn escape(after: &[u8]) -> Option<(char, &[u8])> {
    let (kind, rest) = after.split_first()?;
    let simple = match kind {
        b'"' | b'\\' | b'/' => char::from(*kind),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => {
            let (first, rest) = unit(rest)?;
            return match first {
                0xd800..0xdc00 => {
                    let (second, rest) = unit(rest.strip_prefix(b"\\u")?)?;
                    let low = second.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                    Some((char::from_u32(0x10000 + ((first - 0xd800) << 10) + low)?, rest))
                }
                _ => Some((char::from_u32(first)?, rest)),
            };
        }
        _ => return None,
    };
    Some((simple, rest))
}

/// Four hexadecimal digits.
fn unit(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, rest) = bytes.split_first_chunk::<4>()?;
    let unit = digits.iter().try_fold(0, |unit, digit| Some(unit << 4 | char::from(*digit).to_digit(16)?))?;
    Some((unit, rest))
}

/// Resolves the escapes of a well-formed string.
#[cold]
#[inline(never)]
pub(super) fn decode(raw: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(raw.len());
    let mut ahead = raw;
    while let Some((byte, rest)) = ahead.split_first() {
        ahead = rest;
        match if *byte == b'\\' { escape(rest) } else { None } {
            Some((character, rest)) => {
                decoded.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                ahead = rest;
            }
            None => decoded.push(*byte),
        }
    }
    decoded
}

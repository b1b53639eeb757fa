//! Strings in which something is encoded, decoded where they stand, and lists, which are written anew.

use core::ops::Range;

use super::Reader;
use super::stands::stands_for;
use crate::contract::{List, Reading};
use crate::percent::{digit, is_unreserved};

impl Reader<'_, '_> {
    /// Appends the items from `at` on, the first of which has its first special byte at `stop`. Gives the end of the value.
    pub(super) fn items(
        &mut self,
        list: &List,
        mut at: usize,
        mut stop: usize,
        delimiter: Option<u8>,
    ) -> Option<usize> {
        let [reading] = list.items.readings else { return None };
        loop {
            if self.items == list.most {
                return None;
            }
            self.items += 1;
            if *reading == Reading::String {
                stop = self.text(at, stop, delimiter)?;
            } else {
                let value = self.bytes(at..stop)?;
                if !stands_for(value, *reading) {
                    return None;
                }
                self.texts.extend_from_slice(value);
            }
            let byte = self.byte(stop);
            if byte == b'&' {
                return Some(stop);
            }
            if Some(byte) != delimiter {
                return None;
            }
            self.texts.push(b',');
            at = stop + 1;
            stop = self.specials.next();
        }
    }

    /// Appends the string that begins at `at` and has its first special byte at `stop`. Gives where it ends: at the delimiter or
    /// at the end of the value.
    #[inline]
    pub(super) fn text(&mut self, mut at: usize, mut stop: usize, delimiter: Option<u8>) -> Option<usize> {
        let start = self.texts.len();
        let mut is_ascii = true;
        self.texts.push(b'"');
        loop {
            self.texts.extend_from_slice(self.bytes(at..stop)?);
            let byte = self.byte(stop);
            if byte == b'&' || Some(byte) == delimiter {
                break;
            }
            let byte = self.decoded(stop, byte, &mut at)?;
            is_ascii &= byte.is_ascii();
            if matches!(byte, b'"' | b'\\') {
                self.texts.push(b'\\');
            }
            self.texts.push(byte);
            stop = self.specials.next();
        }
        if !is_ascii {
            core::str::from_utf8(self.texts.get(start..)?).ok()?;
        }
        self.texts.push(b'"');
        Some(stop)
    }

    /// The string behind a sign, whose first special byte is at `stop`, made JSON where it stands: no text is longer than it
    /// came. Gives its place and where the value ends.
    pub(super) fn decode_in_place(&mut self, sign: usize, mut stop: usize) -> Option<(Range<usize>, usize)> {
        let mut at = sign + 1;
        let mut to = at;
        let mut is_ascii = true;
        loop {
            if to != at {
                self.texts.get(at..stop)?;
                self.texts.copy_within(at..stop, to);
            }
            to += stop - at;
            let byte = self.byte(stop);
            if byte == b'&' {
                break;
            }
            let byte = self.decoded(stop, byte, &mut at)?;
            is_ascii &= byte.is_ascii();
            if matches!(byte, b'"' | b'\\') {
                // The escape takes two of the three bytes it came in.
                if at - stop < 2 {
                    return None;
                }
                *self.texts.get_mut(to)? = b'\\';
                to += 1;
            }
            *self.texts.get_mut(to)? = byte;
            to += 1;
            stop = self.specials.next();
        }
        if !is_ascii {
            core::str::from_utf8(self.texts.get(sign + 1..to)?).ok()?;
        }
        *self.texts.get_mut(sign)? = b'"';
        *self.texts.get_mut(to)? = b'"';
        Some((sign..to + 1, stop))
    }

    /// What the special byte at `stop` stands for, alone or with the two behind it; `at` becomes what is behind all of it. The
    /// query is written anew where this is not its form in it.
    #[inline]
    fn decoded(&mut self, stop: usize, byte: u8, at: &mut usize) -> Option<u8> {
        *at = stop + 1;
        let byte = match byte {
            b'%' => {
                let [high, low] = *self.bytes(stop + 1..stop + 3)?.first_chunk()?;
                *at = stop + 3;
                let byte = digit(high)? << 4 | digit(low)?;
                if is_unreserved(byte) || high.is_ascii_lowercase() || low.is_ascii_lowercase() {
                    self.rewrite_byte(stop..*at, byte)?;
                }
                byte
            }
            byte => {
                let byte = if byte == b'+' { b' ' } else { byte };
                self.rewrite_byte(stop..*at, byte)?;
                byte
            }
        };
        // NUL is nobody's text, and other control characters are escaped in another way.
        (byte >= b' ').then_some(byte)
    }
}

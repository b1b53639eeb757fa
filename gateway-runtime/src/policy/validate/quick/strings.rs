//! Values that are written anew: lists, and strings in which something is encoded.

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
            at = stop + 1;
            let byte = match byte {
                b'%' => {
                    let [high, low] = *self.bytes(at..at + 2)?.first_chunk()?;
                    at += 2;
                    let byte = digit(high)? << 4 | digit(low)?;
                    if is_unreserved(byte) || high.is_ascii_lowercase() || low.is_ascii_lowercase() {
                        self.rewrite_byte(stop..at, byte)?;
                    }
                    byte
                }
                byte => {
                    let byte = if byte == b'+' { b' ' } else { byte };
                    self.rewrite_byte(stop..at, byte)?;
                    byte
                }
            };
            match byte {
                b'"' | b'\\' => self.texts.extend_from_slice(&[b'\\', byte]),
                b' '.. => {
                    is_ascii &= byte.is_ascii();
                    self.texts.push(byte);
                }
                // NUL is nobody's text, and other control characters are escaped in another way.
                0..=0x1f => return None,
            }
            stop = self.specials.next();
        }
        if !is_ascii {
            core::str::from_utf8(self.texts.get(start..)?).ok()?;
        }
        self.texts.push(b'"');
        Some(stop)
    }
}

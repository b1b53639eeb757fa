//! The head of a member (RFC 1952 §2.3).

use flate2::Crc;

use super::GzipFlaw;

/// The most bytes of a head. Its fields say nothing that is used.
const MAX_BYTES: u16 = 4096;

const FHCRC: u8 = 1 << 1;
const FEXTRA: u8 = 1 << 2;
const FNAME: u8 = 1 << 3;
const FCOMMENT: u8 = 1 << 4;
const RESERVED: u8 = 0b1110_0000;

/// A head while it arrives. Its memory is constant.
#[derive(Debug)]
pub(super) struct Header {
    place: Place,
    /// The optional fields to come.
    flags: u8,
    count: u16,
    checksum: Crc,
}

/// Where in a head the next byte stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the ten bytes that each head has.
    Fixed(u8),
    ExtraLengthLow,
    ExtraLengthHigh {
        low: u8,
    },
    Extra {
        left: u16,
    },
    /// In the name or the comment, up to its zero.
    Text,
    ChecksumLow,
    ChecksumHigh {
        low: u8,
    },
    End,
}

impl Header {
    pub(super) fn new() -> Self {
        Self { place: Place::Fixed(0), flags: 0, count: 0, checksum: Crc::new() }
    }

    /// Whether the head ends with this byte.
    pub(super) fn is_complete_with(&mut self, byte: u8) -> Result<bool, GzipFlaw> {
        self.count += 1;
        let is_sound = match self.place {
            Place::Fixed(0) => byte == 0x1f,
            Place::Fixed(1) => byte == 0x8b,
            Place::Fixed(2) => byte == 8,
            Place::Fixed(3) => {
                self.flags = byte;
                byte & RESERVED == 0
            }
            Place::ChecksumHigh { low } => u32::from(u16::from_le_bytes([low, byte])) == self.checksum.sum() & 0xffff,
            Place::Fixed(_)
            | Place::ExtraLengthLow
            | Place::ExtraLengthHigh { .. }
            | Place::Extra { .. }
            | Place::Text
            | Place::ChecksumLow
            | Place::End => true,
        };
        if !is_sound || self.count > MAX_BYTES {
            return Err(GzipFlaw::Header);
        }
        let is_checked = matches!(self.place, Place::ChecksumLow | Place::ChecksumHigh { .. });
        if !is_checked {
            self.checksum.update(&[byte]);
        }
        self.place = match self.place {
            Place::Fixed(at) if at < 9 => Place::Fixed(at + 1),
            Place::ExtraLengthLow => Place::ExtraLengthHigh { low: byte },
            Place::ExtraLengthHigh { low } if [low, byte] != [0, 0] => {
                Place::Extra { left: u16::from_le_bytes([low, byte]) }
            }
            Place::Extra { left } if left > 1 => Place::Extra { left: left - 1 },
            Place::Text if byte != 0 => Place::Text,
            Place::ChecksumLow => Place::ChecksumHigh { low: byte },
            Place::Fixed(_)
            | Place::ExtraLengthHigh { .. }
            | Place::Extra { .. }
            | Place::Text
            | Place::ChecksumHigh { .. }
            | Place::End => self.next_field(),
        };
        Ok(self.place == Place::End)
    }

    fn next_field(&mut self) -> Place {
        let fields = [
            (FEXTRA, Place::ExtraLengthLow),
            (FNAME, Place::Text),
            (FCOMMENT, Place::Text),
            (FHCRC, Place::ChecksumLow),
        ];
        let next = fields.into_iter().find(|(flag, _)| self.flags & flag != 0);
        next.map_or(Place::End, |(flag, place)| {
            self.flags &= !flag;
            place
        })
    }
}

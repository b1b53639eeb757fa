//! Inflating one gzip member (RFC 1952) as it arrives, under limits.

mod header;

use core::fmt;

use flate2::{Crc, Decompress, FlushDecompress, Status};

use self::header::Header;

/// The most bytes that one step gives.
const STEP_BYTES: usize = 16 << 10;

/// How much may be inflated before its ratio counts: short texts that repeat themselves are no attack.
const FREE_BYTES: u64 = 64 << 10;

/// How much a member may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GzipLimits {
    /// The most bytes it may hold.
    pub max_bytes: u64,
    /// How many bytes it may hold for each byte of its own, once it holds more than 64 KiB.
    pub max_ratio: u32,
}

/// What is wrong with a gzip member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GzipFlaw {
    /// It does not begin with the head of a member: another format, a method other than DEFLATE, a reserved flag, a
    /// wrong checksum of the head, or a head of more than 4 KiB.
    Header,
    /// Its data is not DEFLATE (RFC 1951).
    Data,
    /// The checksum or the length at its end is not that of its data.
    Checksum,
    /// It ends before its end, or there is nothing.
    Truncated,
    /// Something follows its end, such as a second member.
    Trailing,
    /// It holds more bytes for each of its own than the limit.
    Ratio,
    /// It holds more bytes than the limit.
    TooLarge,
}

impl GzipFlaw {
    /// The keyword of the flaw.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Header => "gzip-header",
            Self::Data => "gzip-data",
            Self::Checksum => "gzip-checksum",
            Self::Truncated => "gzip-truncated",
            Self::Trailing => "gzip-trailing",
            Self::Ratio => "gzip-max-ratio",
            Self::TooLarge => "gzip-max-bytes",
        }
    }
}

/// Exactly one member while it arrives. Its memory is constant, about 80 KiB. What it gives, and the verdict, do not
/// depend on how its bytes are cut, but for one thing: a ratio within a few bytes of its limit may count as either.
///
/// Bytes that inflate to nothing have no limit here: whoever feeds it counts what it feeds.
pub struct Gunzip {
    limits: GzipLimits,
    place: Place,
    inflate: Decompress,
    checksum: Crc,
    taken: u64,
    given: u64,
    output: Box<[u8]>,
}

#[derive(Debug)]
enum Place {
    Header(Header),
    Data,
    /// In the checksum and the length, this many bytes in; those are shifted in from above.
    Trailer {
        bytes: u64,
        count: u8,
    },
    End,
    Failed(GzipFlaw),
}

impl fmt::Debug for Gunzip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gunzip").field("place", &self.place).field("given", &self.given).finish_non_exhaustive()
    }
}

impl Gunzip {
    /// A member that has not begun.
    pub fn new(limits: GzipLimits) -> Self {
        Self {
            limits,
            place: Place::Header(Header::new()),
            inflate: Decompress::new(false),
            checksum: Crc::new(),
            taken: 0,
            given: 0,
            output: vec![0; STEP_BYTES].into(),
        }
    }

    /// Goes on, and takes what was read off the front of `input`. Gives at most 16 KiB, which are no promise until
    /// [`finish`](Self::finish). `None` where all of `input` was read and more is needed to go on. A flaw is final.
    pub fn read(&mut self, input: &mut &[u8]) -> Result<Option<&[u8]>, GzipFlaw> {
        let before = input.len();
        let step = self.advance(input, before);
        self.taken += (before - input.len()) as u64;
        match step {
            Ok(0) => Ok(None),
            Ok(count) => Ok(self.output.get(..count)),
            Err(flaw) => {
                self.place = Place::Failed(flaw);
                Err(flaw)
            }
        }
    }

    /// Ends the member: its end was read, and it was right.
    pub fn finish(self) -> Result<(), GzipFlaw> {
        match self.place {
            Place::End => Ok(()),
            Place::Failed(flaw) => Err(flaw),
            Place::Header(_) | Place::Data | Place::Trailer { .. } => Err(GzipFlaw::Truncated),
        }
    }

    /// How many bytes were put into the output.
    fn advance(&mut self, input: &mut &[u8], before: usize) -> Result<usize, GzipFlaw> {
        loop {
            match &mut self.place {
                Place::Failed(flaw) => return Err(*flaw),
                // Inflated bytes may wait for room, so this goes on without input too.
                Place::Data => {
                    let (count, is_end) = self.data(input, before)?;
                    if is_end {
                        self.place = Place::Trailer { bytes: 0, count: 0 };
                    }
                    if count > 0 || (!is_end && input.is_empty()) {
                        return Ok(count);
                    }
                }
                place => {
                    let Some((byte, rest)) = input.split_first() else { return Ok(0) };
                    *input = rest;
                    match place {
                        Place::Header(header) => {
                            if header.is_complete_with(*byte)? {
                                *place = Place::Data;
                            }
                        }
                        Place::Trailer { bytes, count } => {
                            (*bytes, *count) = (*bytes >> 8 | u64::from(*byte) << 56, *count + 1);
                            if *count == 8 {
                                let expected = u64::from(self.checksum.sum()) | (self.given & 0xffff_ffff) << 32;
                                if *bytes != expected {
                                    return Err(GzipFlaw::Checksum);
                                }
                                *place = Place::End;
                            }
                        }
                        Place::Data | Place::End | Place::Failed(_) => return Err(GzipFlaw::Trailing),
                    }
                }
            }
        }
    }

    /// Inflates once: how many bytes, and whether they are the last.
    fn data(&mut self, input: &mut &[u8], before: usize) -> Result<(usize, bool), GzipFlaw> {
        let (read, written) = (self.inflate.total_in(), self.inflate.total_out());
        let status = self.inflate.decompress(input, &mut self.output, FlushDecompress::None);
        let count = |total: u64, before: u64| usize::try_from(total - before).unwrap_or(usize::MAX);
        let (read, written) = (count(self.inflate.total_in(), read), count(self.inflate.total_out(), written));
        *input = input.get(read..).unwrap_or_default();
        let is_end = match status {
            Ok(Status::StreamEnd) => true,
            // It neither reads nor writes, and will not.
            Ok(Status::Ok | Status::BufError) if read == 0 && written == 0 && !input.is_empty() => {
                return Err(GzipFlaw::Data);
            }
            Ok(Status::Ok | Status::BufError) => false,
            Err(_) => return Err(GzipFlaw::Data),
        };
        self.given += written as u64;
        let taken = self.taken + (before - input.len()) as u64;
        if self.given > self.limits.max_bytes {
            return Err(GzipFlaw::TooLarge);
        }
        if self.given > FREE_BYTES && self.given > taken.saturating_mul(u64::from(self.limits.max_ratio)) {
            return Err(GzipFlaw::Ratio);
        }
        self.checksum.update(self.output.get(..written).unwrap_or_default());
        Ok((written, is_end))
    }
}

#[cfg(test)]
mod tests;

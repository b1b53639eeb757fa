//! The chunked coding, followed byte by byte (RFC 9112 §7.1) and stricter than the standard allows.

use super::byte::is_token;

/// The most hex digits of a chunk size; more could only be zeros or an overflow.
const MAX_SIZE_DIGITS: u8 = 15;

/// The most bytes of chunk extensions in one message.
const MAX_EXTENSIONS: u16 = 4096;

/// The most bytes of trailers in one message.
const MAX_TRAILERS: u16 = 4096;

/// The most trailer lines in one message.
const MAX_TRAILER_LINES: u8 = 32;

/// Where in a chunked body the next byte stands.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// In a chunk size of this many digits.
    Size { digits: u8, size: u64 },
    /// In the extensions behind the size.
    Extension { size: u64 },
    /// At the LF that ends the size line.
    SizeEnd { size: u64 },
    /// In the data, with this many bytes to come.
    Data { left: u64 },
    /// At the CR behind the data.
    DataCr,
    /// At the LF behind the data.
    DataLf,
    /// At the first byte of a trailer line, or at the CR of the empty line.
    LineStart,
    /// In the name of a trailer.
    Name,
    /// In the value of a trailer.
    Value,
    /// At the LF of a trailer line.
    LineEnd,
    /// At the LF of the empty line.
    LastLf,
}

/// One chunked body. Its memory is constant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chunked {
    place: Place,
    extensions: u16,
    trailers: u16,
    lines: u8,
}

/// The bytes are not a chunked body, or one with more extensions or trailers than the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Malformed;

/// How far a body was followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    /// It goes on behind the given bytes.
    Open,
    /// It ends after this many of them.
    Complete(usize),
}

impl Chunked {
    pub(super) fn new() -> Self {
        Self { place: Place::Size { digits: 0, size: 0 }, extensions: 0, trailers: 0, lines: 0 }
    }

    /// Follows the body through `bytes`. An error carries how many bytes before the fault are good.
    pub(super) fn advance(&mut self, bytes: &[u8]) -> Result<Progress, (usize, Malformed)> {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if let Place::Data { left } = self.place {
                let here = bytes.len() - at;
                let taken = usize::try_from(left).map_or(here, |left| left.min(here));
                at += taken;
                let left = left - taken as u64;
                self.place = if left == 0 { Place::DataCr } else { Place::Data { left } };
                continue;
            }
            let Some(place) = self.step(byte).map_err(|fault| (at, fault))? else {
                return Ok(Progress::Complete(at + 1));
            };
            self.place = place;
            at += 1;
        }
        Ok(Progress::Open)
    }

    /// The place behind `byte`, `None` behind the last one.
    fn step(&mut self, byte: u8) -> Result<Option<Place>, Malformed> {
        Ok(Some(match (self.place, byte) {
            (Place::Size { digits, size }, _) if byte.is_ascii_hexdigit() => {
                if digits == MAX_SIZE_DIGITS {
                    return Err(Malformed);
                }
                Place::Size { digits: digits + 1, size: size << 4 | hex(byte) }
            }
            (Place::Size { digits: 1.., size }, b';') => Place::Extension { size },
            (Place::Size { digits: 1.., size } | Place::Extension { size }, b'\r') => Place::SizeEnd { size },
            (Place::Extension { size }, b'\t' | b' '..=b'~') => {
                self.extensions = bounded(self.extensions, MAX_EXTENSIONS)?;
                Place::Extension { size }
            }
            (Place::SizeEnd { size: 0 } | Place::LineEnd, b'\n') => Place::LineStart,
            (Place::SizeEnd { size }, b'\n') => Place::Data { left: size },
            (Place::DataCr, b'\r') => Place::DataLf,
            (Place::DataLf, b'\n') => Place::Size { digits: 0, size: 0 },
            (Place::LineStart, b'\r') => Place::LastLf,
            (Place::LineStart, _) if is_token(byte) => {
                if self.lines == MAX_TRAILER_LINES {
                    return Err(Malformed);
                }
                self.lines += 1;
                self.trailer(Place::Name)?
            }
            (Place::Name, _) if is_token(byte) => self.trailer(Place::Name)?,
            (Place::Value, b'\r') => Place::LineEnd,
            (Place::Name, b':') | (Place::Value, b'\t' | b' '..=b'~' | 0x80..) => self.trailer(Place::Value)?,
            (Place::LastLf, b'\n') => return Ok(None),
            _ => return Err(Malformed),
        }))
    }

    fn trailer(&mut self, place: Place) -> Result<Place, Malformed> {
        self.trailers = bounded(self.trailers, MAX_TRAILERS)?;
        Ok(place)
    }
}

fn bounded(count: u16, max: u16) -> Result<u16, Malformed> {
    if count < max { Ok(count + 1) } else { Err(Malformed) }
}

fn hex(digit: u8) -> u64 {
    u64::from(if digit.is_ascii_digit() { digit - b'0' } else { (digit | 0x20) - b'a' + 10 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn follow(body: &[u8]) -> Result<Progress, (usize, Malformed)> {
        let whole = Chunked::new().advance(body);
        for cut in 0..body.len() {
            let mut chunked = Chunked::new();
            let split = match chunked.advance(&body[..cut]) {
                Ok(Progress::Open) => match chunked.advance(&body[cut..]) {
                    Ok(Progress::Complete(at)) => Ok(Progress::Complete(at + cut)),
                    Err((at, fault)) => Err((at + cut, fault)),
                    open => open,
                },
                early => early,
            };
            assert_eq!(split, whole, "cut at {cut} of {body:?}");
        }
        whole
    }

    #[test]
    fn whole_bodies() {
        for body in ["0\r\n\r\n", "1\r\na\r\n0\r\n\r\n", "A;x=\"y\"\r\n0123456789\r\n00\r\nX: y\r\nZ:\r\n\r\n"] {
            assert_eq!(follow(body.as_bytes()), Ok(Progress::Complete(body.len())), "{body}");
        }
        assert_eq!(follow(b"2\r\nab\r\n0\r\n\r\nGET"), Ok(Progress::Complete(12)));
        assert_eq!(follow(b"2\r\na"), Ok(Progress::Open));
    }

    #[test]
    fn faults() {
        let long = format!("1;{}\r\n", "e".repeat(5000));
        let trailers = format!("0\r\n{}", "a:b\r\n".repeat(33));
        let trailer = format!("0\r\na:{}", "b".repeat(5000));
        for (body, at) in [
            ("\r\n", 0),
            ("0x1\r\n", 1),
            ("+1\r\n", 0),
            ("-1\r\n", 0),
            ("1_0\r\n", 1),
            ("Z\r\n", 0),
            ("1 \r\n", 1),
            ("1\n", 1),
            ("1\ra", 2),
            ("0000000000000001\r\n", 15),
            ("fffffffffffffffff\r\n", 15),
            ("1;a\n", 3),
            ("1;a\rb", 4),
            ("1\r\nZXX0\r\n", 4),
            ("1\r\nZ\n", 4),
            ("1\r\nZ\rX", 5),
            ("0\r\n a: b\r\n", 3),
            ("0\r\na b\r\n", 4),
            ("0\r\na: b\n", 7),
            ("0\r\n\rX", 4),
            ("0\r\n:b", 3),
            ("0\r\na:\0", 5),
        ] {
            assert_eq!(follow(body.as_bytes()), Err((at, Malformed)), "{body:?}");
        }
        for body in [long, trailers, trailer] {
            assert!(Chunked::new().advance(body.as_bytes()).is_err());
        }
    }
}

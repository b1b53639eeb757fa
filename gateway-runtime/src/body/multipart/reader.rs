//! Reading a message as its bytes arrive.

use core::fmt;
use core::ops::Range;

use memchr::memmem::Finder;

use super::head::Draft;
use super::{Boundary, MultipartFlaw, PartHead};

/// How large a message may be. The data of one part has no limit here: whoever takes it counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most parts.
    pub max_parts: usize,
    /// The most bytes of the head of one part, line ends included.
    pub max_part_head_bytes: usize,
    /// The most bytes of the whole message.
    pub max_total_bytes: u64,
}

/// What comes next in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event<'a> {
    /// A part begins.
    Part(PartHead),
    /// Data of the part, not empty. How it is cut depends on how the message arrived.
    Data(&'a [u8]),
    /// The part ends.
    PartEnd,
}

/// A reader of one message. It holds the head of one part and less than one boundary of its data, whatever arrives. The
/// verdict on a message, and what is read from a sound one, do not depend on how its bytes are cut. The end of data is found by
/// a search for the whole boundary, in time linear in the data.
pub struct Reader {
    limits: Limits,
    declared: &'static [&'static str],
    /// CRLF, two hyphens, the boundary: what ends the data of a part.
    delimiter: Vec<u8>,
    /// Finds a delimiter without its CR. A line feed is in no boundary, so finds never overlap.
    finder: Finder<'static>,
    place: Place,
    total_bytes: u64,
    parts: usize,
    head_bytes: usize,
    line: Vec<u8>,
    draft: Draft,
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("place", &self.place)
            .field("total_bytes", &self.total_bytes)
            .finish_non_exhaustive()
    }
}

/// Where in a message the next byte stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the first delimiter, which has no CRLF before it; this many of its bytes are there.
    Start(usize),
    /// Behind a boundary.
    Behind(Behind),
    /// In the head of a part.
    Head,
    /// In data, and nothing is held.
    Data,
    /// In data, behind a range of the delimiter, which is held: it may turn out to be data.
    Held { from: usize, to: usize },
    /// Where something is wrong.
    Failed(MultipartFlaw),
}

/// What of a boundary's line was read behind the boundary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Behind {
    Nothing,
    Cr,
    Hyphen,
    /// Two hyphens: it is the final one.
    Hyphens,
    HyphensCr,
    /// Two hyphens and a line end, which is the end.
    HyphensLine,
}

/// Where in the delimiter its line feed stands: a range from here is a delimiter without its CR.
const LINE_FEED: usize = 1;
/// Where in the delimiter its hyphens stand: a range from here is a delimiter without a line end.
const HYPHENS: usize = 2;

/// An [`Event`] that does not borrow the reader yet.
enum Step<'a> {
    Part(PartHead),
    Data(&'a [u8]),
    /// A range of the delimiter is data.
    Delimiter(Range<usize>),
    PartEnd,
}

impl Reader {
    /// A reader of a message with this boundary. Parts may have the `declared` header fields beside
    /// `Content-Disposition` and `Content-Type`; letter case does not count.
    pub fn new(boundary: &Boundary, limits: Limits, declared: &'static [&'static str]) -> Self {
        let delimiter = [b"\r\n--", boundary.as_str().as_bytes()].concat();
        let finder = Finder::new(delimiter.get(LINE_FEED..).unwrap_or_default()).into_owned();
        let place = Place::Start(HYPHENS);
        let (line, draft) = (Vec::new(), Draft::default());
        Self { limits, declared, delimiter, finder, place, total_bytes: 0, parts: 0, head_bytes: 0, line, draft }
    }

    /// Reads on, and takes what was read off the front of `input`. `None` where all of it was read and more is needed to
    /// go on. A flaw is final.
    pub fn read<'e, 'i: 'e>(&'e mut self, input: &mut &'i [u8]) -> Result<Option<Event<'e>>, MultipartFlaw> {
        let left = usize::try_from(self.limits.max_total_bytes.saturating_sub(self.total_bytes)).unwrap_or(usize::MAX);
        let (mut within, beyond) = input.split_at_checked(left).unwrap_or((input, &[]));
        let before = within.len();
        let step = self.advance(&mut within).and_then(|step| match step {
            None if !beyond.is_empty() => Err(MultipartFlaw::TooLarge),
            step => Ok(step),
        });
        let taken = before - within.len();
        self.total_bytes += taken as u64;
        *input = input.get(taken..).unwrap_or_default();
        match step {
            Ok(None) => Ok(None),
            Ok(Some(Step::Part(head))) => Ok(Some(Event::Part(head))),
            Ok(Some(Step::Data(data))) => Ok(Some(Event::Data(data))),
            Ok(Some(Step::Delimiter(range))) => Ok(Some(Event::Data(self.delimiter.get(range).unwrap_or_default()))),
            Ok(Some(Step::PartEnd)) => Ok(Some(Event::PartEnd)),
            Err(flaw) => {
                self.place = Place::Failed(flaw);
                Err(flaw)
            }
        }
    }

    /// Ends the message: its final boundary was read.
    pub fn finish(self) -> Result<(), MultipartFlaw> {
        match self.place {
            Place::Behind(Behind::Hyphens | Behind::HyphensLine) => Ok(()),
            Place::Failed(flaw) => Err(flaw),
            Place::Behind(Behind::Nothing | Behind::Cr | Behind::Hyphen | Behind::HyphensCr)
            | Place::Start(_)
            | Place::Head
            | Place::Data
            | Place::Held { .. } => Err(MultipartFlaw::Truncated),
        }
    }

    fn advance<'i>(&mut self, input: &mut &'i [u8]) -> Result<Option<Step<'i>>, MultipartFlaw> {
        while let Some(&byte) = input.first() {
            let step = match self.place {
                Place::Start(to) => self.start(to, input)?,
                Place::Head => self.head(input)?,
                Place::Data => self.data(input),
                Place::Held { from, to } => self.held(from, to, input)?,
                Place::Failed(flaw) => return Err(flaw),
                Place::Behind(read) => {
                    self.place = self.behind(read, byte)?;
                    take(input, 1);
                    None
                }
            };
            if step.is_some() {
                return Ok(step);
            }
        }
        if let Place::Failed(flaw) = self.place { Err(flaw) } else { Ok(None) }
    }

    /// The bytes of `input` that go on with the delimiter from `at`, and whether that is all of it.
    fn follow(&self, at: usize, input: &mut &[u8]) -> (usize, bool) {
        let awaited = self.delimiter.get(at..).unwrap_or_default();
        let same = awaited.iter().zip(*input).take_while(|(awaited, byte)| awaited == byte).count();
        take(input, same);
        (at + same, same == awaited.len())
    }

    fn start<'i>(&mut self, at: usize, input: &mut &'i [u8]) -> Result<Option<Step<'i>>, MultipartFlaw> {
        let (to, is_whole) = self.follow(at, input);
        self.place = if is_whole { Place::Behind(Behind::Nothing) } else { Place::Start(to) };
        if is_whole || input.is_empty() { Ok(None) } else { Err(MultipartFlaw::Preamble) }
    }

    /// One byte behind a boundary, which ends with CRLF, or with two hyphens where it is the final one.
    fn behind(&mut self, read: Behind, byte: u8) -> Result<Place, MultipartFlaw> {
        match read {
            Behind::Nothing => match byte {
                b'\r' => Ok(Place::Behind(Behind::Cr)),
                b'-' => Ok(Place::Behind(Behind::Hyphen)),
                b' ' | b'\t' => Err(MultipartFlaw::Padding),
                b'\n' => Err(MultipartFlaw::LineEnd),
                _ => Err(MultipartFlaw::Boundary),
            },
            Behind::Cr if byte != b'\n' => Err(MultipartFlaw::LineEnd),
            Behind::Cr if self.parts >= self.limits.max_parts => Err(MultipartFlaw::TooManyParts),
            Behind::Cr => {
                self.parts += 1;
                self.head_bytes = 0;
                Ok(Place::Head)
            }
            Behind::Hyphen if byte != b'-' => Err(MultipartFlaw::Boundary),
            Behind::Hyphen if self.parts == 0 => Err(MultipartFlaw::NoPart),
            Behind::Hyphen => Ok(Place::Behind(Behind::Hyphens)),
            Behind::Hyphens if byte == b'\r' => Ok(Place::Behind(Behind::HyphensCr)),
            Behind::HyphensCr if byte == b'\n' => Ok(Place::Behind(Behind::HyphensLine)),
            Behind::Hyphens | Behind::HyphensCr | Behind::HyphensLine => Err(MultipartFlaw::Epilogue),
        }
    }

    fn head<'i>(&mut self, input: &mut &'i [u8]) -> Result<Option<Step<'i>>, MultipartFlaw> {
        let end = memchr::memchr(b'\n', input);
        let piece = take(input, end.map_or(input.len(), |end| end + 1));
        self.head_bytes = self.head_bytes.saturating_add(piece.len());
        if self.head_bytes > self.limits.max_part_head_bytes {
            return Err(MultipartFlaw::PartHeadTooLarge);
        }
        self.line.extend_from_slice(piece);
        if end.is_none() {
            return Ok(None);
        }
        let line = self.line.strip_suffix(b"\r\n").ok_or(MultipartFlaw::LineEnd)?;
        if line.is_empty() {
            self.line.clear();
            // A boundary at the very start of the data would end a part that has no data, for some readers.
            self.place = Place::Held { from: HYPHENS, to: HYPHENS };
            return core::mem::take(&mut self.draft).finish().map(Step::Part).map(Some);
        }
        self.draft.add(line, self.declared)?;
        self.line.clear();
        Ok(None)
    }

    /// Data, and nothing is held.
    fn data<'i>(&mut self, input: &mut &'i [u8]) -> Option<Step<'i>> {
        let (end, from, to) = match self.finder.find(input) {
            Some(at) => {
                let (end, from) = with_return(input, at);
                (end, from, from)
            }
            None => match self.begun(input) {
                Some((end, from)) => (end, from, from + (input.len() - end)),
                None => return Some(Step::Data(take(input, input.len()))),
            },
        };
        self.place = Place::Held { from, to };
        let data = take(input, end);
        take(input, to - from);
        (!data.is_empty()).then_some(Step::Data(data))
    }

    /// Where at the end of `input` a delimiter begins that may go on, and whether with its CR. Only the last line feed
    /// can be in one.
    fn begun(&self, input: &[u8]) -> Option<(usize, usize)> {
        let longest = self.delimiter.len() - HYPHENS;
        let start = input.len().saturating_sub(longest);
        let feed = memchr::memrchr(b'\n', input.get(start..).unwrap_or_default()).map(|at| start + at);
        let line = |at: &usize| self.finder.needle().starts_with(input.get(*at..).unwrap_or_default());
        match feed.filter(line) {
            Some(at) => Some(with_return(input, at)),
            None => input.ends_with(b"\r").then(|| (input.len() - 1, 0)),
        }
    }

    /// Data, behind what may be a delimiter.
    fn held<'i>(&mut self, from: usize, at: usize, input: &mut &'i [u8]) -> Result<Option<Step<'i>>, MultipartFlaw> {
        let (to, is_whole) = self.follow(at, input);
        if is_whole {
            self.place = Place::Behind(Behind::Nothing);
            return match from {
                LINE_FEED => Err(MultipartFlaw::LineEnd),
                HYPHENS => Err(MultipartFlaw::Boundary),
                _ => Ok(Some(Step::PartEnd)),
            };
        }
        if input.is_empty() {
            self.place = Place::Held { from, to };
            return Ok(None);
        }
        self.place = Place::Data;
        Ok((to > from).then_some(Step::Delimiter(from..to)))
    }
}

/// Where a line end begins whose line feed stands at `at`, and where in the delimiter that is.
fn with_return(input: &[u8], at: usize) -> (usize, usize) {
    match at.checked_sub(1).filter(|before| input.get(*before) == Some(&b'\r')) {
        Some(before) => (before, 0),
        None => (at, LINE_FEED),
    }
}

/// Takes `count` bytes off the front.
fn take<'i>(input: &mut &'i [u8], count: usize) -> &'i [u8] {
    let (taken, rest) = input.split_at_checked(count).unwrap_or((input, &[]));
    *input = rest;
    taken
}

#[cfg(test)]
pub(super) mod tests;

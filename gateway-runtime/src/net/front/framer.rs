//! Follows the messages on one connection, so that it is known for every byte what it is.

use super::chunk::{Chunked, Progress};
use super::field::Framing;
use super::head::{self, Head};
use super::usual;
use crate::denial::Denial;

/// What the next byte belongs to.
#[derive(Debug, Clone, Copy)]
enum Place {
    Head,
    Length(u64),
    Chunked(Chunked),
}

/// Follows one client's bytes. Sans I/O; its memory is constant.
#[derive(Debug)]
pub(super) struct Framer {
    place: Place,
    /// How much of an incomplete head has been searched for line ends.
    searched: usize,
    /// Heads that passed.
    heads: u64,
}

/// Why the framer went no further.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// It needs bytes that are not there yet.
    Starved,
    /// A head is refused.
    Refused(Denial),
    /// A body is not framed as it must be.
    Malformed,
}

impl Framer {
    pub(super) fn new() -> Self {
        Self { place: Place::Head, searched: 0, heads: 0 }
    }

    /// How many heads have passed.
    pub(super) fn heads(&self) -> u64 {
        self.heads
    }

    /// Follows `bytes`, which start behind the last cleared byte, and says how many of them are cleared now: whole
    /// heads, and bodies as they come. What is not cleared must be given again with what follows.
    pub(super) fn advance(&mut self, bytes: &[u8]) -> (usize, Stop) {
        let mut cleared = 0;
        // Most reads bring one head and nothing else.
        if self.searched == 0
            && let Place::Head = self.place
            && let Some(head) = usual::check(bytes)
        {
            cleared = self.begin(head);
            if cleared == bytes.len() {
                return (cleared, Stop::Starved);
            }
        }
        self.follow(bytes, cleared)
    }

    /// The same where the first bytes are cleared.
    #[inline(never)]
    fn follow(&mut self, bytes: &[u8], mut cleared: usize) -> (usize, Stop) {
        while let Some(rest) = bytes.get(cleared..).filter(|rest| !rest.is_empty()) {
            match &mut self.place {
                Place::Head => match self.head(rest) {
                    Ok(0) => return (cleared, Stop::Starved),
                    Ok(len) => cleared += len,
                    Err(denial) => return (cleared, Stop::Refused(denial)),
                },
                Place::Length(left) => {
                    let taken = usize::try_from(*left).map_or(rest.len(), |left| left.min(rest.len()));
                    *left -= taken as u64;
                    cleared += taken;
                    if *left == 0 {
                        self.place = Place::Head;
                    }
                }
                Place::Chunked(chunked) => match chunked.advance(rest) {
                    Ok(Progress::Open) => cleared = bytes.len(),
                    Ok(Progress::Complete(len)) => {
                        cleared += len;
                        self.place = Place::Head;
                    }
                    Err((good, _)) => return (cleared + good, Stop::Malformed),
                },
            }
        }
        (cleared, Stop::Starved)
    }

    /// The length of the head that `bytes` start with, 0 while it is incomplete.
    fn head(&mut self, bytes: &[u8]) -> Result<usize, Denial> {
        if self.searched > 0 && self.brings_no_line(bytes) {
            return Ok(0);
        }
        let Some(head) = head::check(bytes)? else {
            self.searched = bytes.len();
            return Ok(0);
        };
        self.searched = 0;
        Ok(self.begin(head))
    }

    /// Goes on behind a head that passed; gives its length.
    fn begin(&mut self, head: Head) -> usize {
        self.heads += 1;
        match head.framing {
            Framing::Length(0) => {}
            Framing::Length(length) => self.place = Place::Length(length),
            Framing::Chunked => self.place = Place::Chunked(Chunked::new()),
        }
        head.len
    }

    /// Whether no further line has come: a head that comes in small pieces is looked at once per line, not once per piece.
    #[cold]
    fn brings_no_line(&mut self, bytes: &[u8]) -> bool {
        let new = bytes.get(self.searched..).unwrap_or_default();
        let none = bytes.len() <= head::MAX_HEAD && memchr::memchr(b'\n', new).is_none();
        if none {
            self.searched = bytes.len();
        }
        none
    }
}

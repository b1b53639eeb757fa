//! What a noting validator writes down while it reads: where the values of a typed input stand.
//!
//! A typed input is made from these notes alone, so that no byte is searched a second time for where a value begins or
//! ends. Validators without notes write nothing and allocate nothing. Attempts (`anyOf`, `not` and their like) only ever
//! run validators without notes, so nothing is taken back.

use super::{Cursor, Run};

/// One value. Those inside it follow at once, so that the notes of a body are its values in the order they were sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Note {
    /// The position of the property among the declared ones; 0 for an item.
    pub(crate) position: u32,
    /// Offsets of its text in the body.
    pub(crate) from: u32,
    pub(crate) to: u32,
    /// How many of the notes that follow are inside it.
    pub(crate) inside: u32,
}

/// The notes of one accepted text: at most one for each of its values, and none by a validator that does not note.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes(pub(crate) Vec<Note>);

impl Notes {
    /// Whether nothing was noted.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Counts all offsets from this one on, at which the text begins.
    pub(super) fn count_from(&mut self, offset: usize) {
        for note in &mut self.0 {
            note.from = note.from.saturating_sub(number(offset));
            note.to = note.to.saturating_sub(number(offset));
        }
    }

    /// Whether there is no note, or every offset in a body of this length fits one.
    pub(super) fn fit(&self, length: usize) -> bool {
        self.0.is_empty() || u32::try_from(length).is_ok()
    }
}

/// A note whose value is being read.
#[derive(Debug)]
#[must_use]
pub struct Open(usize);

/// So many notes are made room for at first: most bodies need no more.
const ROOM: usize = 32;

impl<'b> Run<'b> {
    /// Begins the note of the value at `at`: that of the property at this position, or an item.
    pub fn begin(&mut self, position: usize, at: Cursor<'b>) -> Open {
        let from = number(self.offset(at.start()));
        if self.notes.0.capacity() == 0 {
            self.notes.0.reserve(ROOM);
        }
        self.notes.0.push(Note { position: number(position), from, to: from, inside: 0 });
        Open(self.notes.0.len())
    }

    /// Ends the note behind its value.
    pub fn end(&mut self, open: Open, behind: Cursor<'b>) {
        let to = number(self.offset(behind));
        let inside = number(self.notes.0.len().saturating_sub(open.0));
        if let Some(note) = open.0.checked_sub(1).and_then(|index| self.notes.0.get_mut(index)) {
            note.to = to;
            note.inside = inside;
        }
    }
}

/// Offsets and counts are at most the length of the body, and positions are those of names in source code.
#[allow(clippy::cast_possible_truncation, reason = "notes of a body in which offsets do not fit are given to nobody")]
const fn number(number: usize) -> u32 {
    number as u32
}

//! One value of an accepted text, found by its notes.

use core::fmt;
use std::borrow::Cow;

use super::{Integer, Json, Kind, Member};
use crate::schema::{Note, Notes};

/// A value of an accepted text with the notes on what is inside it: what typed inputs are made from, without looking for
/// where anything begins or ends.
#[derive(Clone, Copy)]
pub struct Noted<'a> {
    whole: &'a [u8],
    text: &'a [u8],
    inside: &'a [Note],
}

/// A type that a noted value can be made into.
pub trait FromNotes<'a>: Sized {
    /// Makes the value. `None` where the notes are not of this type.
    fn from_notes(noted: Noted<'a>) -> Option<Self>;
}

impl<'a> Noted<'a> {
    /// The root of an accepted text.
    pub fn of(text: &'a [u8], notes: &'a Notes) -> Self {
        Self { whole: text, text: text.trim_ascii(), inside: &notes.0 }
    }

    /// The bytes of the text this value is part of, as they were sent.
    pub fn whole(self) -> &'a [u8] {
        self.whole
    }

    /// The value as text. `None` where it is not UTF-8.
    pub fn json(self) -> Option<Json<'a>> {
        Json::of(self.text)
    }

    /// The first `N` declared properties of an object, by their positions. `None` where the value is no object, or one
    /// whose properties nobody noted.
    pub fn fields<const N: usize>(self) -> Option<[Member<'a>; N]> {
        let mut fields = [Member::new(None); N];
        let mut values = self.values(b"{", b"}")?;
        while let Some((position, value)) = values.next()? {
            if let Some(field) = fields.get_mut(position as usize) {
                *field = Member::new(Some(value));
            }
        }
        Some(fields)
    }

    /// The values between these brackets.
    fn values(self, open: &[u8], close: &[u8]) -> Option<Values<'a>> {
        let between = self.text.strip_prefix(open)?.strip_suffix(close)?;
        let is_noted = !self.inside.is_empty() || between.trim_ascii().is_empty();
        is_noted.then_some(Values { whole: self.whole, rest: self.inside })
    }
}

/// What is left of the values inside another.
struct Values<'a> {
    whole: &'a [u8],
    rest: &'a [Note],
}

impl<'a> Values<'a> {
    /// The next value and its position; the inner `None` at the end, the outer one where the notes are broken.
    #[allow(clippy::option_option, reason = "the end and a broken note are different")]
    fn next(&mut self) -> Option<Option<(u32, Noted<'a>)>> {
        let Some((note, rest)) = self.rest.split_first() else { return Some(None) };
        let (inside, rest) = rest.split_at_checked(note.inside as usize)?;
        let text = self.whole.get(note.from as usize..note.to as usize)?;
        self.rest = rest;
        Some(Some((note.position, Noted { whole: self.whole, text, inside })))
    }
}

/// Leaves are read from their text alone.
macro_rules! leaf {
    ($($lifetime:lifetime $leaf:ty),*) => {
        $(impl<$lifetime> FromNotes<$lifetime> for $leaf {
            fn from_notes(noted: Noted<$lifetime>) -> Option<Self> {
                noted.json()?.decode()
            }
        })*
    };
}

leaf!('a bool, 'a i64, 'a u64, 'a f64, 'a Integer<'a>, 'a Cow<'a, str>, 'a Json<'a>);

/// `null` is `None`.
impl<'a, T: FromNotes<'a>> FromNotes<'a> for Option<T> {
    fn from_notes(noted: Noted<'a>) -> Option<Self> {
        if noted.json()?.kind() == Kind::Null { Some(None) } else { T::from_notes(noted).map(Some) }
    }
}

impl<'a, T: FromNotes<'a>> FromNotes<'a> for Vec<T> {
    fn from_notes(noted: Noted<'a>) -> Option<Self> {
        let mut items = Self::new();
        let mut values = noted.values(b"[", b"]")?;
        while let Some((_, value)) = values.next()? {
            items.push(T::from_notes(value)?);
        }
        Some(items)
    }
}

impl fmt::Debug for Noted<'_> {
    /// Values never reach a log: only the counts do.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Noted").field("bytes", &self.text.len()).field("notes", &self.inside.len()).finish()
    }
}

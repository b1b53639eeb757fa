//! A member of an object that may be absent.

use super::{FromNotes, Noted};

/// What an object, or a request, holds under one name.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a>(Option<Noted<'a>>);

impl<'a> Member<'a> {
    /// A value, or its absence.
    pub fn new(value: Option<Noted<'a>>) -> Self {
        Self(value)
    }

    /// The value of a member that is always there. `None` where it is absent or of another type.
    pub fn required<T: FromNotes<'a>>(self) -> Option<T> {
        T::from_notes(self.0?)
    }

    /// The value of a member that may be absent (`Some(None)`). `None` where it is of another type.
    #[allow(clippy::option_option, reason = "a member that is absent and one that does not decode are different")]
    pub fn optional<T: FromNotes<'a>>(self) -> Option<Option<T>> {
        match self.0 {
            Some(noted) => T::from_notes(noted).map(Some),
            None => Some(None),
        }
    }
}

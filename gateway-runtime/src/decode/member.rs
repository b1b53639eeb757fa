//! A member of an object that may be absent.

use super::{Decode, Json};

/// What an object, or a request, holds under one name.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a>(Option<Json<'a>>);

impl<'a> Member<'a> {
    /// A value, or its absence.
    pub fn new(value: Option<Json<'a>>) -> Self {
        Self(value)
    }

    /// The value of a member that is always there. `None` where it is absent or of another type.
    pub fn required<T: Decode<'a>>(self) -> Option<T> {
        T::decode(self.0?)
    }

    /// The value of a member that may be absent (`Some(None)`). `None` where it is of another type.
    #[allow(clippy::option_option, reason = "a member that is absent and one that does not decode are different")]
    pub fn optional<T: Decode<'a>>(self) -> Option<Option<T>> {
        match self.0 {
            Some(json) => T::decode(json).map(Some),
            None => Some(None),
        }
    }
}

//! Values of any type, and the types without rules of their own.

use super::violation::{Listed, NOWHERE};
use super::{Cursor, Numbers, Objects, Place, Run, Step, Strings, array, number, object, string};

/// The type of a value, as its first byte shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Null.
    Null,
    /// True or false.
    Boolean,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
    /// No value.
    Other,
}

/// The type of the value at `at`.
pub fn kind(at: Cursor<'_>) -> Kind {
    match at.start().first() {
        b'[' => Kind::Array,
        b'{' => Kind::Object,
        b'"' => Kind::String,
        b'n' => Kind::Null,
        b't' | b'f' => Kind::Boolean,
        b'-' | b'0'..=b'9' => Kind::Number,
        _ => Kind::Other,
    }
}

/// The types a value may have, and what each must be.
#[allow(clippy::struct_excessive_bools, reason = "a set over the seven names of types")]
#[derive(Debug, Clone, Copy)]
pub struct Types {
    null: bool,
    boolean: bool,
    number: Option<Numbers>,
    string: Option<Strings>,
    array: bool,
    object: bool,
    place: Place,
}

impl Types {
    /// No type.
    pub const NONE: Self =
        Self { null: false, boolean: false, number: None, string: None, array: false, object: false, place: NOWHERE };

    /// Where the schema stands.
    #[must_use]
    pub const fn at(self, place: Place) -> Self {
        Self { place, ..self }
    }

    /// Also null.
    #[must_use]
    pub const fn or_null(self) -> Self {
        Self { null: true, ..self }
    }

    /// Also true and false.
    #[must_use]
    pub const fn or_boolean(self) -> Self {
        Self { boolean: true, ..self }
    }

    /// Also these numbers, whose schema stands at the same place.
    #[must_use]
    pub const fn or_number(self, numbers: Numbers) -> Self {
        Self { number: Some(numbers.at(self.place)), ..self }
    }

    /// Also these strings, likewise.
    #[must_use]
    pub const fn or_string(self, strings: Strings) -> Self {
        Self { string: Some(strings.at(self.place)), ..self }
    }

    /// Also any array.
    #[must_use]
    pub const fn or_array(self) -> Self {
        Self { array: true, ..self }
    }

    /// Also any object.
    #[must_use]
    pub const fn or_object(self) -> Self {
        Self { object: true, ..self }
    }

    /// The names of the types.
    fn names(&self) -> impl Iterator<Item = &'static str> + Clone {
        let name = |is_one: bool, name: &'static str| is_one.then_some(name);
        let number = self.number.as_ref().map(Numbers::name);
        [
            name(self.null, "null"),
            name(self.boolean, "boolean"),
            number,
            name(self.string.is_some(), "string"),
            name(self.array, "array"),
            name(self.object, "object"),
        ]
        .into_iter()
        .flatten()
    }
}

/// A value of one of the types.
pub fn value<'b>(run: &mut Run<'b>, at: Cursor<'b>, types: &Types) -> Step<'b> {
    let at = at.start();
    match at.first() {
        b'"' => match &types.string {
            Some(rules) => string(run, at, rules),
            None => none_of(run, at, types),
        },
        b'n' if types.null => null(run, at, types.place),
        b't' | b'f' if types.boolean => boolean(run, at, types.place),
        b'[' if types.array => anything(run, at),
        b'{' if types.object => anything(run, at),
        b'-' | b'0'..=b'9' => match &types.number {
            Some(rules) => number(run, at, rules),
            None => none_of(run, at, types),
        },
        _ => none_of(run, at, types),
    }
}

#[cold]
fn none_of<'b>(run: &mut Run<'b>, at: Cursor<'b>, types: &Types) -> Step<'b> {
    run.mismatch(at, &Listed(types.names()), types.place)
}

/// Any value, with all its syntax checked.
pub fn anything<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    let at = at.start();
    match at.first() {
        b'"' => super::text(run, at, NOWHERE),
        b'n' => null(run, at, NOWHERE),
        b't' | b'f' => boolean(run, at, NOWHERE),
        b'[' => {
            let mut array = array(run, at, NOWHERE)?;
            while array.next(run)? {
                array.at = anything(run, array.at)?;
            }
            array.close(run, 0, usize::MAX)
        }
        b'{' => {
            const OPEN: &Objects = &Objects::of(&[]);
            let mut object = object(run, at, OPEN)?;
            while object.next(run, OPEN)?.is_some() {
                object.at = anything(run, object.at)?;
            }
            object.close(run, OPEN)
        }
        _ => number(run, at, &Numbers::NUMBER),
    }
}

/// True or false.
#[inline(always)]
pub fn boolean<'b>(run: &mut Run<'b>, at: Cursor<'b>, place: Place) -> Step<'b> {
    match either(at) {
        Some(end) => Some(end),
        None => no_literal(run, at, "boolean", place),
    }
}

fn either(at: Cursor<'_>) -> Step<'_> {
    let at = at.start();
    at.strip(b"true").or_else(|| at.strip(b"false"))
}

/// Null.
#[inline(always)]
pub fn null<'b>(run: &mut Run<'b>, at: Cursor<'b>, place: Place) -> Step<'b> {
    match at.start().strip(b"null") {
        Some(end) => Some(end),
        None => no_literal(run, at, "null", place),
    }
}

/// Refuses what is none of the literals of a type: a value of another type, or one that only begins like them.
#[cold]
#[inline(never)]
fn no_literal<'b>(run: &mut Run<'b>, at: Cursor<'b>, wanted: &'static str, place: Place) -> Step<'b> {
    let at = at.start();
    match (wanted, at.first()) {
        ("boolean", b't' | b'f') | ("null", b'n') => run.fail(at, "syntax"),
        _ => run.mismatch(at, &wanted, place),
    }
}

/// The value of a property that the other side alone may send: `readOnly` in a request, `writeOnly` in a response.
#[cold]
pub fn refused<'b>(run: &mut Run<'b>, at: Cursor<'b>, keyword: &'static str, place: Place) -> Step<'b> {
    run.refuse_value(at.start(), keyword, &"", place)
}

/// No value at all: what a schema without a possible type accepts.
pub fn nothing<'b>(run: &mut Run<'b>, at: Cursor<'b>, place: Place) -> Step<'b> {
    run.mismatch(at, &"", place)
}

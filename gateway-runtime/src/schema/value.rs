//! Values of any type, and the types without rules of their own.

use super::{Cursor, Numbers, Objects, Run, Step, Strings, array, number, object, string};

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
}

impl Types {
    /// No type.
    pub const NONE: Self =
        Self { null: false, boolean: false, number: None, string: None, array: false, object: false };

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

    /// Also these numbers.
    #[must_use]
    pub const fn or_number(self, numbers: Numbers) -> Self {
        Self { number: Some(numbers), ..self }
    }

    /// Also these strings.
    #[must_use]
    pub const fn or_string(self, strings: Strings) -> Self {
        Self { string: Some(strings), ..self }
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
}

/// A value of one of the types.
pub fn value<'b>(run: &mut Run<'b>, at: Cursor<'b>, types: &Types) -> Step<'b> {
    let at = at.start();
    match at.first() {
        b'"' => match &types.string {
            Some(rules) => string(run, at, rules),
            None => run.mismatch(at),
        },
        b'n' if types.null => null(run, at),
        b't' | b'f' if types.boolean => boolean(run, at),
        b'[' if types.array => anything(run, at),
        b'{' if types.object => anything(run, at),
        b'-' | b'0'..=b'9' => match &types.number {
            Some(rules) => number(run, at, rules),
            None => run.mismatch(at),
        },
        _ => run.mismatch(at),
    }
}

/// Any value, with all its syntax checked.
pub fn anything<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    let at = at.start();
    match at.first() {
        b'"' => super::text(run, at),
        b'n' => null(run, at),
        b't' | b'f' => boolean(run, at),
        b'[' => {
            let mut array = array(run, at)?;
            while array.next(run)? {
                array.at = anything(run, array.at)?;
            }
            array.close(run, 0, usize::MAX)
        }
        b'{' => {
            const OPEN: &Objects = &Objects::of(&[]);
            let mut object = object(run, at)?;
            while object.next(run, OPEN)?.is_some() {
                object.at = anything(run, object.at)?;
            }
            object.close(run, OPEN)
        }
        _ => number(run, at, &Numbers::NUMBER),
    }
}

/// True or false.
pub fn boolean<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    let at = at.start();
    match at.strip(b"true").or_else(|| at.strip(b"false")) {
        Some(end) => Some(end),
        None if matches!(at.first(), b't' | b'f') => run.refuse(at, "syntax"),
        None => run.mismatch(at),
    }
}

/// Null.
pub fn null<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    let at = at.start();
    match at.strip(b"null") {
        Some(end) => Some(end),
        None if at.first() == b'n' => run.refuse(at, "syntax"),
        None => run.mismatch(at),
    }
}

/// The value of a property that the other side alone may send: `readOnly` in a request, `writeOnly` in a response.
#[cold]
pub fn refused<'b>(run: &mut Run<'b>, at: Cursor<'b>, keyword: &'static str) -> Step<'b> {
    run.refuse(at.start(), keyword)
}

/// No value at all: what a schema without a possible type accepts.
pub fn nothing<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    run.mismatch(at)
}

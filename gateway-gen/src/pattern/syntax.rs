//! A pattern as a tree.

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// Nothing at all.
    Empty,
    /// One character of a class.
    Class(Class),
    /// `^`: the beginning of the text.
    Start,
    /// `$`: the end of the text.
    End,
    /// `\b`, or `\B` if not wanted.
    Boundary {
        /// Whether the place must be one.
        wanted: bool,
    },
    /// `(...)`, with the number of what it captures.
    Group(Option<u32>, Box<Self>),
    /// One after the other.
    Sequence(Vec<Self>),
    /// One of them.
    Choice(Vec<Self>),
    /// Again and again.
    Repeat {
        /// What.
        inner: Box<Self>,
        /// How often at least.
        least: u32,
        /// And at most.
        most: Option<u32>,
    },
    /// `(?=...)` and its kin.
    Look {
        /// What must, or must not, be there.
        inner: Box<Self>,
        /// Ahead or behind.
        ahead: bool,
        /// Whether it must be there.
        wanted: bool,
    },
    /// The text of a group.
    Back(u32),
}

/// A set of characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Class {
    /// Whether it is all but the members.
    pub(super) negated: bool,
    /// What is in it.
    pub(super) members: Vec<Member>,
}

impl Class {
    /// Exactly one character.
    pub(super) fn one(code: u32) -> Self {
        Self { negated: false, members: vec![Member::Range(code, code)] }
    }

    /// Exactly one set.
    pub(super) fn of(member: Member) -> Self {
        Self { negated: false, members: vec![member] }
    }
}

/// A part of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Member {
    /// Code points, both included. Surrogates among them are in no text.
    Range(u32, u32),
    /// `\d`, `\s`, `\w`, or all but them if not wanted.
    Named(Named, bool),
    /// `\p{...}`, or all but that if not wanted.
    Property(String, bool),
}

/// The sets with a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// `\d`
    Digit,
    /// `\s`
    Space,
    /// `\w`
    Word,
}

//! Objects: `properties`, `required`, `additionalProperties`, `minProperties`, `maxProperties`.

use std::borrow::Cow;

use super::text::read;
use super::{Cursor, Quoted, Run, Step};

/// Declared properties up to this position have a bit each; the few beyond are remembered by name.
const BITS: usize = 64;

/// What an object must be.
#[derive(Debug, Clone, Copy)]
pub struct Objects {
    keys: &'static [Quoted],
    required: u64,
    /// The positions of the required properties, and how many of them have no bit.
    required_positions: &'static [usize],
    required_beyond: usize,
    closed: bool,
    min: usize,
    max: usize,
}

impl Objects {
    /// With these declared properties, each made by [`key`](super::key); others are allowed.
    #[must_use]
    pub const fn of(keys: &'static [Quoted]) -> Self {
        Self { keys, required: 0, required_positions: &[], required_beyond: 0, closed: false, min: 0, max: usize::MAX }
    }

    /// The positions of the properties that must be there, each named once.
    #[must_use]
    #[allow(clippy::indexing_slicing, reason = "the index is compared with the length; evaluated while compiling")]
    pub const fn required(mut self, positions: &'static [usize]) -> Self {
        self.required_positions = positions;
        let mut at = 0;
        while at < positions.len() {
            if positions[at] < BITS {
                self.required |= 1 << positions[at];
            } else {
                self.required_beyond += 1;
            }
            at += 1;
        }
        self
    }

    /// `additionalProperties: false`.
    #[must_use]
    pub const fn closed(self) -> Self {
        Self { closed: true, ..self }
    }

    /// `minProperties`.
    #[must_use]
    pub const fn min_properties(self, min: usize) -> Self {
        Self { min, ..self }
    }

    /// `maxProperties`.
    #[must_use]
    pub const fn max_properties(self, max: usize) -> Self {
        Self { max, ..self }
    }
}

/// An object that is being read.
#[derive(Debug)]
pub struct Object<'b> {
    /// Where the value of the property begins, after [`next`](Self::next) named one; to be set behind the value.
    pub at: Cursor<'b>,
    start: usize,
    /// What stands before the next property: the brace, then commas.
    separator: u8,
    /// The declared property that is looked for first.
    expected: usize,
    seen: u64,
    required_beyond: usize,
    count: usize,
    /// Where the names without a bit begin.
    base: usize,
}

/// Goes into the object at `at`.
#[inline(always)]
pub fn object<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Option<Object<'b>> {
    let at = at.start();
    if at.0.first() != Some(&b'{') {
        run.mismatch(at);
        return None;
    }
    run.enter(at)?;
    Some(Object {
        at,
        start: at.left(),
        separator: b'{',
        expected: 0,
        seen: 0,
        required_beyond: 0,
        count: 0,
        base: run.keys.base(),
    })
}

impl<'b> Object<'b> {
    /// Whether the declared property at `position` comes next; only for positions that rise, before any
    /// [`next`](Self::next).
    #[inline(always)]
    pub fn expects(&mut self, rules: &'static Objects, position: usize) -> bool {
        let Some((byte, rest)) = self.at.0.split_first() else { return false };
        if *byte != self.separator || position >= BITS {
            return false;
        }
        let name = Cursor(rest).start();
        let Some(rest) = rules.keys.get(position).and_then(|key| key.strip(name.0)) else { return false };
        self.at = Cursor(rest);
        self.separator = b',';
        self.expected = position + 1;
        self.count += 1;
        self.seen |= 1 << position;
        true
    }

    /// The position of the next property among the declared ones, or their number if it is not declared; the inner
    /// `None` at the end of the object, the outer one where the object is refused.
    #[inline(always)]
    pub fn next(&mut self, run: &mut Run<'b>, rules: &'static Objects) -> Option<Option<usize>> {
        let position = match self.predicted(rules) {
            Some(rest) => {
                self.at = Cursor(rest);
                self.expected
            }
            None if self.separator == b',' && self.at.0.first() == Some(&b'}') => {
                self.at = Cursor(self.at.0.get(1..).unwrap_or_default());
                return Some(None);
            }
            None => match declared(self.at, self.separator, self.expected, rules) {
                Some((position, rest)) => {
                    self.at = Cursor(rest);
                    position
                }
                None => {
                    let found = unusual(run, self.at, (self.separator, self.start, self.base), rules)?;
                    self.at = found.at;
                    match found.member {
                        Member::Declared(position) => position,
                        Member::Undeclared => {
                            self.separator = b',';
                            self.count += 1;
                            return Some(Some(rules.keys.len()));
                        }
                        Member::None => return Some(None),
                    }
                }
            },
        };
        self.separator = b',';
        self.expected = position + 1;
        self.count += 1;
        if position < BITS {
            let bit = 1 << position;
            if self.seen & bit != 0 {
                run.refuse_left(self.start, "duplicate-key");
                return None;
            }
            self.seen |= bit;
        } else {
            self.beyond(run, position, rules)?;
        }
        Some(Some(position))
    }

    /// What follows the name of the expected property, if that comes next without white space.
    #[inline(always)]
    fn predicted(&self, rules: &'static Objects) -> Option<&'b [u8]> {
        let key = rules.keys.get(self.expected)?;
        match self.at.0.split_first() {
            Some((byte, name)) if *byte == self.separator => key.strip(name),
            _ => None,
        }
    }

    /// Remembers a declared property that has no bit.
    #[cold]
    #[inline(never)]
    fn beyond(&mut self, run: &mut Run<'b>, position: usize, rules: &'static Objects) -> Option<()> {
        let name = rules.keys.get(position)?.text;
        self.required_beyond += usize::from(rules.required_positions.contains(&position));
        if !run.keys.add(self.base, Cow::Borrowed(name.as_bytes())) {
            run.refuse_left(self.start, "duplicate-key");
            return None;
        }
        Some(())
    }

    /// `dependentRequired`: refuses the object where the property at `position` was there and one of `others` was not.
    #[inline(never)]
    pub fn depends(&self, run: &mut Run<'b>, rules: &'static Objects, position: usize, others: &[usize]) -> Option<()> {
        let was_there = |position: &usize| {
            if *position < BITS {
                self.seen & (1 << *position) != 0
            } else {
                rules.keys.get(*position).is_some_and(|key| run.keys.contains(self.base, key.text.as_bytes()))
            }
        };
        if was_there(&position) && !others.iter().all(was_there) {
            run.refuse_left(self.start, "dependentRequired");
            return None;
        }
        Some(())
    }

    /// Behind the object, if nothing required is missing and the number of properties is within the bounds.
    #[inline(always)]
    pub fn close(self, run: &mut Run<'b>, rules: &'static Objects) -> Step<'b> {
        run.leave();
        let keyword = if self.seen & rules.required != rules.required || self.required_beyond < rules.required_beyond {
            "required"
        } else if self.count < rules.min {
            "minProperties"
        } else if self.count > rules.max {
            "maxProperties"
        } else if self.count > run.limits.max_members {
            "members"
        } else if !run.keys.close(self.base) {
            "duplicate-key"
        } else {
            return Some(self.at);
        };
        run.refuse_left(self.start, keyword);
        None
    }
}

/// What was found where the prediction did not hold.
struct Found<'b> {
    at: Cursor<'b>,
    member: Member,
}

enum Member {
    Declared(usize),
    Undeclared,
    None,
}

/// Finds a declared property in its usual spelling behind the separator, the expected one first.
#[inline(never)]
fn declared<'b>(at: Cursor<'b>, separator: u8, expected: usize, rules: &'static Objects) -> Option<(usize, &'b [u8])> {
    let (byte, rest) = at.start().0.split_first()?;
    if *byte != separator {
        return None;
    }
    let name = Cursor(rest).start().0;
    let (before, after) = rules.keys.split_at_checked(expected)?;
    match Quoted::find(after, name) {
        Some((position, rest)) => Some((expected + position, rest)),
        None => Quoted::find(before, name),
    }
}

/// Finds the next member in any spelling, or the end; `of` is the separator, the start and the base of the object.
#[inline(never)]
fn unusual<'b>(
    run: &mut Run<'b>,
    at: Cursor<'b>,
    of: (u8, usize, usize),
    rules: &'static Objects,
) -> Option<Found<'b>> {
    let (separator, start, base) = of;
    let at = at.start();
    let at = match at.0.split_first() {
        Some((b'}', rest)) if separator == b',' => return Some(Found { at: Cursor(rest), member: Member::None }),
        Some((byte, rest)) if *byte == separator => Cursor(rest).start(),
        _ => {
            run.refuse(at, "syntax");
            return None;
        }
    };
    match at.0.split_first() {
        Some((b'"', _)) => {}
        Some((b'}', rest)) if separator == b'{' => return Some(Found { at: Cursor(rest), member: Member::None }),
        _ => {
            run.refuse(at, "syntax");
            return None;
        }
    }
    let name = read(run, at)?;
    let colon = name.rest.start();
    let Some((b':', rest)) = colon.0.split_first() else {
        run.refuse(colon, "syntax");
        return None;
    };
    let content = name.content();
    let member = match rules.keys.iter().position(|key| key.text.as_bytes() == &*content) {
        Some(position) => Member::Declared(position),
        None if rules.closed => {
            run.refuse_left(start, "additionalProperties");
            return None;
        }
        None if !run.keys.add(base, content) => {
            run.refuse_left(start, "duplicate-key");
            return None;
        }
        None => Member::Undeclared,
    };
    Some(Found { at: Cursor(rest), member })
}

//! Objects: `properties`, `required`, `additionalProperties`, `minProperties`, `maxProperties`.

#![allow(clippy::option_option, reason = "the outer one is the refusal, as in every step; the inner one the end")]

use std::borrow::Cow;

use gateway_cursor::SHORT;

use super::text::read;
use super::{Cursor, Quoted, Run, Step};

/// Declared properties up to this position have a bit each; the few beyond are remembered by name.
const BITS: usize = 64;

/// An index over the names of properties: `SLOTS` is a power of two and at least twice their number.
///
/// Names of more than [`SHORT`] bytes, empty ones, and those from the 255th on are not in it; they are compared one by one.
#[must_use]
#[allow(clippy::indexing_slicing, reason = "each index is below a length; evaluated while compiling")]
#[allow(clippy::cast_possible_truncation, reason = "positions in the index are below 255")]
pub const fn index<const SLOTS: usize>(keys: &[Quoted]) -> [u8; SLOTS] {
    let mut slots = [0; SLOTS];
    let mut position = 0;
    while position < keys.len() && position < 255 {
        let name = keys[position].text().as_bytes();
        if !name.is_empty() && name.len() <= SHORT {
            let kept = if name.len() < 8 { name.len() } else { 8 };
            let mut word = [0; 8];
            let mut at = 0;
            while at < kept {
                word[8 - kept + at] = name[at];
                at += 1;
            }
            let mut place = slot(name.len(), u64::from_le_bytes(word)) & (SLOTS - 1);
            while slots[place] != 0 {
                place = (place + 1) & (SLOTS - 1);
            }
            slots[place] = position as u8 + 1;
        }
        position += 1;
    }
    slots
}

/// A place for a name of this length that begins with these eight bytes.
#[inline(always)]
#[allow(clippy::cast_possible_truncation, reason = "any bits will do")]
const fn slot(length: usize, word: u64) -> usize {
    ((word ^ length as u64).wrapping_mul(0xff51_afd7_ed55_8ccd) >> 48) as usize
}

/// What an object must be.
#[derive(Debug, Clone, Copy)]
pub struct Objects {
    keys: &'static [Quoted],
    /// Where short names are found: one more than their position, at the place [`slot`] gives or behind it.
    index: &'static [u8],
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
        Self {
            keys,
            index: &[],
            required: 0,
            required_positions: &[],
            required_beyond: 0,
            closed: false,
            min: 0,
            max: usize::MAX,
        }
    }

    /// Finds names by an [`index`] over the same keys.
    #[must_use]
    pub const fn indexed(self, index: &'static [u8]) -> Self {
        Self { index, ..self }
    }

    /// Whether the number of properties is bounded.
    const fn is_bounded(&self) -> bool {
        self.min > 0 || self.max < usize::MAX
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
    start: Cursor<'b>,
    /// What stands before the next property: the brace, then commas.
    separator: u8,
    seen: u64,
    /// How many properties have no bit.
    others: usize,
    required_beyond: usize,
    /// Where the names without a bit begin, once there is one.
    base: usize,
}

/// Goes into the object at `at`.
#[inline(always)]
pub fn object<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Option<Object<'b>> {
    let at = at.start();
    if at.first() != b'{' {
        run.mismatch(at);
        return None;
    }
    run.enter(at)?;
    Some(Object { at, start: at, separator: b'{', seen: 0, others: 0, required_beyond: 0, base: 0 })
}

impl<'b> Object<'b> {
    /// Whether the declared property at `position` comes next; only for positions that rise, before any
    /// [`next`](Self::next).
    #[inline(always)]
    pub fn expects(&mut self, rules: &'static Objects, position: usize) -> bool {
        let Some(key) = rules.keys.get(position).filter(|_| position < BITS) else { return false };
        let Some(name) = self.at.strip_byte(self.separator) else { return false };
        let behind = match key.strip(name) {
            Some(behind) => behind,
            None if name.first() <= b' ' => match spaced(name, key) {
                Some(behind) => behind,
                None => return false,
            },
            None => return false,
        };
        self.at = behind;
        self.separator = b',';
        self.seen |= 1 << position;
        true
    }

    /// The position of the next property among the declared ones, or their number if it is not declared; the inner
    /// `None` at the end of the object, the outer one where the object is refused.
    #[inline(always)]
    pub fn next(&mut self, run: &mut Run<'b>, rules: &'static Objects) -> Option<Option<usize>> {
        let at = if self.at.first() <= b' ' { self.at.spaces() } else { self.at };
        if self.separator == b','
            && let Some(end) = at.strip_byte(b'}')
        {
            self.at = end;
            return Some(None);
        }
        let name = at.strip_byte(self.separator).map(Cursor::start);
        let Some((position, behind)) = name.and_then(|name| declared(name, rules)) else {
            return self.other(run, rules);
        };
        self.at = behind;
        self.separator = b',';
        if position < BITS && self.seen & (1 << position) == 0 {
            self.seen |= 1 << position;
            return Some(Some(position));
        }
        self.again(run, position, rules)
    }

    /// The same for a member whose name is undeclared or in an unusual spelling.
    #[inline(never)]
    fn other(&mut self, run: &mut Run<'b>, rules: &'static Objects) -> Option<Option<usize>> {
        if self.others == 0 {
            self.base = run.keys.base();
        }
        let found = unusual(run, self.at, (self.separator, self.start, self.base), rules)?;
        self.at = found.at;
        let position = match found.member {
            Member::Declared(position) => position,
            Member::Undeclared => {
                self.separator = b',';
                self.others += 1;
                return Some(Some(rules.keys.len()));
            }
            Member::None => return Some(None),
        };
        self.separator = b',';
        if position < BITS && self.seen & (1 << position) == 0 {
            self.seen |= 1 << position;
            return Some(Some(position));
        }
        self.again(run, position, rules)
    }

    /// A declared property that was there before, or has no bit.
    #[cold]
    #[inline(never)]
    fn again(&mut self, run: &mut Run<'b>, position: usize, rules: &'static Objects) -> Option<Option<usize>> {
        if position < BITS {
            run.refuse_at(self.start, "duplicate-key");
            return None;
        }
        self.beyond(run, position, rules)?;
        Some(Some(position))
    }

    /// Remembers a declared property that has no bit.
    fn beyond(&mut self, run: &mut Run<'b>, position: usize, rules: &'static Objects) -> Option<()> {
        let name = rules.keys.get(position)?.text();
        if self.others == 0 {
            self.base = run.keys.base();
        }
        self.others += 1;
        self.required_beyond += usize::from(rules.required_positions.contains(&position));
        if !run.keys.add(self.base, Cow::Borrowed(name.as_bytes())) {
            run.refuse_at(self.start, "duplicate-key");
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
                self.others > 0
                    && rules.keys.get(*position).is_some_and(|key| run.keys.contains(self.base, key.text().as_bytes()))
            }
        };
        if was_there(&position) && !others.iter().all(was_there) {
            run.refuse_at(self.start, "dependentRequired");
            return None;
        }
        Some(())
    }

    /// Behind the object, if nothing required is missing and the number of properties is within the bounds.
    #[inline(always)]
    pub fn close(self, run: &mut Run<'b>, rules: &'static Objects) -> Step<'b> {
        run.leave();
        if self.seen & rules.required == rules.required
            && self.others == 0
            && rules.required_beyond == 0
            && !rules.is_bounded()
        {
            return Some(self.at);
        }
        self.judge(run, rules)
    }

    /// The same where more than the required properties matter.
    #[inline(never)]
    fn judge(self, run: &mut Run<'b>, rules: &'static Objects) -> Step<'b> {
        let count = self.seen.count_ones() as usize + self.others;
        let keyword = if self.seen & rules.required != rules.required || self.required_beyond < rules.required_beyond {
            "required"
        } else if count < rules.min {
            "minProperties"
        } else if count > rules.max {
            "maxProperties"
        } else if count > run.limits.max_members {
            "members"
        } else if self.others > 0 && !run.keys.close(self.base) {
            "duplicate-key"
        } else {
            return Some(self.at);
        };
        run.refuse_at(self.start, keyword);
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

/// Behind the name and the colon, with white space before the name.
#[inline(never)]
fn spaced<'b>(name: Cursor<'b>, key: &Quoted) -> Option<Cursor<'b>> {
    key.strip(name.start())
}

/// Finds a declared property in its usual spelling.
#[inline(never)]
fn declared<'b>(name: Cursor<'b>, rules: &'static Objects) -> Option<(usize, Cursor<'b>)> {
    let Some(mask) = rules.index.len().checked_sub(1) else { return one_by_one(name, rules) };
    let Some((length, word)) = name.short() else { return one_by_one(name, rules) };
    let mut place = slot(length, word);
    loop {
        let position = usize::from(*rules.index.get(place & mask)?).wrapping_sub(1);
        if let Some(behind) = rules.keys.get(position)?.strip_short(name) {
            return Some((position, behind));
        }
        place += 1;
    }
}

/// The same without the index.
#[inline(never)]
fn one_by_one<'b>(name: Cursor<'b>, rules: &'static Objects) -> Option<(usize, Cursor<'b>)> {
    Quoted::find(rules.keys, name)
}

/// Finds the next member in any spelling, or the end; `of` is the separator, the start and the base of the object.
#[inline(never)]
fn unusual<'b>(
    run: &mut Run<'b>,
    at: Cursor<'b>,
    of: (u8, Cursor<'b>, usize),
    rules: &'static Objects,
) -> Option<Found<'b>> {
    let (separator, start, base) = of;
    let at = at.start();
    if separator == b','
        && let Some(end) = at.strip_byte(b'}')
    {
        return Some(Found { at: end, member: Member::None });
    }
    let Some(at) = at.strip_byte(separator).map(Cursor::start) else {
        run.refuse(at, "syntax");
        return None;
    };
    if separator == b'{'
        && let Some(end) = at.strip_byte(b'}')
    {
        return Some(Found { at: end, member: Member::None });
    }
    if at.first() != b'"' {
        run.refuse(at, "syntax");
        return None;
    }
    let name = read(run, at)?;
    let colon = name.rest.start();
    let Some(rest) = colon.strip_byte(b':') else {
        run.refuse(colon, "syntax");
        return None;
    };
    let content = name.content();
    let member = match rules.keys.iter().position(|key| key.text().as_bytes() == &*content) {
        Some(position) => Member::Declared(position),
        None if rules.closed => {
            run.refuse_at(start, "additionalProperties");
            return None;
        }
        None if !run.keys.add(base, content) => {
            run.refuse_at(start, "duplicate-key");
            return None;
        }
        None => Member::Undeclared,
    };
    Some(Found { at: rest, member })
}

//! Objects: `properties`, `required`, `additionalProperties`, `minProperties`, `maxProperties`.

#![allow(clippy::option_option, reason = "the outer one is the refusal, as in every step; the inner one the end")]

use std::borrow::Cow;

use super::index::Index;
use super::text::read;
use super::violation::{NOWHERE, texts};
use super::{Cursor, Place, Quoted, Run, Step, anything};

/// Declared properties up to this position have a bit each; the few beyond are remembered by name.
const BITS: usize = 64;

/// What an object must be.
#[derive(Debug, Clone, Copy)]
pub struct Objects {
    keys: &'static [Quoted],
    index: Index,
    required: u64,
    /// The positions of the required properties, and how many of them have no bit.
    required_positions: &'static [usize],
    required_beyond: usize,
    closed: bool,
    min: usize,
    max: usize,
    place: Place,
}

impl Objects {
    /// With these declared properties, each made by [`key`](super::key); others are allowed.
    #[must_use]
    pub const fn of(keys: &'static [Quoted]) -> Self {
        Self {
            keys,
            index: Index::of(keys),
            required: 0,
            required_positions: &[],
            required_beyond: 0,
            closed: false,
            min: 0,
            max: usize::MAX,
            place: NOWHERE,
        }
    }

    /// Where the schema stands.
    #[must_use]
    pub const fn at(self, place: Place) -> Self {
        Self { place, ..self }
    }

    /// The name of the property at a position.
    fn name(&self, position: usize) -> &'static str {
        self.keys.get(position).map_or("", Quoted::text)
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
    /// Where the names without a bit begin, as soon as there is one.
    base: usize,
}

/// Goes into the object at `at`. Where there is none, a run may still [resume](Run::resume).
#[inline(always)]
pub fn object<'b>(run: &mut Run<'b>, at: Cursor<'b>, rules: &'static Objects) -> Option<Object<'b>> {
    let at = at.start();
    if at.first() != b'{' {
        run.refuse_type(at, &"object", rules.place);
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
        let Some(value) = key.strip(name).or_else(|| spaced(name, key)) else { return false };
        self.at = value;
        self.separator = b',';
        self.seen |= 1 << position;
        true
    }

    /// The position of the next property among the declared ones, or their number if it is not declared; the inner
    /// `None` at the end of the object, the outer one where the object is refused.
    #[inline(always)]
    #[allow(clippy::option_option, reason = "refused, ended, or a property")]
    pub fn next(&mut self, run: &mut Run<'b>, rules: &'static Objects) -> Option<Option<usize>> {
        if self.separator == b','
            && let Some(end) = self.at.strip_byte(b'}')
        {
            self.at = end;
            return Some(None);
        }
        self.member(run, rules)
    }

    /// The same where the object does not end right here. All calls are in last position, so that no registers are saved.
    #[inline(never)]
    #[allow(clippy::option_option, reason = "refused, ended, or a property")]
    fn member(&mut self, run: &mut Run<'b>, rules: &'static Objects) -> Option<Option<usize>> {
        let at = self.at.behind_line();
        let Some(name) = at.strip_byte(self.separator) else {
            if self.separator == b','
                && let Some(end) = at.strip_byte(b'}')
            {
                self.at = end;
                return Some(None);
            }
            return self.unusual(run, rules);
        };
        match rules.index.find(rules.keys, name.behind_line()) {
            Some((position, value)) => {
                self.separator = b',';
                self.at = value.behind_one_space();
                if self.is_repeated(position) {
                    return self.refuse_repetition(run);
                }
                Some(Some(position))
            }
            None => self.unusual(run, rules),
        }
    }

    /// Takes note of a property that has a bit.
    #[inline(always)]
    fn is_repeated(&mut self, position: usize) -> bool {
        let before = self.seen;
        self.seen |= 1 << position;
        self.seen == before
    }

    #[cold]
    #[inline(never)]
    #[allow(clippy::option_option, reason = "as in the places that refuse")]
    fn refuse_repetition(&self, run: &mut Run<'b>) -> Option<Option<usize>> {
        run.fail(self.start, "duplicate-key");
        None
    }

    /// Reads the next name in any spelling, or the end.
    #[inline(never)]
    #[allow(clippy::option_option, reason = "refused, ended, or a property")]
    fn unusual(&mut self, run: &mut Run<'b>, rules: &'static Objects) -> Option<Option<usize>> {
        let at = self.at.start();
        let behind = at.strip_byte(self.separator).map(Cursor::start);
        // The end stands behind the brace or in place of a comma.
        let end = if self.separator == b'{' { behind } else { Some(at) };
        if let Some(end) = end.and_then(|at| at.strip_byte(b'}')) {
            self.at = end;
            return Some(None);
        }
        let Some(at) = behind else {
            run.fail(at, "syntax");
            return None;
        };
        if at.first() != b'"' {
            run.fail(at, "syntax");
            return None;
        }
        let name = read(run, at)?;
        let colon = name.rest.start();
        let Some(value) = colon.strip_byte(b':') else {
            run.fail(colon, "syntax");
            return None;
        };
        self.at = value;
        self.separator = b',';
        let content = name.content();
        match rules.keys.iter().position(|key| key.text().as_bytes() == &*content) {
            Some(position) if position < BITS => {
                if self.is_repeated(position) {
                    return self.refuse_repetition(run);
                }
                Some(Some(position))
            }
            Some(position) => {
                self.required_beyond += usize::from(rules.required_positions.contains(&position));
                self.remember(run, content)?;
                Some(Some(position))
            }
            None if rules.closed => {
                run.refuse(value.start(), "additionalProperties", &texts(rules.keys), rules.place)?;
                self.at = anything(run, value)?;
                self.next(run, rules)
            }
            None => {
                self.remember(run, content)?;
                Some(Some(rules.keys.len()))
            }
        }
    }

    /// Remembers a name that has no bit.
    fn remember(&mut self, run: &mut Run<'b>, name: Cow<'b, [u8]>) -> Option<()> {
        if self.others == 0 {
            self.base = run.keys.base();
        }
        self.others += 1;
        if !run.keys.add(self.base, name) {
            run.fail(self.start, "duplicate-key");
            return None;
        }
        Some(())
    }

    /// Whether the declared property at `position` was there.
    fn has(&self, run: &Run<'b>, rules: &'static Objects, position: usize) -> bool {
        if position < BITS {
            self.seen & (1 << position) != 0
        } else {
            self.others > 0 && run.keys.contains(self.base, rules.name(position).as_bytes())
        }
    }

    /// `dependentRequired`: refuses the object where the property at `position` was there and one of `others` was not.
    #[inline(never)]
    pub fn depends(&self, run: &mut Run<'b>, rules: &'static Objects, position: usize, others: &[usize]) -> Option<()> {
        if self.has(run, rules, position) {
            for missing in others {
                if !self.has(run, rules, *missing) {
                    run.refuse(self.start, "dependentRequired", &rules.name(*missing), rules.place)?;
                }
            }
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
            && rules.keys.len() <= run.limits.max_members
        {
            return Some(self.at);
        }
        self.judge(run, rules)
    }

    /// The same where more than the required properties matter.
    #[inline(never)]
    fn judge(self, run: &mut Run<'b>, rules: &'static Objects) -> Step<'b> {
        let count = self.seen.count_ones() as usize + self.others;
        if self.seen & rules.required != rules.required
            || self.required_beyond < rules.required_beyond
            || count < rules.min
            || count > rules.max
        {
            self.refuse(run, rules, count)?;
        }
        if count > run.limits.max_members {
            return run.fail(self.start, "members");
        }
        if self.others > 0 && !run.keys.close(self.base) {
            return run.fail(self.start, "duplicate-key");
        }
        Some(self.at)
    }

    /// Refuses the object for what is missing, and for a wrong number of properties.
    #[cold]
    #[inline(never)]
    fn refuse(&self, run: &mut Run<'b>, rules: &'static Objects, count: usize) -> Option<()> {
        for position in rules.required_positions {
            if !self.has(run, rules, *position) {
                run.refuse(self.start, "required", &rules.name(*position), rules.place)?;
            }
        }
        if count < rules.min {
            run.refuse(self.start, "minProperties", &rules.min, rules.place)?;
        }
        if count > rules.max {
            run.refuse(self.start, "maxProperties", &rules.max, rules.place)?;
        }
        Some(())
    }
}

/// Behind the name, the colon and a space, where there is white space before the name.
#[inline(always)]
fn spaced<'b>(at: Cursor<'b>, key: &Quoted) -> Option<Cursor<'b>> {
    if at.first() > b' ' { None } else { behind_line(at, key) }
}

/// The same where that is the end of a line with an indentation, or a space.
#[inline(never)]
fn behind_line<'b>(at: Cursor<'b>, key: &Quoted) -> Option<Cursor<'b>> {
    let name = at.behind_line();
    match key.strip_usual(name) {
        Some(value) => Some(value.behind_one_space()),
        None if name.first() > b' ' => None,
        None => behind_spaces(name, key),
    }
}

#[inline(never)]
fn behind_spaces<'b>(at: Cursor<'b>, key: &Quoted) -> Option<Cursor<'b>> {
    Some(key.strip(at.spaces())?.behind_one_space())
}

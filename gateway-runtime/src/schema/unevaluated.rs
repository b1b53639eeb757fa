//! `unevaluatedProperties` and `unevaluatedItems`, where what is evaluated depends on the value.

use super::attempt::{accepts, again};
use super::members::{each_member, has};
use super::text::read;
use super::violation::NOWHERE;
use super::{Cursor, Place, Run, Step, Strings, Validator, anything, array};

/// What is left over, and what covers.
#[derive(Debug)]
pub struct Unevaluated {
    /// What the rest is; without a validator it is refused.
    pub rest: Option<Validator>,
    /// What may cover a property or an item.
    pub covers: &'static [Cover],
    /// Where the schema stands.
    pub place: Place,
}

/// What is evaluated where all guards hold.
#[derive(Debug)]
pub struct Cover {
    /// The conditions.
    pub guards: &'static [Guard],
    /// Every property, or every item.
    pub all: bool,
    /// Properties of these names.
    pub names: &'static [&'static str],
    /// Properties whose names obey one of these rules.
    pub patterns: &'static [&'static Strings],
    /// So many of the first items.
    pub items: usize,
    /// Items that one of these accepts.
    pub contains: &'static [Validator],
}

impl Cover {
    /// Covers nothing, always.
    pub const NOTHING: Self = Self { guards: &[], all: false, names: &[], patterns: &[], items: 0, contains: &[] };
}

/// A condition on the value.
#[derive(Debug)]
pub enum Guard {
    /// The validator accepts it.
    Accepts(Validator),
    /// The validator does not accept it.
    Rejects(Validator),
    /// It is an object with this property.
    Has(&'static str),
}

/// The covers whose guards hold; each guard reads the value once more.
fn active<'b>(run: &mut Run<'b>, at: Cursor<'b>, rules: &'static Unevaluated) -> Option<Vec<&'static Cover>> {
    let end = anything(run, at)?;
    let mut active = Vec::new();
    for cover in rules.covers {
        let mut holds = true;
        for guard in cover.guards {
            again(run, at, end, 1)?;
            holds &= match guard {
                Guard::Accepts(validator) => accepts(run, at, *validator)?,
                Guard::Rejects(validator) => !accepts(run, at, *validator)?,
                Guard::Has(name) => has(run, at, name)?,
            };
            if !holds {
                break;
            }
        }
        if holds {
            active.push(cover);
        }
    }
    Some(active)
}

/// Refuses an object with a property that no cover evaluates and the rest does not accept; other values pass. The value
/// was already read, and paid for twice more.
pub fn unevaluated_properties<'b>(run: &mut Run<'b>, at: Cursor<'b>, rules: &'static Unevaluated) -> Option<()> {
    if at.start().first() != b'{' {
        return Some(());
    }
    let active = active(run, at, rules)?;
    if active.iter().any(|cover| cover.all) {
        return Some(());
    }
    each_member(run, at, |run, name, value| {
        let at = name;
        let name = read(run, at)?.content();
        let mut is_covered = active.iter().any(|cover| cover.names.iter().any(|known| known.as_bytes() == &*name));
        for rules in active.iter().flat_map(|cover| cover.patterns) {
            match rules.decide(&name, &mut run.steps) {
                Ok(matched) => is_covered |= matched,
                Err(undecided) => return run.fail(at, undecided.keyword()),
            }
        }
        if is_covered { anything(run, value) } else { rest(run, value, rules, "unevaluatedProperties") }
    })?;
    Some(())
}

/// The same for the items of an array.
pub fn unevaluated_items<'b>(run: &mut Run<'b>, at: Cursor<'b>, rules: &'static Unevaluated) -> Option<()> {
    if at.start().first() != b'[' {
        return Some(());
    }
    let active = active(run, at, rules)?;
    let first = active.iter().map(|cover| cover.items).max().unwrap_or(0);
    if active.iter().any(|cover| cover.all) {
        return Some(());
    }
    let mut items = array(run, at, NOWHERE)?;
    let mut position = 0;
    while items.next(run)? {
        let end = anything(run, items.at)?;
        let mut is_covered = position < first;
        for validator in active.iter().flat_map(|cover| cover.contains) {
            again(run, items.at, end, 1)?;
            is_covered = is_covered || accepts(run, items.at, *validator)?;
        }
        items.at = if is_covered { end } else { rest(run, items.at, rules, "unevaluatedItems")? };
        position += 1;
    }
    items.close(run, 0, usize::MAX)?;
    Some(())
}

fn rest<'b>(run: &mut Run<'b>, at: Cursor<'b>, rules: &Unevaluated, keyword: &'static str) -> Step<'b> {
    match rules.rest {
        Some(validator) => validator(run, at),
        None => run.refuse_value(at.start(), keyword, &"", rules.place),
    }
}

#[cfg(test)]
mod tests {
    use super::{Cover, Guard, Unevaluated, unevaluated_items, unevaluated_properties};
    use crate::schema::tests::{any_boolean, any_text, refused, verdict};
    use crate::schema::{Cursor, Run, Step, Strings, anything, class, has};

    const LETTER: &Strings = &Strings::ANY.runs(const { &[class(&[(b'a', b'z')], 1, 1)] });

    fn has_kind<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
        let end = anything(run, at)?;
        if has(run, at, "kind")? { Some(end) } else { run.refuse_value(at, "required", &"kind", &"") }
    }

    #[test]
    fn left_over_properties_are_refused_or_checked() {
        static CLOSED: Unevaluated = Unevaluated {
            rest: None,
            place: &"",
            covers: &[
                Cover { names: &["kind"], ..Cover::NOTHING },
                Cover { guards: &[Guard::Accepts(has_kind)], patterns: &[LETTER], ..Cover::NOTHING },
                Cover { guards: &[Guard::Rejects(has_kind), Guard::Has("all")], all: true, ..Cover::NOTHING },
            ],
        };
        static TEXTS: Unevaluated =
            Unevaluated { rest: Some(any_text), place: &"", covers: &[Cover { names: &["kind"], ..Cover::NOTHING }] };
        fn closed<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
            let end = anything(run, at)?;
            unevaluated_properties(run, at, &CLOSED)?;
            Some(end)
        }
        fn texts<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
            let end = anything(run, at)?;
            unevaluated_properties(run, at, &TEXTS)?;
            Some(end)
        }
        for body in [r#"{"kind":1,"a":{"long":1}}"#, r#"{"all":1,"long":2}"#, "{}", "[1]"] {
            assert_eq!(verdict(closed, body), Ok(()), "{body}");
        }
        assert_eq!(verdict(closed, r#"{"kind":1,"long":2}"#), refused("/long", "unevaluatedProperties"));
        assert_eq!(verdict(closed, r#"{"a":2}"#), refused("/a", "unevaluatedProperties"));
        assert_eq!(verdict(closed, r#"{"kind":1,"all":2}"#), refused("/all", "unevaluatedProperties"));
        assert_eq!(verdict(texts, r#"{"kind":1,"a":"b"}"#), Ok(()));
        assert_eq!(verdict(texts, r#"{"kind":1,"a":["b"]}"#), refused("/a", "type"));
    }

    #[test]
    fn left_over_items_are_refused() {
        static CLOSED: Unevaluated = Unevaluated {
            rest: None,
            place: &"",
            covers: &[
                Cover { items: 1, ..Cover::NOTHING },
                Cover { guards: &[Guard::Rejects(any_text)], contains: &[any_boolean], ..Cover::NOTHING },
                Cover { guards: &[Guard::Has("a")], items: 9, ..Cover::NOTHING },
            ],
        };
        fn word<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
            let end = anything(run, at)?;
            unevaluated_items(run, at, &CLOSED)?;
            Some(end)
        }
        for body in ["[]", "[ 1 , true ]", "[\"a\",false,true]", "{\"a\":[1,2]}"] {
            assert_eq!(verdict(word, body), Ok(()), "{body}");
        }
        assert_eq!(verdict(word, "[1,true,2]"), refused("/2", "unevaluatedItems"));
    }
}

//! `patternProperties` beside `additionalProperties`, and `propertyNames`.

use super::attempt::again;
use super::text::read;
use super::{Cursor, Objects, Place, Run, Step, Strings, Validator, anything, object};

/// What the properties are that no name declares.
#[derive(Debug)]
pub struct Others {
    /// `patternProperties`: what the values of names are that the rules accept.
    pub patterns: &'static [(&'static Strings, Validator)],
    /// `additionalProperties`, once for each schema that has it: positions of the patterns whose names are none of its
    /// concern, and what the other values are; without a validator they are refused.
    pub additional: &'static [(&'static [usize], Option<Validator>)],
    /// Where the schema of the object stands.
    pub place: Place,
}

/// The value at `at` of the undeclared property whose name was read last. Each schema that applies reads it.
pub fn other<'b>(run: &mut Run<'b>, at: Cursor<'b>, others: &Others) -> Step<'b> {
    let name = run.keys.last()?;
    let matched: Result<Vec<bool>, _> =
        others.patterns.iter().map(|(rules, _)| rules.decide(&name, &mut run.steps)).collect();
    let matched = match matched {
        Ok(matched) => matched,
        Err(undecided) => return run.fail(at, undecided.keyword()),
    };
    let patterns = others.patterns.iter().zip(&matched).filter(|(_, matched)| **matched);
    let mut apply: Vec<Option<Validator>> = patterns.map(|((_, validator), _)| Some(*validator)).collect();
    let is_matched = |position: &usize| matched.get(*position).is_some_and(|matched| *matched);
    let concerned = others.additional.iter().filter(|(except, _)| !except.iter().any(is_matched));
    apply.extend(concerned.map(|(_, validator)| *validator));
    let mut end = None;
    for validator in apply {
        let Some(validator) = validator else {
            return run.refuse_value(at.start(), "additionalProperties", &"", others.place);
        };
        if let Some(end) = end {
            again(run, at, end, 1)?;
        }
        end = Some(validator(run, at)?);
    }
    match end {
        Some(end) => Some(end),
        None => anything(run, at),
    }
}

/// `propertyNames`: refuses an object one of whose names the validator of strings does not accept; other values pass.
/// The value was already read, and paid for once more.
pub fn property_names<'b>(run: &mut Run<'b>, at: Cursor<'b>, validator: Validator) -> Option<()> {
    each_member(run, at, |run, name, value| {
        validator(run, name)?;
        anything(run, value)
    })?;
    Some(())
}

/// Whether the value is an object with a property of this name. It was already read, and paid for once more.
pub fn has<'b>(run: &mut Run<'b>, at: Cursor<'b>, name: &str) -> Option<bool> {
    let mut found = false;
    each_member(run, at, |run, key, value| {
        found |= *read(run, key)?.content() == *name.as_bytes();
        anything(run, value)
    })?;
    Some(found)
}

/// Visits the members of an object that was already read, with the cursors at the name and at the value, and gives the
/// cursor behind the object. Other values have no members, and are not passed.
pub(super) fn each_member<'b>(
    run: &mut Run<'b>,
    at: Cursor<'b>,
    mut visit: impl FnMut(&mut Run<'b>, Cursor<'b>, Cursor<'b>) -> Step<'b>,
) -> Step<'b> {
    const OPEN: &Objects = &Objects::of(&[]);
    let at = at.start();
    if at.first() != b'{' {
        return Some(at);
    }
    let mut members = object(run, at, OPEN)?;
    loop {
        let name = members.at.start();
        let name = name.strip_byte(b'{').or_else(|| name.strip_byte(b',')).unwrap_or(name).start();
        if members.next(run, OPEN)?.is_none() {
            break;
        }
        members.at = visit(run, name, members.at)?;
    }
    members.close(run, OPEN)
}

#[cfg(test)]
mod tests {
    use super::{Others, has, other, property_names};
    use crate::schema::tests::{refused, verdict};
    use crate::schema::{
        Cursor, Numbers, Objects, Quoted, Run, Step, Strings, anything, boolean, class, key, nothing, number, object,
        string, text,
    };

    const X: &Strings = &Strings::ANY.runs(const { &[class(&[(b'x', b'x')], 1, usize::MAX)] });
    const SMALL: &Strings = &Strings::ANY.runs(const { &[class(&[(b'a', b'z')], 1, 9)] });

    fn whole<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
        number(run, at, const { &Numbers::NUMBER })
    }

    fn low<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
        number(run, at, const { &Numbers::NUMBER.maximum("5") })
    }

    #[test]
    fn every_rule_for_a_name_applies() {
        fn word<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
            const KEYS: &[Quoted] = &[key("xa")];
            const RULES: &Objects = &Objects::of(KEYS);
            const OTHERS: &Others = &Others {
                patterns: &[(X, low), (SMALL, whole)],
                additional: &[(&[0], Some(whole)), (&[0, 1], None)],
                place: &"",
            };
            let mut object = object(run, at, RULES)?;
            while let Some(property) = object.next(run, RULES)? {
                object.at = match property {
                    0 => boolean(run, object.at, &"")?,
                    _ => other(run, object.at, OTHERS)?,
                };
            }
            object.close(run, RULES)
        }
        assert_eq!(verdict(word, r#"{"xa":true,"xx":4,"\u0078":5,"long":9}"#), Ok(()));
        assert_eq!(verdict(word, r#"{"xa":1}"#), refused("/xa", "type"));
        assert_eq!(verdict(word, r#"{"xx":6}"#), refused("/xx", "maximum"));
        assert_eq!(verdict(word, r#"{"long":"a"}"#), refused("/long", "type"));
        assert_eq!(verdict(word, r#"{"A":1}"#), refused("/A", "additionalProperties"));
        assert_eq!(verdict(word, r#"{"xx":1,"\u0078x":2}"#), refused("", "duplicate-key"));
    }

    #[test]
    fn names_are_strings_of_their_own() {
        fn word<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
            fn short<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
                string(run, at, const { &Strings::ANY.max_length(2) })
            }
            let end = anything(run, at)?;
            property_names(run, at, short)?;
            Some(end)
        }
        fn no_name<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
            nothing(run, at, &"")
        }
        fn nameless<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
            let end = anything(run, at)?;
            property_names(run, at, no_name)?;
            Some(end)
        }
        for body in [r#"{ "ab" : {"abc":1} , "\u0061\u0063":1 }"#, "{}", r#""abc""#, "[]"] {
            assert_eq!(verdict(word, body), Ok(()), "{body}");
        }
        for body in [r#"{"ab":1, "abc":1}"#, r#"{"\u0061\u0062\"":1}"#] {
            assert_eq!(verdict(word, body), refused("", "maxLength"), "{body}");
        }
        assert_eq!(verdict(nameless, "{}"), Ok(()));
        assert!(verdict(nameless, r#"{"a":1}"#).is_err());
    }

    #[test]
    fn a_property_is_there_in_any_spelling() {
        fn word<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
            let end = anything(run, at)?;
            if has(run, at, "a\"")? { text(run, at, &"") } else { Some(end) }
        }
        for body in [r#"{"a":1}"#, r#"{"b":{"a\"":1}}"#, "[]", r#""a\"""#] {
            assert_eq!(verdict(word, body), Ok(()), "{body}");
        }
        assert_eq!(verdict(word, r#"{"b":1, "\u0061\u0022":1}"#), refused("", "type"));
    }
}

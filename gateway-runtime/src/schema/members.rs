//! `patternProperties` beside `additionalProperties`, and `propertyNames`.

use super::attempt::again;
use super::text::read;
use super::{Cursor, Objects, Run, Step, Strings, Validator, anything, object};

/// What the properties are that no name declares.
#[derive(Debug)]
pub struct Others {
    /// `patternProperties`: what the values of names are that the rules accept.
    pub patterns: &'static [(&'static Strings, Validator)],
    /// `additionalProperties`, once for each schema that has it: positions of the patterns whose names are none of its
    /// concern, and what the other values are; without a validator they are refused.
    pub additional: &'static [(&'static [usize], Option<Validator>)],
}

/// The value at `at` of the undeclared property whose name was read last. Each schema that applies reads it.
pub fn other<'b>(run: &mut Run<'b>, at: Cursor<'b>, others: &Others) -> Step<'b> {
    let name = run.keys.last()?;
    let matched = |position: usize| others.patterns.get(position).is_some_and(|(rules, _)| rules.match_content(&name));
    let patterns = (0..others.patterns.len()).filter(|position| matched(*position));
    let mut apply: Vec<Option<Validator>> =
        patterns.filter_map(|position| others.patterns.get(position)).map(|(_, validator)| Some(*validator)).collect();
    let concerned = others.additional.iter().filter(|(except, _)| !except.iter().any(|position| matched(*position)));
    apply.extend(concerned.map(|(_, validator)| *validator));
    let mut end = None;
    for validator in apply {
        let Some(validator) = validator else { return run.refuse(at.start(), "additionalProperties") };
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
    let mut members = object(run, at)?;
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

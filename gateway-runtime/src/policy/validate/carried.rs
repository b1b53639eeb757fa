//! Values from the texts that carry them: one JSON text each, whatever the style.
//!
//! Everything is split before it is decoded, and decoded once. What is appended is one JSON value whose strings are what the
//! texts say, so that the compiled schema can judge it; repeated names of an object are left for it to refuse.

use std::borrow::Cow;

use super::coding::Coding;
use super::delimiter::Delimiter;
use super::form;
use super::pairs::Pair;
use super::scalar::{self, flaw, write_string};
use crate::contract::{Carried, Composition, List, Member, MemberValue, Members, Style};
use crate::percent::is_plain;
use crate::schema::Violations;

/// Appends the value that one text carries. `name` is what the style `matrix` repeats.
pub(super) fn write(
    out: &mut Vec<u8>,
    carried: &Carried,
    name: &str,
    raw: &str,
    coding: Coding,
) -> Result<(), Violations> {
    let syntax = || flaw("syntax", None);
    let raw = match carried.style {
        Style::Label => raw.strip_prefix('.').ok_or_else(syntax)?,
        Style::Matrix => raw.strip_prefix(';').ok_or_else(syntax)?,
        Style::Simple | Style::Form | Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject => raw,
    };
    let is_matrix = carried.style == Style::Matrix;
    // Exploded, `matrix` names each item; an object has the names of its properties instead.
    let is_named = is_matrix && !(carried.explode && matches!(carried.composition, Composition::Object(_)));
    let value = |text| if is_named { named(text, name, coding) } else { Ok(text) };
    let pieces = |text| Delimiter::of(carried.style, carried.explode).split(text, coding);
    match &carried.composition {
        Composition::Single(single) => scalar::write(out, &coding.decode(value(raw)?)?, single),
        Composition::List(list) if is_matrix && carried.explode => {
            let mut named = Vec::new();
            for (position, piece) in pieces(raw).enumerate() {
                named.push(value(piece).map_err(|violations| violations.below(&position.to_string()))?);
            }
            items(out, list, named.into_iter(), coding)
        }
        Composition::List(list) => items(out, list, pieces(value(raw)?), coding),
        Composition::Object(object) if carried.explode => {
            let mut writer = Writer::new(out, object, coding);
            for piece in pieces(raw) {
                let bare = || is_matrix.then_some((piece, ""));
                let (key, value) = piece.split_once('=').or_else(bare).ok_or_else(syntax)?;
                writer.member(coding.decode(key)?, value)?;
            }
            writer.end();
            Ok(())
        }
        Composition::Object(object) => {
            let mut writer = Writer::new(out, object, coding);
            let mut pieces = pieces(value(raw)?);
            while let Some(key) = pieces.next() {
                let value = pieces.next().ok_or_else(syntax)?;
                writer.member(coding.decode(key)?, value)?;
            }
            writer.end();
            Ok(())
        }
        Composition::Form(form) => form::read(form, raw, form::MOST_PAIRS)?.write(out),
    }
}

/// Appends the value that one pair carries.
pub(super) fn write_pair(
    out: &mut Vec<u8>,
    carried: &Carried,
    name: &str,
    pair: &Pair<'_>,
    coding: Coding,
) -> Result<(), Violations> {
    match &carried.composition {
        Composition::Single(single) if pair.is_plain => scalar::write_plain(out, pair.value, single),
        _ => write(out, carried, name, pair.value, coding),
    }
}

/// Appends the value that pairs carry, each an item or a property: [`Carried::is_apart`].
pub(super) fn write_apart<'p, 'r: 'p>(
    out: &mut Vec<u8>,
    carried: &Carried,
    pairs: impl Iterator<Item = &'p Pair<'r>> + Clone,
    coding: Coding,
) -> Result<(), Violations> {
    match &carried.composition {
        Composition::List(list) => items(out, list, pairs.map(|pair| pair.value), coding),
        Composition::Object(object) => {
            let mut writer = Writer::new(out, object, coding);
            for (position, pair) in pairs.clone().enumerate() {
                let key = pair.key.as_ref().ok_or_else(|| flaw("syntax", None))?;
                let same = |other: &&Pair<'_>| other.key.as_ref() == Some(key);
                match declared(object, key).map(|member| &member.value) {
                    Some(MemberValue::List(list)) => {
                        if !pairs.clone().take(position).any(|other| same(&other)) {
                            writer.list(key, list, pairs.clone().filter(same).map(|pair| pair.value))?;
                        }
                    }
                    Some(MemberValue::Single(_)) | None => writer.member(Cow::Borrowed(key), pair.value)?,
                }
            }
            writer.end();
            Ok(())
        }
        Composition::Single(_) | Composition::Form(_) => Err(flaw("syntax", None)),
    }
}

/// The value of `name=value`, empty without the sign.
fn named<'t>(text: &'t str, name: &str, coding: Coding) -> Result<&'t str, Violations> {
    let (found, value) = text.split_once('=').unwrap_or((text, ""));
    if coding.decode(found)? == name { Ok(value) } else { Err(flaw("syntax", None)) }
}

/// Appends an array. Items are counted before they are decoded.
fn items<'t>(
    out: &mut Vec<u8>,
    list: &List,
    items: impl Iterator<Item = &'t str>,
    coding: Coding,
) -> Result<(), Violations> {
    out.push(b'[');
    for (position, item) in items.enumerate() {
        if position == list.most {
            return Err(flaw("maxItems", Some(&list.most.to_string())));
        }
        if position > 0 {
            out.push(b',');
        }
        let written = if is_plain(item) {
            scalar::write_plain(out, item, &list.items)
        } else {
            coding.decode(item).and_then(|text| scalar::write(out, &text, &list.items))
        };
        written.map_err(|violations| violations.below(&position.to_string()))?;
    }
    out.push(b']');
    Ok(())
}

fn declared<'m>(object: &'m Members, key: &str) -> Option<&'m Member> {
    object.declared.iter().find(|member| member.name == key)
}

/// Appends an object member by member.
struct Writer<'o> {
    out: &'o mut Vec<u8>,
    object: &'o Members,
    coding: Coding,
    is_first: bool,
}

impl<'o> Writer<'o> {
    fn new(out: &'o mut Vec<u8>, object: &'o Members, coding: Coding) -> Self {
        out.push(b'{');
        Self { out, object, coding, is_first: true }
    }

    fn key(&mut self, key: &str) {
        if !self.is_first {
            self.out.push(b',');
        }
        self.is_first = false;
        write_string(self.out, key);
        self.out.push(b':');
    }

    fn member(&mut self, key: Cow<'_, str>, raw: &str) -> Result<(), Violations> {
        let below = |violations: Violations| violations.below(&key);
        let single = match declared(self.object, &key).map(|member| &member.value) {
            Some(MemberValue::Single(single) | MemberValue::List(List { items: single, .. })) => *single,
            None => self.object.others.ok_or_else(|| flaw("additionalProperties", None)).map_err(below)?,
        };
        self.key(&key);
        let written = self.coding.decode(raw).and_then(|text| scalar::write(self.out, &text, &single));
        written.map_err(below)
    }

    fn list<'t>(&mut self, key: &str, list: &List, values: impl Iterator<Item = &'t str>) -> Result<(), Violations> {
        self.key(key);
        items(self.out, list, values, self.coding).map_err(|violations| violations.below(key))
    }

    fn end(self) {
        self.out.push(b'}');
    }
}

/// Appends one value of a form or query in its one encoding.
pub(super) fn encode(out: &mut String, carried: &Carried, raw: &str, coding: Coding) -> Result<(), Violations> {
    let is_whole = carried.is_apart() || matches!(carried.composition, Composition::Single(_) | Composition::Form(_));
    if is_whole {
        super::coding::encode(out, &coding.decode(raw)?, carried.reserved);
        return Ok(());
    }
    let delimiter = Delimiter::of(carried.style, carried.explode);
    for (position, piece) in delimiter.split(raw, coding).enumerate() {
        if position > 0 {
            out.push_str(delimiter.as_str());
        }
        super::coding::encode(out, &coding.decode(piece)?, carried.reserved);
    }
    Ok(())
}

#[cfg(test)]
mod tests;

//! The pairs of a query or form: split, told apart by their names, and written again in one form.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::carried;
use super::coding::{Coding, encode, is_encoded};
use crate::contract::{Carried, Composition, FormField, Members, Style};
use crate::percent::{Plus, decode};
use crate::schema::Violations;

/// What a pair can be the value of.
pub(super) trait Named {
    /// The declared name.
    fn name(&self) -> &'static str;

    /// How the value travels; nothing where it does not travel in pairs.
    fn carried(&self) -> Option<&Carried>;
}

impl Named for FormField {
    fn name(&self) -> &'static str {
        self.name
    }

    fn carried(&self) -> Option<&Carried> {
        Some(&self.carried)
    }
}

/// One pair.
#[derive(Debug)]
pub(super) struct Pair<'r> {
    /// What the pair is a part of.
    pub(super) owner: Owner,
    /// The decoded name of the property, where the owner is an object whose properties are pairs, and the whole name
    /// where nobody declared it.
    pub(super) key: Option<Cow<'r, str>>,
    /// As it came.
    pub(super) value: &'r str,
    /// Name and value as they came.
    whole: &'r str,
}

/// What a pair is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// The field at this position.
    Field(usize),
    /// Nothing that is declared.
    Nobody,
}

/// The pairs of one text. One without `=` has an empty value, an empty one is none.
#[derive(Debug, Default)]
pub(super) struct Pairs<'r> {
    list: SmallVec<[Pair<'r>; 12]>,
    /// What they were split from.
    text: &'r str,
    /// Whether a pair was left out.
    is_part: bool,
}

/// Why a text has no pairs that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// A name does not decode.
    Name,
    /// There are more than are read.
    TooMany,
}

impl<'r> Pairs<'r> {
    /// Splits a text at `&`, decodes the names once, and finds what each is a part of. Pairs that `skip` takes for itself
    /// are left out; it is given the decoded name and the pair as it came.
    pub(super) fn parse(
        text: &'r str,
        fields: &[impl Named],
        most: usize,
        mut skip: impl FnMut(&str, &'r str) -> bool,
    ) -> Result<Self, Unreadable> {
        let mut pairs = Self { text, ..Self::default() };
        let mut count = 0;
        let mut likely = 0;
        for whole in text.split('&') {
            if whole.is_empty() {
                pairs.is_part |= !text.is_empty();
                continue;
            }
            if count == most {
                return Err(Unreadable::TooMany);
            }
            count += 1;
            let (name, value) = whole.split_once('=').unwrap_or((whole, ""));
            let name = decode(name, Plus::Space).filter(|name| !name.contains('\0')).ok_or(Unreadable::Name)?;
            if skip(&name, whole) {
                pairs.is_part = true;
                continue;
            }
            let (owner, key) = owner(fields, likely, name);
            if let Owner::Field(position) = owner {
                likely = position;
            }
            pairs.list.push(Pair { owner, key, value, whole });
        }
        Ok(pairs)
    }

    /// From names and values that were read already, such as the parts of a multipart body.
    pub(super) fn of(fields: &[impl Named], named: impl Iterator<Item = (Cow<'r, str>, &'r str)>) -> Self {
        let list = named.map(|(name, value)| {
            let (owner, key) = owner(fields, 0, name);
            Pair { owner, key, value, whole: value }
        });
        Self { list: list.collect(), text: "", is_part: true }
    }

    /// All pairs, in the order they came.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Pair<'r>> + Clone {
        self.list.iter()
    }

    /// The pairs of one field.
    pub(super) fn of_field(&self, position: usize) -> impl Iterator<Item = &Pair<'r>> + Clone {
        self.list.iter().filter(move |pair| pair.owner == Owner::Field(position))
    }

    /// Leaves out what nobody declared.
    pub(super) fn drop_undeclared(&mut self) {
        let before = self.list.len();
        self.list.retain(|pair| pair.owner != Owner::Nobody);
        self.is_part |= self.list.len() < before;
    }

    /// The pairs in the one form in which they are forwarded, or nothing where the text came in that form. Everything decoded
    /// is encoded anew, delimiters stay delimiters, and what was left out is not there.
    pub(super) fn encode(&self, fields: &[impl Named]) -> Result<Option<String>, Violations> {
        if !self.is_part && self.list.iter().all(|pair| is_canonical(pair, fields)) {
            return Ok(None);
        }
        let mut out = String::with_capacity(self.text.len());
        for pair in &self.list {
            if !out.is_empty() {
                out.push('&');
            }
            encode_pair(&mut out, pair, fields)?;
        }
        Ok((out != self.text).then_some(out))
    }
}

/// Whether a pair is certainly in its one form: nothing in it needs decoding or is a delimiter but the comma of a list.
fn is_canonical(pair: &Pair<'_>, fields: &[impl Named]) -> bool {
    let name = pair.whole.strip_suffix(pair.value).and_then(|name| name.strip_suffix('='));
    let has_commas = || {
        let Owner::Field(position) = pair.owner else { return false };
        let carried = fields.get(position).and_then(Named::carried);
        carried.is_some_and(|carried| {
            let has_pieces = matches!(carried.composition, Composition::List(_) | Composition::Object(_));
            carried.style == Style::Form && !carried.explode && has_pieces
        })
    };
    name.is_some_and(is_encoded) && (is_encoded(pair.value) || has_commas() && pair.value.split(',').all(is_encoded))
}

fn encode_pair(out: &mut String, pair: &Pair<'_>, fields: &[impl Named]) -> Result<(), Violations> {
    let field = match pair.owner {
        Owner::Field(position) => fields.get(position),
        Owner::Nobody => None,
    };
    let carried = field.and_then(Named::carried);
    let is_deep = carried.is_some_and(|carried| carried.style == Style::DeepObject);
    match (field, &pair.key) {
        (Some(field), Some(key)) if is_deep => {
            encode(out, field.name(), false);
            out.push_str("%5B");
            encode(out, key, false);
            out.push_str("%5D");
        }
        (_, Some(key)) => encode(out, key, false),
        (Some(field), None) => encode(out, field.name(), false),
        (None, None) => {}
    }
    out.push('=');
    match carried {
        Some(carried) => carried::encode(out, carried, pair.value, Coding::Form)?,
        None => encode(out, &Coding::Form.decode(pair.value)?, false),
    }
    Ok(())
}

/// The field that a decoded name belongs to, and the name of the property in it. Clients tend to send what they send in the
/// order of the document, so that the search begins where the last name was found.
fn owner<'r>(fields: &[impl Named], likely: usize, name: Cow<'r, str>) -> (Owner, Option<Cow<'r, str>>) {
    let (before, behind) = fields.split_at_checked(likely).unwrap_or((&[], fields));
    let is_it = |field: &&_| is_named(*field, &name);
    let found = behind.iter().position(|field| is_it(&field)).map(|position| position + before.len());
    if let Some(position) = found.or_else(|| before.iter().position(|field| is_it(&field))) {
        return (Owner::Field(position), None);
    }
    owner_of_property(fields, name)
}

/// Whether a field has this name as a whole.
fn is_named(field: &impl Named, name: &str) -> bool {
    field.name() == name && field.carried().is_some_and(|carried| !spreads(carried))
}

/// Whether the properties of a value are pairs, so that its own name is not the name of a pair.
fn spreads(carried: &Carried) -> bool {
    carried.is_apart() && matches!(carried.composition, Composition::Object(_))
}

fn owner_of_property<'r>(fields: &[impl Named], name: Cow<'r, str>) -> (Owner, Option<Cow<'r, str>>) {
    let objects = || {
        fields.iter().enumerate().filter_map(|(position, field)| match field.carried() {
            Some(carried) if carried.is_apart() => match &carried.composition {
                Composition::Object(object) => Some((position, field.name(), carried.style, object)),
                Composition::Single(_) | Composition::List(_) | Composition::Form(_) => None,
            },
            Some(_) | None => None,
        })
    };
    for (position, owner, style, object) in objects() {
        if style != Style::DeepObject {
            if declares(object, &name) {
                return (Owner::Field(position), Some(name));
            }
            continue;
        }
        if let Some(key) = property(&name, owner).filter(|key| declares(object, key) || object.others.is_some()) {
            let range = owner.len() + 1..owner.len() + 1 + key.len();
            return (Owner::Field(position), Some(part(name, range)));
        }
    }
    let open = objects().find(|(_, _, style, object)| *style != Style::DeepObject && object.others.is_some());
    (open.map_or(Owner::Nobody, |(position, ..)| Owner::Field(position)), Some(name))
}

/// `b` of `a[b]`. Properties of properties have no style.
fn property<'n>(name: &'n str, owner: &str) -> Option<&'n str> {
    let key = name.strip_prefix(owner)?.strip_prefix('[')?.strip_suffix(']')?;
    (!key.is_empty() && !key.contains(['[', ']'])).then_some(key)
}

fn declares(object: &Members, name: &str) -> bool {
    object.declared.iter().any(|member| member.name == name)
}

fn part(name: Cow<'_, str>, range: core::ops::Range<usize>) -> Cow<'_, str> {
    match name {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(range).unwrap_or_default()),
        Cow::Owned(text) => Cow::Owned(text.get(range).unwrap_or_default().to_owned()),
    }
}

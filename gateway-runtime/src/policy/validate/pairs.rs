//! The pairs of a query or form: split, told apart by their names, and written again in one form.

use std::borrow::Cow;

use memchr::{memchr, memchr2};
use smallvec::SmallVec;

use super::carried;
use super::coding::{Coding, encode};
use crate::contract::{Carried, Composition, FormField, Members, Style};
use crate::percent::{Plus, decode, is_encoded, plain_length};
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
    /// Whether every character of the value is unreserved, so that there is nothing to decode, escape or encode.
    pub(super) is_plain: bool,
    /// Whether the same is true of the name, and there is a sign between them.
    has_plain_name: bool,
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
    /// Of each field.
    spans: SmallVec<[Span; 16]>,
    /// What they were split from.
    text: &'r str,
    /// Whether a pair was left out.
    is_part: bool,
}

/// Where the pairs of one field are in the list, and how many they are.
#[derive(Debug, Clone, Copy, Default)]
struct Span {
    first: usize,
    behind: usize,
    count: usize,
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
        pairs.spans.resize(fields.len(), Span::default());
        let mut count = 0;
        let mut likely = 0;
        let mut rest = Some(text);
        while let Some(text) = rest {
            let Split { name, has_plain_name, value, is_plain, whole, behind } = Split::of(text);
            rest = behind;
            if whole.is_empty() {
                pairs.is_part |= !pairs.text.is_empty();
                continue;
            }
            if count == most {
                return Err(Unreadable::TooMany);
            }
            count += 1;
            // Without a sign, another one is the form with one.
            let is_canonical_name = has_plain_name && value.is_some();
            let value = value.unwrap_or_default();
            let name = if has_plain_name {
                Cow::Borrowed(name)
            } else {
                decode(name, Plus::Space).filter(|name| !name.contains('\0')).ok_or(Unreadable::Name)?
            };
            if skip(&name, whole) {
                pairs.is_part = true;
                continue;
            }
            let (owner, key) = match expected(fields, likely, &name) {
                Some(position) => (Owner::Field(position), None),
                None => owner(fields, name),
            };
            if let Owner::Field(position) = owner {
                likely = position;
            }
            pairs.push(Pair { owner, key, value, is_plain, has_plain_name: is_canonical_name, whole });
        }
        Ok(pairs)
    }

    fn push(&mut self, pair: Pair<'r>) {
        let at = self.list.len();
        if let Owner::Field(position) = pair.owner
            && let Some(span) = self.spans.get_mut(position)
        {
            if span.count == 0 {
                span.first = at;
            }
            span.behind = at + 1;
            span.count += 1;
        }
        self.list.push(pair);
    }

    /// From names and values that were read already, such as the parts of a multipart body.
    pub(super) fn of(fields: &[impl Named], named: impl Iterator<Item = (Cow<'r, str>, &'r str)>) -> Self {
        let mut pairs = Self { is_part: true, ..Self::default() };
        pairs.spans.resize(fields.len(), Span::default());
        for (name, value) in named {
            let (owner, key) = owner(fields, name);
            pairs.push(Pair { owner, key, value, is_plain: false, has_plain_name: false, whole: value });
        }
        pairs
    }

    /// All pairs, in the order they came.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Pair<'r>> + Clone {
        self.list.iter()
    }

    /// The first pair of one field, and whether it is the only one.
    pub(super) fn first_of(&self, position: usize) -> Option<(&Pair<'r>, bool)> {
        let span = self.spans.get(position).filter(|span| span.count > 0)?;
        Some((self.list.get(span.first)?, span.count == 1))
    }

    /// The pairs of one field.
    pub(super) fn of_field(&self, position: usize) -> impl Iterator<Item = &Pair<'r>> + Clone {
        let Span { first, behind, .. } = self.spans.get(position).copied().unwrap_or_default();
        let near = self.list.get(first..behind).unwrap_or_default();
        near.iter().filter(move |pair| pair.owner == Owner::Field(position))
    }

    /// Leaves out what nobody declared.
    pub(super) fn drop_undeclared(&mut self) {
        let all = core::mem::take(&mut self.list);
        self.spans.fill(Span::default());
        for pair in all {
            if pair.owner == Owner::Nobody {
                self.is_part = true;
            } else {
                self.push(pair);
            }
        }
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
            if is_canonical(pair, fields) {
                out.push_str(pair.whole);
            } else {
                encode_pair(&mut out, pair, fields)?;
            }
        }
        Ok((out != self.text).then_some(out))
    }
}

/// Whether a pair, whose value was decoded, is certainly in its one form: what has to be encoded is, and so are the delimiters
/// but the comma of a list.
fn is_canonical(pair: &Pair<'_>, fields: &[impl Named]) -> bool {
    if !pair.has_plain_name {
        return false;
    }
    if pair.is_plain {
        return true;
    }
    let Owner::Field(position) = pair.owner else { return is_encoded(pair.value, None) };
    let carried = fields.get(position).and_then(Named::carried);
    carried.is_some_and(|carried| is_canonical_value(carried, pair.value))
}

/// The same of the value alone.
pub(super) fn is_canonical_value(carried: &Carried, value: &str) -> bool {
    let has_pieces = matches!(carried.composition, Composition::List(_) | Composition::Object(_));
    let has_commas = carried.style == Style::Form && !carried.explode && has_pieces;
    !carried.reserved && is_encoded(value, has_commas.then_some(b','))
}

/// The first pair of a text.
struct Split<'r> {
    name: &'r str,
    has_plain_name: bool,
    /// What is behind the first sign; nothing without one.
    value: Option<&'r str>,
    is_plain: bool,
    whole: &'r str,
    /// What follows the pair.
    behind: Option<&'r str>,
}

impl<'r> Split<'r> {
    /// Plain names and values are read in one look at each of their bytes.
    #[inline]
    fn of(text: &'r str) -> Self {
        let bytes = text.as_bytes();
        let mut length = plain_length(bytes);
        let has_plain_name = matches!(bytes.get(length), None | Some(b'=' | b'&'));
        if !has_plain_name {
            length = find(bytes, length, |from| memchr2(b'=', b'&', from));
        }
        let name = text.get(..length).unwrap_or(text);
        if bytes.get(length) != Some(&b'=') {
            let behind = text.get(length + 1..);
            return Self { name, has_plain_name, value: None, is_plain: true, whole: name, behind };
        }
        let start = length + 1;
        let mut end = start + plain_length(bytes.get(start..).unwrap_or_default());
        let is_plain = matches!(bytes.get(end), None | Some(b'&'));
        if !is_plain {
            end = find(bytes, end, |from| memchr(b'&', from));
        }
        let (value, whole) = (text.get(start..end), text.get(..end).unwrap_or(text));
        Self { name, has_plain_name, value, is_plain, whole, behind: text.get(end + 1..) }
    }
}

/// Where something is found from a place on; the end where it is not.
fn find(bytes: &[u8], from: usize, search: impl Fn(&[u8]) -> Option<usize>) -> usize {
    bytes.get(from..).and_then(search).map_or(bytes.len(), |at| from + at)
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

/// The field of a decoded name, where that is the one of the pair before or the next: clients tend to send what they send in the
/// order of the document.
#[inline]
fn expected(fields: &[impl Named], before: usize, name: &str) -> Option<usize> {
    [before, before + 1].into_iter().find(|at| fields.get(*at).is_some_and(|field| is_named(field, name)))
}

/// The field that a decoded name belongs to, and the name of the property in it.
fn owner<'r>(fields: &[impl Named], name: Cow<'r, str>) -> (Owner, Option<Cow<'r, str>>) {
    match fields.iter().position(|field| is_named(field, &name)) {
        Some(position) => (Owner::Field(position), None),
        None => owner_of_property(fields, name),
    }
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

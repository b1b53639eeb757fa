//! The property that tells the branches of a choice apart.

use std::collections::BTreeSet;

use super::SchemaLowerer;
use super::atom::Atom;
use crate::diagnostic::Diagnostic;
use crate::load::tree::{Node, child};
use crate::model::{Applied, Choice, SchemaId, Schemas, Tag};
use crate::span::Span;

/// What a `discriminator` says about one choice.
#[derive(Debug)]
pub(super) struct Pending {
    schema: SchemaId,
    /// The position of the choice in [`Schema::applied`](crate::model::Schema::applied).
    position: usize,
    property: String,
    /// For each branch: the values that the mapping gives it, and the name of its component.
    branches: Vec<(Vec<String>, Option<String>)>,
    span: Span,
}

impl<'a> SchemaLowerer<'a> {
    /// Remembers what a discriminator says, until the branches are known.
    pub(super) fn discriminate(
        &mut self,
        schema: SchemaId,
        position: usize,
        atom: &Atom<'a>,
        members: &[(String, Atom<'a>)],
    ) {
        let Some(member) = atom.place.node.member("discriminator") else { return };
        let Some(property) = member.node.get("propertyName").and_then(Node::as_str) else { return };
        let mapping: Vec<_> = member.node.members("mapping").collect();
        let mut branches = Vec::new();
        for (_, branch) in members {
            let pointer = self.meant(branch.clone()).place.pointer;
            let leads_here = |target: &Node| {
                let named = target.as_str().is_some_and(|name| pointer == child("/components/schemas", name));
                named || self.document.target(target).is_ok_and(|target| target.pointer == pointer)
            };
            let mapped = mapping.iter().filter(|(_, member)| leads_here(&member.node));
            branches.push((mapped.map(|(value, _)| (*value).to_owned()).collect(), super::component(&pointer)));
        }
        let span = member.key.clone();
        self.discriminators.push(Pending { schema, position, property: property.to_owned(), branches, span });
    }

    /// Finds the tag of every choice whose branches have become known.
    pub(super) fn tag(&mut self, findings: &mut Vec<Diagnostic>) {
        for pending in std::mem::take(&mut self.discriminators) {
            let choice = choice(&self.schemas, pending.schema, pending.position);
            let tag = choice.and_then(|choice| discriminated(&self.schemas, choice, &pending));
            if tag.is_none() {
                let message = "the discriminator tells no branches apart here: the schemas alone decide";
                let help = "require the property in every branch, and give it a different `const` in each";
                findings.push(Diagnostic::note("GW0509", &pending.span, message, "an annotation only").help(help));
            }
            self.set_tag(pending.schema, pending.position, tag);
        }
        let ids: Vec<SchemaId> = self.schemas.iter().skip(self.finished).map(|(id, _)| id).collect();
        for id in ids {
            for position in 0..self.schemas.at(id).applied.len() {
                let Some(choice) = choice(&self.schemas, id, position).filter(|choice| choice.tag.is_none()) else {
                    continue;
                };
                let tag = separating(&self.schemas, choice);
                self.set_tag(id, position, tag);
            }
        }
    }

    fn set_tag(&mut self, id: SchemaId, position: usize, tag: Option<Tag>) {
        if let Some(Applied::Any(choice) | Applied::One(choice)) = self.schemas.at_mut(id).applied.get_mut(position) {
            choice.tag = tag;
        }
    }
}

fn choice(schemas: &Schemas, id: SchemaId, position: usize) -> Option<&Choice> {
    match schemas.at(id).applied.get(position)? {
        Applied::Any(choice) | Applied::One(choice) => Some(choice),
        Applied::All(_) | Applied::Not(_) | Applied::If(_) | Applied::Dependent(..) => None,
    }
}

/// What the discriminator says: the mapping, else the constants, else the names of the components.
fn discriminated(schemas: &Schemas, choice: &Choice, pending: &Pending) -> Option<Tag> {
    let mut values = Vec::new();
    for (index, (branch, (mapped, component))) in choice.branches.iter().zip(&pending.branches).enumerate() {
        let object = &schemas.at(*branch).object;
        if !object.properties.get(&pending.property).is_some_and(|property| property.required) {
            return None;
        }
        let mut named = mapped.clone();
        if named.is_empty() {
            named = constants(schemas, *branch, &pending.property).unwrap_or_default();
        }
        if named.is_empty() {
            named.extend(component.clone());
        }
        if named.is_empty() {
            return None;
        }
        values.extend(named.into_iter().map(|value| (value, index)));
    }
    distinct(&values).then(|| Tag { property: pending.property.clone(), values, discriminator: true })
}

/// The first property that is required in every branch that admits objects, with different constants in each.
fn separating(schemas: &Schemas, choice: &Choice) -> Option<Tag> {
    let admitting: Vec<(usize, SchemaId)> = choice
        .branches
        .iter()
        .enumerate()
        .filter(|(_, branch)| schemas.at(**branch).types.object)
        .map(|(index, branch)| (index, *branch))
        .collect();
    let [(_, first), _, ..] = admitting[..] else { return None };
    schemas.at(first).object.properties.keys().find_map(|property| {
        let mut values = Vec::new();
        for (index, branch) in &admitting {
            values.extend(constants(schemas, *branch, property)?.into_iter().map(|value| (value, *index)));
        }
        distinct(&values).then(|| Tag { property: property.clone(), values, discriminator: false })
    })
}

/// The strings that a required property of a branch may be; `None` where it may be anything else.
fn constants(schemas: &Schemas, branch: SchemaId, property: &str) -> Option<Vec<String>> {
    let property = schemas.at(branch).object.properties.get(property).filter(|property| property.required)?;
    let listed = schemas.at(property.schema).enumeration.as_ref()?;
    listed.iter().map(|value| value.as_str().map(str::to_owned)).collect()
}

fn distinct(values: &[(String, usize)]) -> bool {
    let mut seen = BTreeSet::new();
    values.iter().all(|(value, _)| seen.insert(value))
}

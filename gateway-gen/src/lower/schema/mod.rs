//! Schemas of the document to nodes of the model: one node per distinct schema.

pub(super) mod check;
mod keyword;
pub(super) mod normal;
mod pattern;
mod rules;
mod union;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::name::{self, Taken};
use crate::diagnostic::Diagnostic;
use crate::load::tree::{Node, Value, child};
use crate::model::{
    Additional, ArrayRules, Interpreted, NumberRules, ObjectRules, Property, Schema, SchemaId, Schemas, StringRules,
    TypeSet, Union,
};
use crate::resolve::{Dialect, Document, Place};

/// Makes nodes. Schemas that were asked for wait in a queue, so that references may be as deep and as recursive as
/// they like.
#[derive(Debug)]
pub(super) struct SchemaLowerer<'a> {
    document: &'a Document,
    schemas: Schemas,
    known: BTreeMap<String, SchemaId>,
    ahead: VecDeque<(SchemaId, Place<'a>)>,
    names: Taken,
}

impl<'a> SchemaLowerer<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self {
            document,
            schemas: Schemas::default(),
            known: BTreeMap::new(),
            ahead: VecDeque::new(),
            names: Taken::default(),
        }
    }

    /// The node of a schema that [`check::Checker`] found sound, and of everything below it.
    pub(super) fn lower(&mut self, place: &Place<'a>, title: &str, findings: &mut Vec<Diagnostic>) -> SchemaId {
        let id = self.id(place.clone(), title);
        while let Some((id, place)) = self.ahead.pop_front() {
            self.fill(id, &place, findings);
        }
        id
    }

    pub(super) const fn schemas(&self) -> &Schemas {
        &self.schemas
    }

    pub(super) fn finish(self) -> Schemas {
        self.schemas
    }

    /// The node of a schema, made on first sight; a plain reference is the schema it names.
    fn id(&mut self, place: Place<'a>, title: &str) -> SchemaId {
        let place = self.meant(place);
        let digest = normal::digest(self.document, place.node);
        if let Some(id) = self.known.get(&digest) {
            return *id;
        }
        let title = component(&place.pointer).unwrap_or_else(|| title.to_owned());
        let plain = title.replace("/properties/", "/").replace("/items", "/item");
        let schema = Schema {
            name: self.names.unique(name::snake(&plain, "schema")),
            title,
            pointer: place.pointer.clone(),
            span: place.node.span.clone(),
            types: rules::types(place.node, self.document.dialect),
            enumeration: rules::enumeration(place.node),
            string: StringRules::default(),
            number: NumberRules::default(),
            array: ArrayRules::default(),
            object: ObjectRules::default(),
            union: None,
            interpreted: None,
            digest: digest.clone(),
        };
        let id = self.schemas.push(schema);
        self.known.insert(digest, id);
        self.ahead.push_back((id, place));
        id
    }

    /// Follows references that stand alone; one with siblings is a schema of its own in 3.1.
    fn meant(&self, place: Place<'a>) -> Place<'a> {
        let mut place = place;
        // The checker has refused every cycle, and each step leads to another schema of the document.
        while let Some(reference) = place.node.get("$ref") {
            if self.document.dialect == Dialect::V31 && has_siblings(place.node) {
                break;
            }
            match self.document.target(reference) {
                Ok(target) => place = target,
                Err(_) => break,
            }
        }
        place
    }

    fn fill(&mut self, id: SchemaId, place: &Place<'a>, findings: &mut Vec<Diagnostic>) {
        let node = place.node;
        let title = self.schemas.at(id).title.clone();
        let string = rules::string(node);
        let number = rules::number(node, self.document.dialect, self.schemas.at(id).types);
        let array = self.array(place, &title);
        let object = self.object(place, &title);
        let union = self.union(place, &title);
        let interpreted = self.interpreted(place, union.is_some(), findings);
        let schema = self.schemas.at_mut(id);
        if union.is_some() && node.get("type").is_none() {
            schema.types = TypeSet { object: true, ..rules::NONE };
        }
        schema.string = string;
        schema.number = number;
        schema.array = array;
        schema.object = object;
        schema.union = union;
        schema.interpreted = interpreted;
    }

    fn array(&mut self, place: &Place<'a>, title: &str) -> ArrayRules {
        let count = |name: &str| place.node.get(name).and_then(Node::as_u64);
        // Beside `prefixItems`, `items` speaks of the rest only: the interpreter's to check.
        let items = place.get("items").filter(|_| place.node.get("prefixItems").is_none());
        ArrayRules {
            items: items.map(|items| self.id(items, &format!("{title}/items"))),
            min_items: count("minItems"),
            max_items: count("maxItems"),
        }
    }

    fn object(&mut self, place: &Place<'a>, title: &str) -> ObjectRules {
        let node = place.node;
        let count = |name: &str| node.get(name).and_then(Node::as_u64);
        let required: BTreeSet<&str> = node.items("required").iter().filter_map(Node::as_str).collect();
        let mut object = ObjectRules {
            min_properties: count("minProperties"),
            max_properties: count("maxProperties"),
            ..ObjectRules::default()
        };
        let mut fields = Taken::default();
        let pointer = child(&place.pointer, "properties");
        for (key, member) in node.members("properties") {
            let inner = Place { pointer: child(&pointer, key), node: &member.node };
            let schema = self.id(inner, &format!("{title}/properties/{key}"));
            let field_name = fields.unique(name::snake(key, "field"));
            object.properties.insert(key.to_owned(), Property { schema, required: required.contains(key), field_name });
        }
        for key in node.items("required").iter().filter_map(Node::as_str) {
            let listed = object.required_undeclared.iter().any(|listed| listed == key);
            if !object.properties.contains_key(key) && !listed {
                object.required_undeclared.push(key.to_owned());
            }
        }
        // Beside `patternProperties`, `additionalProperties` speaks of the rest only: the interpreter's to check.
        let additional = place.get("additionalProperties").filter(|_| node.get("patternProperties").is_none());
        object.additional = match additional {
            None => Additional::Allowed,
            Some(inner) => match inner.node.value {
                Value::Bool(true) => Additional::Allowed,
                Value::Bool(false) => Additional::Refused,
                _ => Additional::Checked(self.id(inner, &format!("{title}/additionalProperties"))),
            },
        };
        object
    }

    fn union(&mut self, place: &Place<'a>, title: &str) -> Option<Union> {
        let found = union::find(self.document, place)?;
        let branches = found.branches.into_iter().map(|(value, index, branch)| {
            let id = self.id(branch, &format!("{title}/oneOf/{index}"));
            (value, id)
        });
        Some(Union { property: found.property, branches: branches.collect() })
    }

    fn interpreted(&self, place: &Place<'a>, has_union: bool, findings: &mut Vec<Diagnostic>) -> Option<Interpreted> {
        let mut keywords = Vec::new();
        for (name, member) in place.node.as_object().into_iter().flatten() {
            let taken = match name.as_str() {
                "oneOf" => !has_union,
                "uniqueItems" => member.node.as_bool() == Some(true),
                "$ref" => true,
                other => keyword::INTERPRETED.contains(&other),
            };
            if taken {
                findings.push(Diagnostic::note(
                    "GW0501",
                    &member.key,
                    format!("`{name}` is not compiled: the interpreter checks this schema"),
                    "slower, and just as strict",
                ));
                keywords.push((name.clone(), member.key.clone()));
            }
        }
        if let Some(member) = place.node.member("discriminator").filter(|_| !has_union) {
            let message = "the discriminator tells no branches apart here: the schemas alone decide";
            findings.push(Diagnostic::note("GW0509", &member.key, message, "an annotation only"));
        }
        if keywords.is_empty() {
            return None;
        }
        if let Some(span) = endless(self.document, place) {
            let message = "this schema is part of itself without an instance in between: it never ends";
            findings.push(Diagnostic::error("GW0010", &span, message, "leads back here"));
            return None;
        }
        Some(Interpreted { keywords, schema: normal::bundled(self.document, place) })
    }
}

fn has_siblings(node: &Node) -> bool {
    node.as_object().is_some_and(|members| members.keys().any(|name| name != "$ref" && !keyword::is_annotation(name)))
}

/// `NewOrder` for the pointer of a component.
fn component(pointer: &str) -> Option<String> {
    let name = pointer.strip_prefix("/components/schemas/")?;
    Some(name.replace("~1", "/").replace("~0", "~"))
}

/// Whether a schema applies itself to the same instance: `A: { allOf: [A] }`.
fn endless(document: &Document, start: &Place<'_>) -> Option<crate::span::Span> {
    let mut seen = BTreeSet::new();
    let mut ahead = in_place(document, start);
    while let Some(place) = ahead.pop() {
        if place.pointer == start.pointer {
            return Some(start.node.span.clone());
        }
        if seen.insert(place.pointer.clone()) {
            ahead.extend(in_place(document, &place));
        }
    }
    None
}

fn in_place<'a>(document: &'a Document, place: &Place<'a>) -> Vec<Place<'a>> {
    let mut found = Vec::new();
    if let Some(target) = place.node.get("$ref").and_then(|reference| document.target(reference).ok()) {
        found.push(target);
    }
    for name in keyword::IN_PLACE {
        let Some(below) = place.get(name) else { continue };
        match &below.node.value {
            Value::Array(items) => found.extend(
                items
                    .iter()
                    .enumerate()
                    .map(|(index, node)| Place { pointer: child(&below.pointer, &index.to_string()), node }),
            ),
            Value::Object(members) if *name == "dependentSchemas" => found.extend(
                members.iter().map(|(key, member)| Place { pointer: child(&below.pointer, key), node: &member.node }),
            ),
            _ => found.push(below),
        }
    }
    found
}

//! Schemas of the document to nodes of the model: one node per distinct conjunction of schemas.

mod applied;
mod array;
mod atom;
pub(super) mod check;
mod endless;
mod keyword;
pub(super) mod normal;
mod object;
mod pattern;
mod rules;
mod tag;
mod unevaluated;

use std::collections::{BTreeMap, VecDeque};

use super::name::{self, Taken};
use crate::diagnostic::Diagnostic;
use crate::matcher::Matcher;
use crate::model::{ArrayRules, Direction, Falsehood, ObjectRules, Schema, SchemaId, Schemas};
use crate::resolve::{Document, Place};
use atom::{Atom, Scope};

/// How schemas are read.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    /// Who sends the instances; without one, `readOnly` and `writeOnly` are annotations.
    pub direction: Option<Direction>,
    /// Whether `format` is asserted.
    pub assert_formats: bool,
}

/// Makes nodes. Schemas that were asked for wait in a queue, so that references may be as deep and as recursive as
/// they like.
#[derive(Debug)]
pub(super) struct SchemaLowerer<'a> {
    document: &'a Document,
    reading: Reading,
    schemas: Schemas,
    known: BTreeMap<Vec<(String, Scope, bool)>, SchemaId>,
    ahead: VecDeque<(SchemaId, Vec<Atom<'a>>)>,
    names: Taken,
    /// The digest of each schema that was asked for, by pointer.
    digests: BTreeMap<String, String>,
    /// The pointer of the first schema with a digest.
    first: BTreeMap<String, String>,
    /// For each scope, what the dynamic anchors mean.
    scopes: Vec<BTreeMap<String, String>>,
    /// What `discriminator` says about choices, until their branches are known.
    discriminators: Vec<tag::Pending>,
    /// Compiled patterns of property names.
    matchers: BTreeMap<String, Option<Matcher>>,
    /// How many nodes merge several schemas.
    merged: usize,
    /// How many nodes are complete.
    finished: usize,
}

/// So many bytes of the path to a schema are its title.
const LONGEST_TITLE: usize = 200;

/// So many combinations of schemas are told apart. A document that people wrote has some hundred; a few lines can ask
/// for millions.
const MOST_MERGED: usize = 10_000;

impl<'a> SchemaLowerer<'a> {
    pub(super) fn new(document: &'a Document, reading: Reading) -> Self {
        Self::into(document, reading, Schemas::default())
    }

    /// Adds to schemas that another document may have made.
    pub(super) fn into(document: &'a Document, reading: Reading, schemas: Schemas) -> Self {
        let mut names = Taken::default();
        for (_, schema) in schemas.iter() {
            names.unique(schema.name.clone());
        }
        let finished = schemas.iter().count();
        Self {
            document,
            reading,
            schemas,
            known: BTreeMap::new(),
            ahead: VecDeque::new(),
            names,
            digests: BTreeMap::new(),
            first: BTreeMap::new(),
            scopes: vec![BTreeMap::new()],
            discriminators: Vec::new(),
            matchers: BTreeMap::new(),
            merged: 0,
            finished,
        }
    }

    /// The node of a schema that [`check::Checker`] found sound, and of everything below it.
    pub(super) fn lower(&mut self, place: &Place<'a>, title: &str, findings: &mut Vec<Diagnostic>) -> SchemaId {
        let atom = self.atom(place);
        let id = self.id(vec![atom], title);
        while let Some((id, atoms)) = self.ahead.pop_front() {
            if self.merged > MOST_MERGED {
                if !findings.iter().any(|finding| finding.code == "GW0510") {
                    let message = format!("schemas are combined in more than {MOST_MERGED} ways");
                    let help = "give what `allOf` combines a name of its own, and refer to that";
                    findings.push(Diagnostic::error("GW0510", &place.node.span, message, "from here").help(help));
                }
                self.ahead.clear();
                break;
            }
            self.fill(id, &atoms, findings);
        }
        self.tag(findings);
        self.refuse_endless(findings);
        self.finished = self.schemas.iter().count();
        id
    }

    pub(super) const fn schemas(&self) -> &Schemas {
        &self.schemas
    }

    pub(super) fn finish(self) -> Schemas {
        self.schemas
    }

    /// The node of a conjunction, made on first sight. An empty one accepts everything.
    fn id(&mut self, atoms: Vec<Atom<'a>>, title: &str) -> SchemaId {
        let mut meant: Vec<Atom<'a>> = Vec::with_capacity(atoms.len());
        for atom in atoms {
            let atom = self.meant(atom);
            if atom.place.node.as_bool() != Some(true) {
                meant.push(atom);
            }
        }
        let is_directed = self.reading.direction.is_some();
        let mut key: Vec<_> =
            meant.iter().map(|atom| (self.canonical(atom), atom.scope, is_directed && atom.is_condition)).collect();
        key.sort();
        key.dedup();
        if let Some(id) = self.known.get(&key) {
            return *id;
        }
        let title = match meant.as_slice() {
            [] => "anything".to_owned(),
            [only] => component(&only.place.pointer).unwrap_or_else(|| title.to_owned()),
            [_, ..] => title.to_owned(),
        };
        // A path as deep as the document's recursion is no name.
        let title = title.get(..title.floor_char_boundary(LONGEST_TITLE)).unwrap_or_default().to_owned();
        let plain = title.replace("/properties/", "/").replace("/items", "/item");
        let digests: Vec<&str> =
            key.iter().filter_map(|(pointer, ..)| self.digests.get(pointer)).map(String::as_str).collect();
        let digest = if let [only] = digests[..] { only.to_owned() } else { normal::hex(digests.concat().as_bytes()) };
        let schema = Schema {
            name: self.names.unique(name::validator(&plain)),
            title,
            pointer: meant.first().map(|atom| atom.place.pointer.clone()).unwrap_or_default(),
            span: meant.first().map_or_else(|| self.document.root.span.clone(), |atom| atom.place.node.span.clone()),
            types: rules::ALL,
            enumeration: None,
            string: crate::model::StringRules::default(),
            number: crate::model::NumberRules::default(),
            array: ArrayRules::default(),
            object: ObjectRules::default(),
            applied: Vec::new(),
            unevaluated_properties: None,
            unevaluated_items: None,
            falsehood: falsehood(&meant),
            digest,
        };
        self.merged += usize::from(meant.len() > 1);
        let id = self.schemas.push(schema);
        self.known.insert(key, id);
        self.ahead.push_back((id, meant));
        id
    }

    /// The pointer of the first schema that equals this one.
    fn canonical(&mut self, atom: &Atom<'a>) -> String {
        let pointer = &atom.place.pointer;
        let digest = self.digests.get(pointer).cloned().unwrap_or_else(|| normal::digest(self.document, &atom.place));
        self.digests.insert(pointer.clone(), digest.clone());
        self.first.entry(digest).or_insert_with(|| pointer.clone()).clone()
    }

    fn fill(&mut self, id: SchemaId, roots: &[Atom<'a>], findings: &mut Vec<Diagnostic>) {
        let title = self.schemas.at(id).title.clone();
        let closure = self.closure(roots, findings);
        let dialect = self.document.dialect;
        let mut own = rules::Merged::default();
        for atom in &closure.merged {
            own.add(atom.place.node, dialect, self.reading.assert_formats);
        }
        let mut array = self.array(&closure.merged, &title);
        let mut object = self.object(&closure.merged, &title, findings);
        let applied = self.applied(id, &closure, &title);
        let unevaluated = self.unevaluated(roots, (&mut object, &mut array), &title, findings);
        let schema = self.schemas.at_mut(id);
        schema.types = own.types;
        schema.enumeration = own.enumeration;
        schema.string = own.string;
        schema.number = own.number;
        schema.array = array;
        schema.object = object;
        schema.applied = applied;
        (schema.unevaluated_properties, schema.unevaluated_items) = unevaluated;
    }
}

fn falsehood(meant: &[Atom<'_>]) -> Falsehood {
    match meant.iter().filter(|atom| atom.place.node.as_bool() == Some(false)).count() {
        0 => Falsehood::Absent,
        count if count == meant.len() => Falsehood::Whole,
        _ => Falsehood::Part,
    }
}

/// `NewOrder` for the pointer of a component.
fn component(pointer: &str) -> Option<String> {
    let name = pointer.strip_prefix("/components/schemas/")?;
    Some(name.replace("~1", "/").replace("~0", "~"))
}

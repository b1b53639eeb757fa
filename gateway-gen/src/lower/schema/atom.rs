//! What applies to one instance: schemas of the document, merged as far as they can be.

use super::SchemaLowerer;
use super::keyword;
use crate::diagnostic::Diagnostic;
use crate::load::tree::{Node, Value, child};
use crate::resolve::{Dialect, Place};

/// A schema of the document in a dynamic scope.
#[derive(Debug, Clone)]
pub(super) struct Atom<'a> {
    pub(super) place: Place<'a>,
    pub(super) scope: Scope,
    /// Whether it is or is inside a condition (`not`, `if`, `contains`): what is told apart there is not yet what is let
    /// through, so that `readOnly` and `writeOnly` are annotations.
    pub(super) is_condition: bool,
}

/// A position in [`SchemaLowerer::scopes`]: which schema each dynamic anchor means here. The outermost resource that
/// has the anchor wins (JSON Schema core, section 8.2.3.2), so that a scope is finite and each is compiled by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Scope(pub(super) usize);

/// The schemas that apply to the same instance without a condition.
#[derive(Debug)]
pub(super) struct Closure<'a> {
    /// Those that are merged into one node.
    pub(super) merged: Vec<Atom<'a>>,
    /// Those that must not see what stands beside them.
    pub(super) apart: Vec<Atom<'a>>,
}

impl<'a> SchemaLowerer<'a> {
    /// A root of the document.
    pub(super) fn atom(&mut self, place: &Place<'a>) -> Atom<'a> {
        let scope = self.entered(Scope(0), &place.pointer);
        Atom { place: place.clone(), scope, is_condition: false }
    }

    /// The schema that is a member of another one.
    pub(super) fn member(&mut self, atom: &Atom<'a>, keyword: &str) -> Option<Atom<'a>> {
        let place = atom.place.get(keyword)?;
        let is_condition = atom.is_condition || matches!(keyword, "not" | "if" | "contains");
        Some(Atom { is_condition, ..self.inside(atom, place) })
    }

    /// The schemas of a list or of a map, by position or name.
    pub(super) fn members(&mut self, atom: &Atom<'a>, keyword: &str) -> Vec<(String, Atom<'a>)> {
        let Some(list) = atom.place.get(keyword) else { return Vec::new() };
        let entries: Vec<(String, &'a Node)> = match &list.node.value {
            Value::Array(items) => items.iter().enumerate().map(|(index, node)| (index.to_string(), node)).collect(),
            Value::Object(members) => members.iter().map(|(name, member)| (name.clone(), &member.node)).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
        };
        let inside = |(name, node): (String, &'a Node)| {
            let place = Place { pointer: child(&list.pointer, &name), node };
            (name, self.inside(atom, place))
        };
        entries.into_iter().map(inside).collect()
    }

    fn inside(&mut self, atom: &Atom<'a>, place: Place<'a>) -> Atom<'a> {
        let scope = self.entered(atom.scope, &place.pointer);
        Atom { place, scope, is_condition: atom.is_condition }
    }

    /// The scope after the resource of a place was entered.
    fn entered(&mut self, scope: Scope, pointer: &str) -> Scope {
        if !self.document.has_dynamic_anchors() {
            return scope;
        }
        let mut anchors = self.scopes.get(scope.0).cloned().unwrap_or_default();
        let before = anchors.len();
        for (name, schema) in self.document.dynamic_anchors(self.document.resource(pointer)) {
            anchors.entry(name.clone()).or_insert_with(|| schema.clone());
        }
        if anchors.len() == before {
            return scope;
        }
        let known = self.scopes.iter().position(|other| *other == anchors);
        Scope(known.unwrap_or_else(|| {
            self.scopes.push(anchors);
            self.scopes.len() - 1
        }))
    }

    /// The schemas an atom refers to: `$ref` and `$dynamicRef`.
    pub(super) fn targets(&mut self, atom: &Atom<'a>, findings: &mut Vec<Diagnostic>) -> Vec<Atom<'a>> {
        let mut targets = Vec::new();
        for keyword in ["$ref", "$dynamicRef"] {
            let Some(reference) = atom.place.node.get(keyword) else { continue };
            match self.document.target_from(&atom.place.pointer, reference) {
                Ok(place) if keyword == "$dynamicRef" => {
                    let place = self.dynamic(atom.scope, reference, place);
                    targets.push(self.inside(atom, place));
                }
                Ok(place) => targets.push(self.inside(atom, place)),
                Err(diagnostic) => {
                    if !findings.iter().any(|found| found.span == diagnostic.span && found.code == diagnostic.code) {
                        findings.push(diagnostic);
                    }
                }
            }
        }
        targets
    }

    /// Where a `$dynamicRef` that first leads to `place` leads in a scope.
    fn dynamic(&self, scope: Scope, reference: &Node, place: Place<'a>) -> Place<'a> {
        let name = reference.as_str().and_then(|text| text.split_once('#')).map_or("", |(_, name)| name);
        if place.node.get("$dynamicAnchor").and_then(Node::as_str) != Some(name) {
            return place;
        }
        let outermost = self.scopes.get(scope.0).and_then(|anchors| anchors.get(name));
        outermost.and_then(|pointer| self.document.at(pointer)).unwrap_or(place)
    }

    /// All that applies to the same instance as `roots` do, in the order of the document.
    ///
    /// A schema with `unevaluatedProperties` or `unevaluatedItems` looks at its own parts only, so that it stands apart
    /// wherever it is not the root itself.
    pub(super) fn closure(&mut self, roots: &[Atom<'a>], findings: &mut Vec<Diagnostic>) -> Closure<'a> {
        let mut closure = Closure { merged: Vec::new(), apart: Vec::new() };
        let mut ahead: Vec<Atom<'a>> = roots.iter().rev().cloned().collect();
        let mut seen = std::collections::BTreeSet::new();
        let only = if let [only] = roots { Some((only.place.pointer.clone(), only.scope)) } else { None };
        while let Some(atom) = ahead.pop() {
            let name = (atom.place.pointer.clone(), atom.scope);
            if !seen.insert(name.clone()) {
                continue;
            }
            let looks = ["unevaluatedProperties", "unevaluatedItems"];
            if only.as_ref() != Some(&name) && looks.iter().any(|keyword| atom.place.node.get(keyword).is_some()) {
                closure.apart.push(atom);
                continue;
            }
            let is_replaced = self.document.dialect == Dialect::V30 && atom.place.node.get("$ref").is_some();
            let all = if is_replaced { Vec::new() } else { self.members(&atom, "allOf") };
            let all = all.into_iter().map(|(_, part)| part);
            let parts: Vec<_> = self.targets(&atom, findings).into_iter().chain(all).collect();
            ahead.extend(parts.into_iter().rev());
            if !is_replaced {
                closure.merged.push(atom);
            }
        }
        closure
    }

    /// Follows references that stand alone; one with siblings is a schema of its own in 3.1.
    pub(super) fn meant(&mut self, atom: Atom<'a>) -> Atom<'a> {
        let mut atom = atom;
        let mut steps = 0;
        // A cycle of references is reported where the closure meets it.
        while let Some(reference) = atom.place.node.get("$ref") {
            steps += 1;
            if steps > 1000 || (self.document.dialect == Dialect::V31 && has_siblings(atom.place.node)) {
                break;
            }
            match self.document.target_from(&atom.place.pointer, reference) {
                Ok(target) => atom = self.inside(&atom, target),
                Err(_) => break,
            }
        }
        atom
    }
}

fn has_siblings(node: &Node) -> bool {
    let speaks = |name: &str| name != "$ref" && !keyword::is_annotation(name) && !name.starts_with("$anchor");
    node.as_object().is_some_and(|members| members.keys().any(|name| speaks(name)))
}

//! `unevaluatedProperties` and `unevaluatedItems`: what every other part of a schema evaluates, and when.

use super::SchemaLowerer;
use super::atom::Atom;
use crate::diagnostic::Diagnostic;
use crate::load::tree::Node;
use crate::model::{Additional, ArrayRules, Cover, Guard, ObjectRules, Rest, Unevaluated};

/// So many conditions may stand inside each other.
const MAX_GUARDS: usize = 16;
/// So many different sets of conditions may there be.
const MAX_COVERS: usize = 256;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Properties,
    Items,
}

/// A part of a schema, and the conditions under which it applies.
struct Part<'a> {
    atom: Atom<'a>,
    guards: Vec<Guard>,
    is_root: bool,
}

impl<'a> SchemaLowerer<'a> {
    /// Both keywords of a root. What is known without an instance becomes `additional` or `items` at once.
    pub(super) fn unevaluated(
        &mut self,
        roots: &[Atom<'a>],
        (object, array): (&mut ObjectRules, &mut ArrayRules),
        title: &str,
        findings: &mut Vec<Diagnostic>,
    ) -> (Option<Unevaluated>, Option<Unevaluated>) {
        let [root] = roots else { return (None, None) };
        let properties = self.looked_at(root, Of::Properties, title, findings).and_then(|found| {
            let [own] = &found.covers[..] else { return Some(found) };
            let is_known = own.properties.iter().all(|name| object.properties.contains_key(name))
                && own.patterns.iter().all(|pattern| object.patterns.iter().any(|rule| rule.pattern == *pattern));
            if !is_known {
                return Some(found);
            }
            if !own.all {
                let covered = |name: &String| own.properties.contains(name);
                let open = object.properties.iter().any(|(name, _)| !covered(name));
                if open {
                    return Some(found);
                }
                let except = (0..object.patterns.len()).collect();
                object.additional.retain(|additional| additional.rest != Rest::Allowed);
                object.additional.push(Additional { except, rest: found.rest });
            }
            None
        });
        let items = self.looked_at(root, Of::Items, title, findings).and_then(|found| {
            let [own] = &found.covers[..] else { return Some(found) };
            if !own.contains.is_empty() || own.items != array.prefix.len() {
                return Some(found);
            }
            if !own.all {
                array.items = found.rest;
            }
            None
        });
        (properties, items)
    }

    fn looked_at(
        &mut self,
        root: &Atom<'a>,
        of: Of,
        title: &str,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Unevaluated> {
        let keyword = match of {
            Of::Properties => "unevaluatedProperties",
            Of::Items => "unevaluatedItems",
        };
        let rest = self.member(root, keyword)?;
        let rest = self.rest(vec![rest], &format!("{title}/{keyword}"));
        let mut covers = vec![Cover::default()];
        let mut ahead = vec![Part { atom: root.clone(), guards: Vec::new(), is_root: true }];
        let mut seen: Vec<(String, super::Scope, Vec<Guard>)> = Vec::new();
        while let Some(part) = ahead.pop() {
            let name = (part.atom.place.pointer.clone(), part.atom.scope, part.guards.clone());
            if seen.contains(&name) {
                continue;
            }
            seen.push(name);
            if part.guards.len() > MAX_GUARDS || covers.len() > MAX_COVERS {
                let message = format!("what `{keyword}` leaves over depends on too many conditions");
                let help = "say it with `additionalProperties` or `items`, or with fewer nested conditions";
                findings.push(Diagnostic::error("GW0507", &root.place.node.span, message, "here").help(help));
                break;
            }
            let position = covers.iter().position(|cover| cover.guards == part.guards).unwrap_or_else(|| {
                covers.push(Cover { guards: part.guards.clone(), ..Cover::default() });
                covers.len() - 1
            });
            if let Some(cover) = covers.get_mut(position) {
                self.evaluate(&part, of, cover, title);
            }
            ahead.extend(self.parts(&part, title, findings));
        }
        let own = covers.remove(0);
        covers.retain(|cover| {
            cover.all
                || !cover.properties.is_empty()
                || !cover.patterns.is_empty()
                || cover.items > 0
                || !cover.contains.is_empty()
        });
        covers.insert(0, own);
        Some(Unevaluated { rest, covers })
    }

    /// Adds what the keywords of one schema evaluate themselves.
    fn evaluate(&mut self, part: &Part<'a>, of: Of, cover: &mut Cover, title: &str) {
        let node = part.atom.place.node;
        let has = |keyword: &str| node.get(keyword).is_some();
        match of {
            Of::Properties => {
                cover.all |= has("additionalProperties") || (!part.is_root && has("unevaluatedProperties"));
                cover.properties.extend(node.members("properties").map(|(name, _)| name.to_owned()));
                cover.patterns.extend(node.members("patternProperties").map(|(name, _)| name.to_owned()));
            }
            Of::Items => {
                cover.all |= has("items") || (!part.is_root && has("unevaluatedItems"));
                cover.items = cover.items.max(node.get("prefixItems").and_then(Node::as_array).map_or(0, <[_]>::len));
                if let Some(contained) = self.member(&part.atom, "contains") {
                    cover.contains.push(self.id(vec![contained], &format!("{title}/contains")));
                }
            }
        }
    }

    /// The schemas that apply to the same instance, with their conditions.
    fn parts(&mut self, part: &Part<'a>, title: &str, findings: &mut Vec<Diagnostic>) -> Vec<Part<'a>> {
        let atom = &part.atom;
        let mut parts = Vec::new();
        let mut add = |atom: Atom<'a>, more: Option<Guard>| {
            let guards = part.guards.iter().cloned().chain(more).collect();
            parts.push(Part { atom, guards, is_root: false });
        };
        for target in self.targets(atom, findings) {
            add(target, None);
        }
        for (_, schema) in self.members(atom, "allOf") {
            add(schema, None);
        }
        for keyword in ["anyOf", "oneOf"] {
            for (index, branch) in self.members(atom, keyword) {
                let id = self.id(vec![branch.clone()], &format!("{title}/{keyword}/{index}"));
                add(branch, Some(Guard::Accepts(id)));
            }
        }
        if let Some(condition) = self.member(atom, "if") {
            let id = self.id(vec![condition.clone()], &format!("{title}/if"));
            add(condition, Some(Guard::Accepts(id)));
            if let Some(then) = self.member(atom, "then") {
                add(then, Some(Guard::Accepts(id)));
            }
            if let Some(otherwise) = self.member(atom, "else") {
                add(otherwise, Some(Guard::Rejects(id)));
            }
        }
        for (name, schema) in self.members(atom, "dependentSchemas") {
            add(schema, Some(Guard::Has(name)));
        }
        parts
    }
}

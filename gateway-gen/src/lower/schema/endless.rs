//! Schemas that apply themselves to the same instance: `A: { anyOf: [A] }` has no meaning.

use std::collections::BTreeMap;

use super::SchemaLowerer;
use crate::diagnostic::Diagnostic;
use crate::model::{Applied, Guard, Schema, SchemaId};

impl SchemaLowerer<'_> {
    /// Reports each new schema that is part of itself without an instance in between. Linear in nodes and edges.
    pub(super) fn refuse_endless(&self, findings: &mut Vec<Diagnostic>) {
        let mut done: BTreeMap<SchemaId, bool> = BTreeMap::new();
        for (start, _) in self.schemas.iter().skip(self.finished) {
            if done.contains_key(&start) {
                continue;
            }
            done.insert(start, false);
            let mut path = vec![(start, in_place(self.schemas.at(start)))];
            while let Some((id, ahead)) = path.last_mut() {
                let Some(next) = ahead.pop() else {
                    done.insert(*id, true);
                    path.pop();
                    continue;
                };
                match done.get(&next) {
                    Some(true) => {}
                    Some(false) => {
                        let message = "this schema is part of itself without an instance in between: it never ends";
                        let span = &self.schemas.at(next).span;
                        findings.push(Diagnostic::error("GW0010", span, message, "leads back here"));
                        return;
                    }
                    None => {
                        done.insert(next, false);
                        path.push((next, in_place(self.schemas.at(next))));
                    }
                }
            }
        }
    }
}

/// The schemas that read the same instance.
fn in_place(schema: &Schema) -> Vec<SchemaId> {
    let mut found: Vec<SchemaId> = schema.applied.iter().flat_map(Applied::below).collect();
    let unevaluated = schema.unevaluated_properties.iter().chain(&schema.unevaluated_items);
    let guards = unevaluated.flat_map(|unevaluated| &unevaluated.covers).flat_map(|cover| &cover.guards);
    found.extend(guards.filter_map(|guard| match guard {
        Guard::Accepts(id) | Guard::Rejects(id) => Some(*id),
        Guard::Has(_) => None,
    }));
    found
}

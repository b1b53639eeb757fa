//! Schemas that apply themselves to the same instance: `A: { anyOf: [A] }` has no meaning.

use std::collections::HashMap;

use super::SchemaLowerer;
use crate::diagnostic::Diagnostic;
use crate::model::{Applied, Guard, Schema, SchemaId, Unevaluated};

impl SchemaLowerer<'_> {
    /// Reports each new schema that is part of itself without an instance in between. Linear in nodes and edges.
    pub(super) fn refuse_endless(&self, findings: &mut Vec<Diagnostic>) {
        let mut done: HashMap<SchemaId, bool> = HashMap::new();
        for (start, _) in self.schemas.iter().skip(self.finished) {
            let mut path = vec![(start, in_place(self.schemas.at(start)))];
            if done.insert(start, false).is_some() {
                continue;
            }
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
    let mut found = Vec::new();
    for applied in &schema.applied {
        match applied {
            Applied::All(id) | Applied::Not(id) | Applied::Dependent(_, id) => found.push(*id),
            Applied::Any(choice) | Applied::One(choice) => found.extend(&choice.branches),
            Applied::If(condition) => {
                found.push(condition.condition);
                found.extend(condition.then.into_iter().chain(condition.otherwise));
            }
        }
    }
    let unevaluated: [&Option<Unevaluated>; 2] = [&schema.unevaluated_properties, &schema.unevaluated_items];
    let covers = unevaluated.into_iter().flatten().flat_map(|unevaluated| &unevaluated.covers);
    for guard in covers.flat_map(|cover| &cover.guards) {
        match guard {
            Guard::Accepts(id) | Guard::Rejects(id) => found.push(*id),
            Guard::Has(_) => {}
        }
    }
    found
}

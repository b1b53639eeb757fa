//! Why a schema accepts nothing, or nothing of one kind.

use std::collections::BTreeSet;

use super::Accepted;
use crate::model::{SchemaId, Schemas};

/// What keeps a schema from accepting anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// In a few words.
    pub reason: String,
    /// The schema that is to blame, where it is another one.
    pub below: Option<SchemaId>,
    /// What sort of mistake it is.
    pub fault: Fault,
}

/// The sorts of mistakes that have a rule of their own, and the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A required property that a closed object does not declare.
    Undeclared,
    /// Rules for strings that contradict each other.
    Text,
    /// Anything else.
    Other,
}

impl Flaw {
    /// A flaw of a schema by itself.
    pub(super) fn own(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), below: None, fault: Fault::Other }
    }

    /// A flaw of a schema because of another one.
    pub(super) fn because(below: SchemaId, reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), below: Some(below), fault: Fault::Other }
    }
}

/// The flaws from a schema down to the one that started it: each is of the schema the one before names.
pub(super) fn trail(schemas: &Schemas, accepted: &Accepted, start: SchemaId) -> Vec<(SchemaId, Flaw)> {
    let mut trail = Vec::new();
    let mut seen = BTreeSet::new();
    let mut ahead = Some(start);
    while let Some(id) = ahead.take() {
        if !seen.insert(id) {
            trail.push((id, Flaw::own("a value of it would hold another one of it, without end")));
            break;
        }
        let Some(flaw) = accepted.flaws(schemas, id).into_iter().next() else { break };
        // What says `false` has no place of its own: equal schemas are one.
        ahead = flaw.below.filter(|below| !schemas.at(*below).is_false());
        trail.push((id, flaw));
    }
    trail
}

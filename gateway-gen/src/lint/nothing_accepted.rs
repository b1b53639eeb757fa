//! GW0614: a schema that accepts nothing.

use std::collections::BTreeSet;

use super::Review;
use super::reached::{held, roots};
use crate::bounds::{Fault, Kinds};
use crate::diagnostic::Diagnostic;
use crate::model::{Applied, Schema, SchemaId};
use crate::rule::Rule;

pub(super) const RULE: Rule = Rule {
    code: "GW0614",
    title: "a schema that accepts nothing",
    explanation: "The rules of the schema contradict each other, so that every value is refused: bounds that cross, parts of `allOf` without a type in common, a required property that can be nothing, a schema that requires itself. The finding names the outermost such schema and where the contradiction begins. To refuse a property on purpose write `false`.",
    is_lint: true,
};

pub(super) fn judge(review: &mut Review<'_>) {
    let mut ahead = roots(review.product);
    let mut seen = BTreeSet::new();
    while let Some(id) = ahead.pop() {
        if !seen.insert(id) {
            continue;
        }
        let schema = review.product.schemas.at(id);
        if review.accepted.nothing(id) || is_hollow(review, id) {
            report(review, id);
        } else {
            // A branch that accepts nothing is unreachable, which has a rule of its own.
            let branches: BTreeSet<SchemaId> = branches(schema).into_iter().collect();
            let describes = |below: &SchemaId| {
                let is_dead_branch = branches.contains(below) && review.accepted.nothing(*below);
                !is_dead_branch && !review.product.schemas.at(*below).is_literal_false()
            };
            ahead.extend(held(schema).into_iter().filter(describes));
        }
    }
}

/// Whether only `null` is left of several types, because of a contradiction.
fn is_hollow(review: &Review<'_>, id: SchemaId) -> bool {
    let schema = review.product.schemas.at(id);
    let types = Kinds::of(schema.types);
    types.contains(Kinds::NULL)
        && types != Kinds::NULL
        && review.accepted.kinds(id) == Kinds::NULL
        && !review.accepted.flaws(&review.product.schemas, id).is_empty()
}

fn branches(schema: &Schema) -> Vec<SchemaId> {
    let choices = schema.applied.iter().filter(|applied| matches!(applied, Applied::Any(_) | Applied::One(_)));
    choices.flat_map(Applied::below).collect()
}

fn report(review: &mut Review<'_>, id: SchemaId) {
    let schemas = &review.product.schemas;
    let schema = schemas.at(id);
    let trail = review.accepted.trail(schemas, id);
    let (Some((_, first)), Some((last, cause))) = (trail.first(), trail.last()) else { return };
    // These have rules of their own, which speak at the place of the cause.
    if matches!(cause.fault, Fault::Undeclared | Fault::Text) {
        return;
    }
    let but = if review.accepted.nothing(id) { "nothing" } else { "nothing but `null`" };
    let message = format!("the schema `{}` accepts {but}", schema.title);
    let mut diagnostic = Diagnostic::error(RULE.code, &schema.span, message, first.reason.as_str());
    if trail.len() > 1 {
        diagnostic = diagnostic.related(&schemas.at(*last).span, cause.reason.as_str());
    }
    review.find(&schema.pointer, diagnostic);
}

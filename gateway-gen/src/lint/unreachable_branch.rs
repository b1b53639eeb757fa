//! GW0616: a branch that no value can take.

use super::Review;
use crate::bounds::{Accepted, Fault, Kinds, admits, everything_of, implies};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Applied, Choice, Schema, SchemaId, Schemas};
use crate::rule::Rule;

pub(super) const RULE: Rule = Rule {
    code: "GW0616",
    title: "a branch that no value can take",
    explanation: "`oneOf` accepts what exactly one branch accepts. Where another branch accepts every value of a branch, two always match, and its values are refused: `integer` beside `number`, `null` beside a schema that is nullable, the same schema twice. In an `anyOf` a second copy of a branch, or one that accepts nothing, has no effect. Only what is certain is reported.",
    is_lint: true,
};

pub(super) fn judge(review: &mut Review<'_>) {
    for (_, schema) in review.reached() {
        for applied in &schema.applied {
            let (choice, keyword) = match applied {
                Applied::One(choice) => (choice, "oneOf"),
                Applied::Any(choice) => (choice, "anyOf"),
                Applied::All(_) | Applied::Not(_) | Applied::If(_) | Applied::Dependent(..) => continue,
            };
            for position in 0..choice.branches.len() {
                branch(review, schema, (choice, keyword), position);
            }
        }
    }
}

fn branch(review: &mut Review<'_>, owner: &Schema, (choice, keyword): (&Choice, &str), position: usize) {
    let schemas = &review.product.schemas;
    let Some(id) = choice.branches.get(position).copied() else { return };
    let branch = schemas.at(id);
    let nth = position + 1;
    let severity = if keyword == "oneOf" { Severity::Error } else { Severity::Warning };
    let finding = if review.accepted.nothing(id) {
        let trail = review.accepted.trail(schemas, id);
        let Some((_, cause)) = trail.last() else { return };
        // `false` is written on purpose, and the others have rules of their own.
        if branch.is_literal_false() || matches!(cause.fault, Fault::Undeclared | Fault::Text) {
            return;
        }
        let message = format!("branch {nth} of the `{keyword}` of `{}` accepts nothing", owner.title);
        Diagnostic::of(severity, RULE.code, &branch.span, message, cause.reason.as_str())
    } else if Kinds::of(owner.types).and(review.accepted.kinds(id)).is_empty() {
        let message = format!("branch {nth} of the `{keyword}` of `{}` can never be taken", owner.title);
        let label = format!("it is {}", review.accepted.kinds(id));
        Diagnostic::warning(RULE.code, &branch.span, message, label)
            .related(&owner.span, format!("this is {}", Kinds::of(owner.types)))
    } else if let Some(other) = covering(schemas, &review.accepted, (choice, keyword), position) {
        let same = choice.branches.get(other) == Some(&id);
        let other_nth = other + 1;
        let (message, help) = match (keyword, same) {
            ("oneOf", true) => (
                format!(
                    "branches {other_nth} and {nth} of the `oneOf` of `{}` are equal: both match, so neither passes",
                    owner.title
                ),
                "remove one of them, or tell them apart by a property with a `const`",
            ),
            ("oneOf", false) => (
                format!(
                    "what branch {nth} of the `oneOf` of `{}` accepts, branch {other_nth} accepts too: it never passes",
                    owner.title
                ),
                "narrow the wider branch, or write `anyOf`",
            ),
            _ => (
                format!("branches {other_nth} and {nth} of the `anyOf` of `{}` are equal", owner.title),
                "remove one of them",
            ),
        };
        let label = if keyword == "oneOf" { "exactly one branch must match" } else { "the second has no effect" };
        Diagnostic::of(severity, RULE.code, &owner.span, message, label).help(help)
    } else {
        return;
    };
    review.find(&owner.pointer, finding);
}

/// The position of a branch that accepts all that the one at `position` does. A branch that equals an earlier one is
/// reported once; in an `anyOf` wider branches are a way to document the narrow ones.
fn covering(
    schemas: &Schemas,
    accepted: &Accepted,
    (choice, keyword): (&Choice, &str),
    position: usize,
) -> Option<usize> {
    // A tag picks one branch whatever the others say.
    let id = *choice.branches.get(position).filter(|_| choice.tag.is_none())?;
    choice.branches.iter().enumerate().find_map(|(other, wider)| {
        let covers =
            if *wider == id { other < position } else { keyword == "oneOf" && covers(schemas, accepted, *wider, id) };
        (other != position && covers).then_some(other)
    })
}

/// Whether a schema certainly accepts all that another one does.
fn covers(schemas: &Schemas, accepted: &Accepted, wider: SchemaId, narrower: SchemaId) -> bool {
    let (wide, narrow) = (schemas.at(wider), schemas.at(narrower));
    let open = accepted.kinds(narrower).without(everything_of(wide));
    if open.is_empty() {
        return true;
    }
    if !wide.applied.is_empty() || !Kinds::of(wide.types).contains(open) {
        return false;
    }
    if let Some(values) = &narrow.enumeration {
        // Only values whose rules are all looked at.
        return wide.string.formats.is_empty()
            && wide.number.multiple_of.is_empty()
            && values.iter().filter(|value| admits(narrow, value)).all(|value| {
                let is_listed = wide.enumeration.as_ref().is_none_or(|listed| listed.contains(value));
                !value.is_array() && !value.is_object() && is_listed && admits(wide, value)
            });
    }
    wide.enumeration.is_none() && Kinds::STRING.contains(open) && implies(&narrow.string, &wide.string)
}

//! GW0604: an object that accepts undeclared properties.

use super::Review;
use super::untyped_schema::is_untyped;
use crate::diagnostic::Diagnostic;
use crate::model::{Rest, Schema};
use crate::rule::Rule;

pub(super) const RULE: Rule = Rule {
    code: "GW0604",
    title: "an object that accepts undeclared properties",
    explanation: "`additionalProperties: false` closes it. An open object passes whatever a client adds on to the upstream: mass assignment starts this way.",
    is_lint: true,
};

pub(super) fn judge(review: &mut Review<'_>) {
    for schema in review.judged() {
        let is_decided = schema.enumeration.is_some() || is_untyped(schema);
        if schema.types.object && !is_closed(schema) && !is_decided {
            let message = format!("the object `{}` is open", schema.title);
            let diagnostic =
                Diagnostic::of(review.severity(), RULE.code, &schema.span, message, "undeclared properties pass")
                    .help("add `additionalProperties: false`; for a map, a schema and `maxProperties`");
            review.find(&schema.pointer, diagnostic);
        }
    }
}

/// Whether every undeclared property is refused, or bounded in number and checked.
fn is_closed(schema: &Schema) -> bool {
    let closes = |rest: Rest| match rest {
        Rest::Refused => true,
        Rest::Checked(_) => schema.object.max_properties.is_some(),
        Rest::Allowed => false,
    };
    let mut rests = schema.object.additional.iter().map(|additional| additional.rest);
    rests.any(closes) || schema.unevaluated_properties.as_ref().is_some_and(|unevaluated| closes(unevaluated.rest))
}

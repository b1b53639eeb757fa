//! GW0604: an object that accepts undeclared properties.

use super::Review;
use super::untyped_schema::is_untyped;
use crate::diagnostic::Diagnostic;
use crate::model::{Additional, Schema};
use crate::rule::Rule;

pub(super) const RULE: Rule = Rule {
    code: "GW0604",
    title: "an object that accepts undeclared properties",
    explanation: "`additionalProperties: false` closes it. An open object passes whatever a client adds on to the upstream: mass assignment starts this way.",
    is_lint: true,
};

pub(super) fn judge(review: &mut Review<'_>) {
    for (_, schema) in review.product.schemas.iter() {
        let is_closed = match schema.object.additional {
            Additional::Refused => true,
            Additional::Checked(_) => schema.object.max_properties.is_some(),
            Additional::Allowed => closes_itself(schema),
        };
        let is_decided = schema.union.is_some() || schema.enumeration.is_some() || is_untyped(schema);
        if schema.types.object && !is_closed && !is_decided {
            let message = format!("the object `{}` is open", schema.title);
            let diagnostic =
                Diagnostic::of(review.severity(), RULE.code, &schema.span, message, "undeclared properties pass")
                    .help("add `additionalProperties: false`; for a map, a schema and `maxProperties`");
            review.find(&schema.pointer, diagnostic);
        }
    }
}

/// `unevaluatedProperties: false` closes an object as well; the interpreter enforces it.
fn closes_itself(schema: &Schema) -> bool {
    schema.interpreted.as_ref().is_some_and(|interpreted| {
        interpreted
            .keywords
            .iter()
            .any(|(keyword, _)| keyword == "unevaluatedProperties" || keyword == "patternProperties")
    })
}

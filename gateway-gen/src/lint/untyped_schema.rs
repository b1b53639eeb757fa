//! GW0609: a schema that accepts any value.

use super::Review;
use crate::diagnostic::Diagnostic;
use crate::model::Schema;
use crate::rule::Rule;

pub(super) const RULE: Rule = Rule {
    code: "GW0609",
    title: "a schema that accepts any value",
    explanation: "The schema states no type, so every JSON value passes. State the type.",
    is_lint: true,
};

pub(super) fn judge(review: &mut Review<'_>) {
    for schema in review.judged() {
        if is_untyped(schema) {
            let message = format!("the schema `{}` accepts any value", schema.title);
            let diagnostic =
                Diagnostic::of(review.severity(), RULE.code, &schema.span, message, "no type").help("add `type`");
            review.find(&schema.pointer, diagnostic);
        }
    }
}

/// Whether a schema leaves the type open and nothing else decides it; judged once, by this rule.
pub(super) fn is_untyped(schema: &Schema) -> bool {
    let types = schema.types;
    let all = types.null && types.boolean && types.number && types.string && types.array && types.object;
    all && schema.enumeration.is_none() && schema.applied.is_empty()
}

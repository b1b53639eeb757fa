//! GW0603: an array without a bound.

use super::Review;
use super::untyped_schema::is_untyped;
use crate::diagnostic::Diagnostic;
use crate::rule::Rule;

pub(super) const RULE: Rule = Rule {
    code: "GW0603",
    title: "an array without a bound",
    explanation: "An array of a request needs `maxItems`, so that the work it causes is known.",
    is_lint: true,
};

pub(super) fn judge(review: &mut Review<'_>) {
    for schema in review.judged() {
        let is_bounded = schema.array.max_items.is_some() || schema.enumeration.is_some();
        if schema.types.array && !is_bounded && !is_untyped(schema) {
            let message = format!("the array `{}` has no bound", schema.title);
            let diagnostic =
                Diagnostic::of(review.severity(), RULE.code, &schema.span, message, "any number of items passes")
                    .help("add `maxItems`");
            review.find(&schema.pointer, diagnostic);
        }
    }
}

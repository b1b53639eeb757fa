//! GW0607: a limit that nothing refers to.

use super::Review;
use crate::diagnostic::Diagnostic;
use crate::rule::Rule;

pub(super) const RULE: Rule = Rule {
    code: "GW0607",
    title: "a limit that nothing refers to",
    explanation: "A definition in `x-gateway-components` has no effect until something names it.",
    is_lint: true,
};

pub(super) fn judge(review: &mut Review<'_>) {
    for (name, span) in &review.declared.limits {
        if !review.declared.limits_used.contains(name) {
            review.find(
                "",
                Diagnostic::warning(RULE.code, span, format!("nothing refers to the limit `{name}`"), "no effect"),
            );
        }
    }
}

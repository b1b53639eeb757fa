//! GW0608: an upstream that nothing refers to.

use super::Review;
use crate::diagnostic::Diagnostic;
use crate::rule::Rule;

pub(super) const RULE: Rule = Rule {
    code: "GW0608",
    title: "an upstream that nothing refers to",
    explanation: "A definition in `x-gateway-components` has no effect until something names it.",
    is_lint: true,
};

pub(super) fn judge(review: &mut Review<'_>) {
    for (name, span) in &review.declared.upstreams {
        if !review.product.upstreams.iter().any(|upstream| upstream.name == *name) {
            review.find(
                "",
                Diagnostic::warning(RULE.code, span, format!("nothing refers to the upstream `{name}`"), "no effect"),
            );
        }
    }
}

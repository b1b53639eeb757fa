//! GW0611: a hook that nothing refers to.

use super::Review;
use crate::diagnostic::Diagnostic;
use crate::rule::Rule;

pub(super) const RULE: Rule = Rule {
    code: "GW0611",
    title: "a hook that nothing refers to",
    explanation: "A definition in `x-gateway-components` has no effect until something names it.",
    is_lint: true,
};

pub(super) fn judge(review: &mut Review<'_>) {
    for (name, span) in &review.declared.hooks {
        let mut hooks = review.product.operations.iter().flat_map(|operation| &operation.hooks);
        if !hooks.any(|hook| hook.value.name == *name) {
            review.find(
                "",
                Diagnostic::warning(RULE.code, span, format!("nothing refers to the hook `{name}`"), "no effect"),
            );
        }
    }
}

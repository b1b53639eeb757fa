//! GW0606: a scope that no operation asks for.

use super::Review;
use crate::diagnostic::Diagnostic;
use crate::rule::Rule;

pub(super) const RULE: Rule = Rule {
    code: "GW0606",
    title: "a scope that no operation asks for",
    explanation: "A scheme declares the scope and nothing uses it: it is superfluous, or an operation forgot it.",
    is_lint: true,
};

pub(super) fn judge(review: &mut Review<'_>) {
    let product = review.product;
    let is_used = |scheme: &str, scope: &str| {
        let asked = product.operations.iter().flat_map(|operation| &operation.security.value).flat_map(|one| &one.0);
        asked.into_iter().any(|requirement| {
            let named = product.schemes.get(requirement.scheme).is_some_and(|declared| declared.name == scheme);
            named && requirement.scopes.iter().any(|asked| asked == scope)
        })
    };
    for (scheme, scope, span) in &review.declared.scopes {
        if !is_used(scheme, scope) {
            let message = format!("no operation asks for the scope `{scope}`");
            review.find("", Diagnostic::warning(RULE.code, span, message, "unused"));
        }
    }
}

//! GW0605: an operation without a rate limit.

use super::Review;
use crate::diagnostic::Diagnostic;
use crate::rule::Rule;

pub(super) const RULE: Rule = Rule {
    code: "GW0605",
    title: "an operation without a rate limit",
    explanation: "No limit applies to the operation beyond those of every address. Add `x-gateway-limits`.",
    is_lint: true,
};

pub(super) fn judge(review: &mut Review<'_>) {
    for (operation, pointer) in review.operations() {
        if operation.limits.is_empty() && review.product.limits.is_empty() {
            let message = format!("`{}` has no rate limit", operation.id);
            let diagnostic = Diagnostic::of(review.severity(), RULE.code, &operation.span, message, "any rate passes")
                .help("add `x-gateway-limits`");
            review.find(pointer, diagnostic);
        }
    }
}

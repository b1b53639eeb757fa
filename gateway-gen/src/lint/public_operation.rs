//! GW0301: a public operation without a reason.

use super::Review;
use crate::diagnostic::Diagnostic;
use crate::rule::Rule;

pub(super) const RULE: Rule = Rule {
    code: "GW0301",
    title: "a public operation without a reason",
    explanation: "An operation that admits anybody is easily made by mistake. Say why with `x-gateway-allow: [{ rule: GW0301, reason: ... }]` at the operation.",
    is_lint: true,
};

pub(super) fn judge(review: &mut Review<'_>) {
    for (operation, pointer) in review.operations() {
        if operation.security.value.iter().any(|alternative| alternative.0.is_empty()) {
            let span = operation.security.span.as_ref().unwrap_or(&operation.span);
            let message = format!("`{}` admits anybody", operation.id);
            let diagnostic = Diagnostic::error(RULE.code, span, message, "without a reason")
                .help("say why: `x-gateway-allow: [{ rule: GW0301, reason: \"...\" }]`");
            review.find(pointer, diagnostic);
        }
    }
}

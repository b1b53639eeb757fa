//! GW0610: a permit that permits nothing.

use super::Review;
use crate::diagnostic::Diagnostic;
use crate::rule::Rule;

pub(super) const RULE: Rule = Rule {
    code: "GW0610",
    title: "a permit that permits nothing",
    explanation: "An `x-gateway-allow` covers no finding: it is superfluous, or stands at the wrong place.",
    is_lint: true,
};

pub(super) fn judge(review: &mut Review<'_>) {
    for permit in review.unused() {
        let message = format!("nothing here is a finding of `{}`", permit.rule);
        review.find("", Diagnostic::warning(RULE.code, &permit.span, message, "permits nothing"));
    }
}

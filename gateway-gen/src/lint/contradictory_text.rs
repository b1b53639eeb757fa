//! GW0617: rules for a string that contradict each other.

use super::Review;
use crate::bounds::contradiction;
use crate::diagnostic::Diagnostic;
use crate::rule::Rule;

pub(super) const RULE: Rule = Rule {
    code: "GW0617",
    title: "rules for a string that contradict each other",
    explanation: "The pattern, the format and the bounds of a string ask for lengths that exclude each other, such as `^[a-z]{12}$` beside `maxLength: 10`, so that no string passes. Lengths are counted in characters.",
    is_lint: true,
};

pub(super) fn judge(review: &mut Review<'_>) {
    for (_, schema) in review.reached() {
        let Some((longer, shorter)) = contradiction(&schema.string).filter(|_| schema.types.string) else { continue };
        let message = format!("no string can be a `{}`", schema.title);
        let label = format!(
            "{} needs at least {}, {} allows at most {}",
            longer.rule,
            characters(longer.least),
            shorter.rule,
            characters(shorter.most.unwrap_or(0))
        );
        review.find(&schema.pointer, Diagnostic::error(RULE.code, &schema.span, message, label));
    }
}

fn characters(count: u64) -> String {
    if count == 1 { "1 character".to_owned() } else { format!("{count} characters") }
}

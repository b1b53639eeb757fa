//! GW0618: a listed value that the other rules refuse.

use super::Review;
use crate::bounds::admits;
use crate::diagnostic::Diagnostic;
use crate::rule::Rule;

pub(super) const RULE: Rule = Rule {
    code: "GW0618",
    title: "a listed value that the other rules refuse",
    explanation: "A value of `enum` does not have the type of its schema, or does not obey its pattern or bounds, so that no request can ever carry it. `null` in an `enum` needs `null` among the types (`nullable` in 3.0) as well.",
    is_lint: true,
};

/// So many values are named.
const NAMED: usize = 3;

pub(super) fn judge(review: &mut Review<'_>) {
    for (id, schema) in review.reached() {
        // Where no value is left, the schema accepts nothing, which says more.
        if review.accepted.nothing(id) {
            continue;
        }
        let refused: Vec<&serde_json::Value> =
            schema.enumeration.iter().flatten().filter(|value| !admits(schema, value)).collect();
        if refused.is_empty() {
            continue;
        }
        let mut named: Vec<String> = refused.iter().take(NAMED).map(|value| format!("`{value}`")).collect();
        if refused.len() > NAMED {
            named.push(format!("{} more", refused.len() - NAMED));
        }
        let message = format!("the schema `{}` lists {}, which its other rules refuse", schema.title, named.join(", "));
        let diagnostic = Diagnostic::warning(RULE.code, &schema.span, message, "can never be sent")
            .help("take the value out of `enum`, or change the type, pattern or bound that refuses it");
        review.find(&schema.pointer, diagnostic);
    }
}

//! GW0601: a request body without a stated bound.

use super::Review;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Profile;
use crate::rule::Rule;
use crate::span::Level;

pub(super) const RULE: Rule = Rule {
    code: "GW0601",
    title: "a request body without a stated bound",
    explanation: "Without `x-gateway-body.maxBytes` the bound is what the schema lets through at most, with room for white space; where that is more than 64 KiB, or nothing bounds it, 64 KiB is the default. State the bound, or bound the strings and arrays of the body: it is part of the contract with the client and of the lock.",
    is_lint: true,
};

pub(super) fn judge(review: &mut Review<'_>) {
    for (operation, pointer) in review.operations() {
        let Some(body) = &operation.body else { continue };
        if body.max_bytes.level == Level::Default {
            let severity = match review.product.profile {
                Profile::Strict => Severity::Error,
                Profile::Standard | Profile::Permissive => Severity::Note,
            };
            let message = format!("the body of `{}` has no stated bound; the default is 64 KiB", operation.id);
            let diagnostic = Diagnostic::of(severity, RULE.code, &body.span, message, "no `maxBytes`")
                .help("write `x-gateway-body: { maxBytes: 64KiB }` here, at the path or at the root of the document");
            review.find(pointer, diagnostic);
        }
    }
}

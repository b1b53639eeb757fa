//! GW0602: a string without a bound.

use super::Review;
use super::untyped_schema::is_untyped;
use crate::diagnostic::Diagnostic;
use crate::model::Format;
use crate::pattern::length_bounds;
use crate::rule::Rule;

pub(super) const RULE: Rule = Rule {
    code: "GW0602",
    title: "a string without a bound",
    explanation: "A string of a request needs `maxLength`, an `enum`, a bounded `pattern` or an asserted `format`, so that its length is known.",
    is_lint: true,
};

pub(super) fn judge(review: &mut Review<'_>) {
    for schema in review.judged() {
        let rules = &schema.string;
        let is_bounded = rules.max_length.is_some()
            || rules.patterns.iter().any(|pattern| length_bounds(pattern).1.is_some())
            || rules.formats.iter().copied().any(is_bounded_format);
        if schema.types.string && schema.enumeration.is_none() && !is_bounded && !is_untyped(schema) {
            let message = format!("the string `{}` has no bound", schema.title);
            let diagnostic = Diagnostic::of(review.severity(), RULE.code, &schema.span, message, "any length passes")
                .help("add `maxLength`");
            review.find(&schema.pointer, diagnostic);
        }
    }
}

/// Whether a format bounds the length.
const fn is_bounded_format(format: Format) -> bool {
    matches!(
        format,
        Format::Date
            | Format::DateTime
            | Format::Hostname
            | Format::IdnHostname
            | Format::Ipv4
            | Format::Ipv6
            | Format::Uuid
    )
}

//! GW0602: a string without a bound.

use super::Review;
use super::untyped_schema::is_untyped;
use crate::diagnostic::Diagnostic;
use crate::model::Format;
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
            || rules.patterns.iter().any(|pattern| is_bounded_pattern(pattern))
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
    matches!(format, Format::Date | Format::DateTime | Format::Ipv4 | Format::Ipv6 | Format::Uuid)
}

/// Whether a pattern bounds the length: anchored at both ends, and no repetition in it is open.
fn is_bounded_pattern(pattern: &str) -> bool {
    let tree = crate::pattern::translate(pattern).ok().and_then(|text| regex_syntax::parse(&text).ok());
    tree.is_some_and(|tree| {
        let properties = tree.properties();
        let is_anchored = properties.look_set_prefix().contains(regex_syntax::hir::Look::Start)
            && properties.look_set_suffix().contains(regex_syntax::hir::Look::End);
        is_anchored && properties.maximum_len().is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::is_bounded_pattern;

    #[test]
    fn bounded_patterns() {
        assert!(is_bounded_pattern("^[A-Z]{3}-[0-9]{4,8}$"));
        assert!(is_bounded_pattern("^(a|bc)$"));
        for open in ["^[a-z]+$", "[a-z]{3}", "^a{2,}$", "^a|b$", "^a"] {
            assert!(!is_bounded_pattern(open), "{open}");
        }
    }
}

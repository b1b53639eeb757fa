//! `pattern`, and `x-gateway-pattern` beside it, with which a document allows backtracking.

use crate::diagnostic::Diagnostic;
use crate::load::tree::{Member, Node};
use crate::pattern::{Matcher, matcher};
use crate::span::Span;

/// The annotation beside `pattern`.
pub(super) const ALLOWANCE: &str = "x-gateway-pattern";

/// How many steps back the matching of `pattern` may take; the vocabulary has checked the shape.
pub(super) fn max_steps(schema: &Node) -> Option<u32> {
    let steps = schema.get(ALLOWANCE)?.get("maxSteps")?.as_u64()?;
    u32::try_from(steps).ok()
}

/// Reports what is wrong with the pattern `node` of a schema, or with the allowance beside it; how many faults that is.
pub(super) fn check(schema: &Node, node: &Node, findings: &mut Vec<Diagnostic>) -> usize {
    let allowance = schema.member(ALLOWANCE);
    let fault = match (matcher(node.as_str().unwrap_or_default()), allowance) {
        (Err(reason), _) => unmatched(&node.span, &reason),
        (Ok(Matcher::Backtracking { because, .. }), None) => {
            unmatched(&node.span, because).help(format!("rewrite it, or allow it with a budget: `{ALLOWANCE}`"))
        }
        (Ok(Matcher::Backtracking { because, .. }), Some(allowance)) => {
            let steps = max_steps(schema).unwrap_or_default();
            let message = format!("this pattern is matched by backtracking, at most {steps} steps: {because}");
            let label = "slower; beyond the budget it is refused";
            findings
                .push(Diagnostic::note("GW0501", &node.span, message, label).related(&allowance.key, "allowed here"));
            return 0;
        }
        (Ok(Matcher::Runs(_) | Matcher::Linear(_)), Some(allowance)) => needless(allowance),
        (Ok(Matcher::Runs(_) | Matcher::Linear(_)), None) => return 0,
    };
    findings.push(fault);
    1
}

/// Reports an allowance that allows nothing.
pub(super) fn needless(allowance: &Member) -> Diagnostic {
    let message = format!("`{ALLOWANCE}` has no effect here");
    Diagnostic::error("GW0207", &allowance.key, message, "no pattern beside it needs backtracking").help("remove it")
}

/// Reports a pattern that no automaton matches.
pub(super) fn unmatched(span: &Span, reason: &str) -> Diagnostic {
    let message = format!("this pattern cannot be matched in linear time: {reason}");
    Diagnostic::error("GW0504", span, message, "refused")
}

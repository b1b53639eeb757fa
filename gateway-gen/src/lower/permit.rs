//! `x-gateway-allow`: findings that somebody accepted, with a reason.

use crate::diagnostic::Diagnostic;
use crate::load::tree::Node;
use crate::resolve::walk::walk;
use crate::rule;
use crate::span::Span;

/// One accepted rule at one place.
#[derive(Debug, Clone)]
pub struct Permit {
    /// The JSON Pointer of the object that carries it: it covers everything below.
    pub pointer: String,
    /// The rule.
    pub rule: String,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// When it is to be looked at again, `2027-06-30`. The generator has no clock and does not judge it.
    pub until: Option<String>,
    /// The entry.
    pub span: Span,
}

impl Permit {
    /// Whether it covers a place.
    pub fn covers(&self, pointer: &str) -> bool {
        pointer.strip_prefix(self.pointer.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// Every permit of the document; one for a rule that does not exist, or cannot be allowed, is an error.
pub(super) fn collect(root: &Node, findings: &mut Vec<Diagnostic>) -> Vec<Permit> {
    let mut permits = Vec::new();
    walk(root, &mut |_, pointer, node| {
        for entry in node.items("x-gateway-allow") {
            let text = |name: &str| entry.get(name).and_then(Node::as_str).map(str::to_owned);
            let (Some(rule), Some(reason)) = (text("rule"), text("reason")) else { continue };
            match rule::find(&rule) {
                Some(found) if found.is_lint => {
                    let (owner, until) = (text("owner"), text("until"));
                    let span = entry.span.clone();
                    permits.push(Permit { pointer: pointer.to_owned(), rule, reason, owner, until, span });
                }
                found => {
                    let message = match found {
                        Some(_) => format!("`{rule}` cannot be allowed: the gateway could not enforce the result"),
                        None => format!("there is no rule `{rule}`"),
                    };
                    findings.push(Diagnostic::error("GW0204", &entry.span, message, "allows nothing"));
                }
            }
        }
    });
    permits
}

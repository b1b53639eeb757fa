//! What becomes of query parameters that nobody declared.

use super::tighten;
use crate::diagnostic::Diagnostic;
use crate::load::tree::Node;
use crate::model::Undeclared;
use crate::resolve::inherit::Scope;
use crate::span::{Level, Sourced};

/// `x-gateway-parameters.undeclared`: the nearest one, refusal where none is stated.
pub(super) fn undeclared(scope: &Scope<'_>, findings: &mut Vec<Diagnostic>) -> Sourced<Undeclared> {
    let read = |node: &Node| match node.as_str() {
        Some("refuse") => Some(Undeclared::Refuse),
        Some("report") => Some(Undeclared::Report),
        Some("ignore") => Some(Undeclared::Ignore),
        Some(_) | None => None,
    };
    let stated = tighten::tightest(scope, "x-gateway-parameters", "undeclared", findings, read);
    stated.unwrap_or(Sourced { value: Undeclared::Refuse, level: Level::Default, span: None })
}

//! Keys that may only become tighter from the document to the path to the operation.

use crate::diagnostic::Diagnostic;
use crate::load::tree::Node;
use crate::resolve::inherit::Scope;
use crate::span::Sourced;

/// The value of a field of such a key that holds: the nearest, which may not be looser than one above it. What is less is tighter.
pub(super) fn tightest<T: Copy + Ord>(
    scope: &Scope<'_>,
    key: &str,
    field: &str,
    findings: &mut Vec<Diagnostic>,
    read: impl Fn(&Node) -> Option<T>,
) -> Option<Sourced<T>> {
    let mut effective: Option<Sourced<T>> = None;
    for (level, member) in scope.levels(key) {
        let Some(node) = member.node.get(field) else { continue };
        let Some(value) = read(node) else { continue };
        match &effective {
            Some(above) if value > above.value => {
                if !findings.iter().any(|finding| finding.code == "GW0205" && finding.span == node.span) {
                    let message = format!("`{key}.{field}` is looser here than above");
                    let mut diagnostic = Diagnostic::error("GW0205", &node.span, message, "looser")
                        .help("tighten it, or loosen the value above and tighten it elsewhere");
                    if let Some(span) = &above.span {
                        diagnostic = diagnostic.related(span, "the value above");
                    }
                    findings.push(diagnostic);
                }
            }
            _ => effective = Some(Sourced { value, level, span: Some(node.span.clone()) }),
        }
    }
    effective
}

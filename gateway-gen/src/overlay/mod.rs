//! Overlays (OpenAPI Overlay 1.0): policy for a document one does not own.
//!
//! Each action changes what its target names; a target that names nothing is an error, since a renamed path would
//! otherwise lose its protection without a sound. A value that an overlay put in place carries the overlay's position
//! and the position of the action.

mod target;

use crate::diagnostic::{Diagnostic, suggestion};
use crate::load::tree::{Node, Value};
use crate::span::Span;

/// Applies one overlay to a document.
pub fn apply(document: &mut Node, overlay: &Node, findings: &mut Vec<Diagnostic>) {
    if let Err(diagnostic) = version(overlay) {
        findings.push(diagnostic);
        return;
    }
    known(overlay, &["overlay", "info", "extends", "actions"], findings);
    let Some(actions) = overlay.get("actions").and_then(Node::as_array) else {
        findings.push(Diagnostic::error("GW0020", &overlay.span, "an overlay needs a list of `actions`", "none here"));
        return;
    };
    for (index, action) in actions.iter().enumerate() {
        known(action, &["target", "description", "update", "remove"], findings);
        if let Err(diagnostic) = act(document, action, index) {
            findings.push(diagnostic);
        }
    }
}

fn version(overlay: &Node) -> Result<(), Diagnostic> {
    let Some(version) = overlay.get("overlay") else {
        return Err(Diagnostic::error(
            "GW0020",
            &overlay.span,
            "not an overlay: the field `overlay` is missing",
            "here",
        )
        .help("an overlay starts with `overlay: 1.0.0`"));
    };
    match version.as_str() {
        Some(text) if text == "1.0" || text.starts_with("1.0.") => Ok(()),
        _ => Err(Diagnostic::error("GW0020", &version.span, "this overlay version is not supported yet", "not 1.0")
            .help("write `overlay: 1.0.0`")),
    }
}

fn known(node: &Node, fields: &[&str], findings: &mut Vec<Diagnostic>) {
    for (name, member) in node.as_object().into_iter().flatten() {
        if !fields.contains(&name.as_str()) && !name.starts_with("x-") {
            let mut diagnostic = Diagnostic::error(
                "GW0020",
                &member.key,
                format!("an overlay has no field `{name}` here"),
                "unknown field",
            );
            diagnostic.help = suggestion(name, fields.iter().copied());
            findings.push(diagnostic);
        }
    }
}

fn act(document: &mut Node, action: &Node, index: usize) -> Result<(), Diagnostic> {
    let Some(target) = action.get("target") else {
        return Err(Diagnostic::error("GW0020", &action.span, "an action needs a `target`", "none here"));
    };
    let path = target::parse(target)?;
    let remove = match action.get("remove") {
        None => false,
        Some(node) => node.as_bool().ok_or_else(|| {
            Diagnostic::error("GW0020", &node.span, format!("`remove` is true or false, not {}", node.kind()), "here")
        })?,
    };
    let nothing = || {
        Diagnostic::error("GW0022", &target.span, "this action matches nothing", "names nothing in the document")
            .help("compare the target with the document: a member may have been renamed")
    };
    if remove {
        let Some((last, parents)) = path.split_last() else {
            return Err(Diagnostic::error("GW0020", &target.span, "the whole document cannot be removed", "here"));
        };
        let parent = find(document, parents).ok_or_else(nothing)?;
        let Value::Object(members) = &mut parent.value else { return Err(nothing()) };
        return members.shift_remove(last).map(drop).ok_or_else(nothing);
    }
    let Some(update) = action.get("update") else {
        return Err(Diagnostic::error(
            "GW0020",
            &action.span,
            "an action needs `update` or `remove: true`",
            "neither here",
        ));
    };
    let place = find(document, &path).ok_or_else(nothing)?;
    if !matches!((&place.value, &update.value), (Value::Object(_), Value::Object(_)) | (Value::Array(_), _)) {
        let message = format!("an update must be an object for an object: the target is {}", place.kind());
        return Err(Diagnostic::error("GW0020", &update.span, message, update.kind()));
    }
    let mut update = update.clone();
    stamp(&mut update, index);
    if let Value::Array(items) = &mut place.value {
        items.push(update);
    } else {
        merge(place, update);
    }
    Ok(())
}

fn find<'a>(node: &'a mut Node, path: &[String]) -> Option<&'a mut Node> {
    let mut node = node;
    for name in path {
        let Value::Object(members) = &mut node.value else { return None };
        node = &mut members.get_mut(name)?.node;
    }
    Some(node)
}

/// Objects merge member by member, lists are concatenated, everything else is replaced (Overlay 1.0, §4.4.3).
fn merge(place: &mut Node, update: Node) {
    let Node { span, value } = update;
    match (&mut place.value, value) {
        (Value::Object(members), Value::Object(updates)) => {
            for (name, member) in updates {
                if let Some(existing) = members.get_mut(&name) {
                    merge(&mut existing.node, member.node);
                } else {
                    members.insert(name, member);
                }
            }
        }
        (Value::Array(items), Value::Array(more)) => items.extend(more),
        (_, value) => *place = Node { span, value },
    }
}

fn stamp(node: &mut Node, index: usize) {
    let mark = |span: &mut Span| span.action = Some(index);
    mark(&mut node.span);
    match &mut node.value {
        Value::Array(items) => items.iter_mut().for_each(|item| stamp(item, index)),
        Value::Object(members) => {
            for member in members.values_mut() {
                mark(&mut member.key);
                stamp(&mut member.node, index);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

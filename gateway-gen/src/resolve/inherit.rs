//! What an operation inherits: the levels, nearest last, and the rules by which a key merges over them.

use super::{Document, Place};
use crate::diagnostic::Diagnostic;
use crate::load::tree::{Member, Node, child};
use crate::span::Level;

/// An operation and the levels above it.
#[derive(Debug, Clone)]
pub struct Scope<'a> {
    /// The root of the document.
    pub document: &'a Node,
    /// The path as written.
    pub path: &'a str,
    /// The path and its item.
    pub item: &'a Member,
    /// The method as written.
    pub method: &'a str,
    /// The method and its operation.
    pub operation: &'a Member,
    /// The JSON Pointer of the operation.
    pub pointer: String,
}

impl<'a> Scope<'a> {
    /// The values of a key, from the document to the operation.
    pub fn levels(&self, key: &str) -> Vec<(Level, &'a Member)> {
        let levels = [
            (Level::Document, self.document),
            (Level::Path, &self.item.node),
            (Level::Operation, &self.operation.node),
        ];
        levels.into_iter().filter_map(|(level, node)| Some((level, node.member(key)?))).collect()
    }

    /// The value of a key that the nearest level replaces whole.
    pub fn nearest(&self, key: &str) -> Option<(Level, &'a Member)> {
        self.levels(key).pop()
    }

    /// `security`, which OpenAPI states at the document and the operation only; the nearest replaces.
    pub fn security(&self) -> Option<(Level, &'a Member)> {
        let at = |level, node: &'a Node| Some((level, node.member("security")?));
        at(Level::Operation, &self.operation.node).or_else(|| at(Level::Document, self.document))
    }

    /// The lists of a key whose lists accumulate; `{ set: [...] }` forgets what was above it.
    ///
    /// The member is the statement, the nodes its items; a value that is no list is the vocabulary's to report.
    pub fn accumulated(&self, key: &str) -> Vec<(Level, &'a Node)> {
        let mut items = Vec::new();
        for (level, member) in self.levels(key) {
            let list = match member.node.get("set") {
                Some(list) => {
                    items.clear();
                    list
                }
                None => &member.node,
            };
            items.extend(list.as_array().unwrap_or_default().iter().map(|item| (level, item)));
        }
        items
    }

    /// The operation's parameters: those of the path item unless the operation declares one of the same name and
    /// place (OpenAPI 3.1 §4.8.9).
    pub fn parameters(&self, document: &'a Document, findings: &mut Vec<Diagnostic>) -> Vec<Place<'a>> {
        let item_pointer = self.pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
        let own = listed(document, &self.operation.node, &self.pointer, findings);
        let inherited = listed(document, &self.item.node, item_pointer, findings);
        let identity = |place: &Place<'a>| {
            (place.node.get("in").and_then(Node::as_str), place.node.get("name").and_then(Node::as_str))
        };
        for (index, place) in own.iter().enumerate() {
            let earlier =
                own.get(..index).unwrap_or_default().iter().find(|earlier| identity(earlier) == identity(place));
            if let Some(earlier) = earlier {
                let name = identity(place).1.unwrap_or_default();
                findings.push(
                    Diagnostic::error(
                        "GW0405",
                        &place.node.span,
                        format!("parameter `{name}` is declared twice"),
                        "again",
                    )
                    .related(&earlier.node.span, "first"),
                );
            }
        }
        let mut all: Vec<_> =
            inherited.into_iter().filter(|place| !own.iter().any(|mine| identity(mine) == identity(place))).collect();
        all.extend(own);
        all
    }
}

fn listed<'a>(
    document: &'a Document,
    owner: &'a Node,
    pointer: &str,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Place<'a>> {
    let pointer = child(pointer, "parameters");
    let places = owner.items("parameters").iter().enumerate();
    places
        .filter_map(|(index, node)| {
            match document.follow(Place { pointer: child(&pointer, &index.to_string()), node }) {
                Ok(place) => Some(place),
                Err(diagnostic) => {
                    findings.push(diagnostic);
                    None
                }
            }
        })
        .collect()
}

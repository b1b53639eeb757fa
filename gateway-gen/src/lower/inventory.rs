//! Every schema that an instance is held against, whether or not a gateway serves what declares it.

use std::collections::BTreeSet;

use super::schema::check::Checker;
use super::schema::{Reading, SchemaLowerer};
use crate::diagnostic::Diagnostic;
use crate::load::tree::Node;
use crate::model::{Direction, SchemaId, Schemas};
use crate::resolve::walk::{Context, walk};
use crate::resolve::{Document, Place};

/// The schemas of one direction.
#[derive(Debug)]
pub struct Inventory {
    /// The nodes.
    pub schemas: Schemas,
    /// The nodes of the bodies, parameters and headers themselves.
    pub roots: BTreeSet<SchemaId>,
    /// How many schemas were found, equal ones counted each.
    pub found: usize,
    /// How many of them are not sound, so that they have no node.
    pub refused: usize,
}

/// Lowers the schema of every parameter and of every media type of a request body, or of every header and media type of
/// a response: also of media types, styles and components that no operation of a product can have yet. Linear in the size
/// of the document.
pub fn inventory(document: &Document, direction: Direction, findings: &mut Vec<Diagnostic>) -> Inventory {
    let reading = Reading { direction: Some(direction), assert_formats: true };
    let mut lowerer = SchemaLowerer::new(document, reading);
    let mut checker = Checker::new(document);
    let mut roots = BTreeSet::new();
    let (mut found, mut refused) = (0, 0);
    for (place, title) in places(document, direction) {
        found += 1;
        if checker.check(&place, findings) {
            roots.insert(lowerer.lower(&place, &title, findings));
        } else {
            refused += 1;
        }
    }
    Inventory { schemas: lowerer.finish(), roots, found, refused }
}

/// What the walk is inside of.
struct Inside {
    /// The pointer of the object, with a slash behind it.
    within: String,
    /// Whose instances its schemas judge.
    direction: Direction,
    /// What it is called.
    name: String,
}

impl Inside {
    fn new(pointer: &str, direction: Direction, name: &str) -> Self {
        Self { within: format!("{pointer}/"), direction, name: name.to_owned() }
    }

    fn holds(&self, pointer: &str) -> bool {
        pointer.starts_with(&self.within)
    }
}

/// The schemas, with what to call those that have no name.
fn places(document: &Document, wanted: Direction) -> Vec<(Place<'_>, String)> {
    let mut places = Vec::new();
    let mut operation: Option<Inside> = None;
    let mut message: Option<Inside> = None;
    walk(&document.root, &mut |context, pointer, node| {
        let text = |name: &str| node.get(name).and_then(Node::as_str);
        match context {
            Context::Operation => {
                let name = text("operationId").unwrap_or("operation");
                operation = Some(Inside::new(pointer, Direction::Request, name));
            }
            Context::RequestBody => message = Some(Inside::new(pointer, Direction::Request, "body")),
            Context::Response => message = Some(Inside::new(pointer, Direction::Response, last(pointer))),
            Context::Parameter | Context::MediaType => {
                if context == Context::Parameter && !message.as_ref().is_some_and(|message| message.holds(pointer)) {
                    // Only headers say nothing about where they stand.
                    let direction = if text("in").is_some() { Direction::Request } else { Direction::Response };
                    message = Some(Inside::new(pointer, direction, text("name").unwrap_or_else(|| last(pointer))));
                }
                let inside = message.as_ref().filter(|message| message.direction == wanted);
                let Some(message) = inside else { return };
                let owner = operation.as_ref().filter(|operation| operation.holds(pointer));
                let owner = owner.map_or("component", |operation| &operation.name);
                for key in ["schema", "itemSchema"] {
                    let Some(schema) = node.get(key) else { continue };
                    let place = Place { pointer: format!("{pointer}/{key}"), node: schema };
                    places.push((place, format!("{owner}/{}", message.name)));
                }
            }
            Context::Document
            | Context::Components
            | Context::Paths
            | Context::PathItem
            | Context::Scheme
            | Context::Schema
            | Context::Encoding
            | Context::Other
            | Context::Map(_)
            | Context::List(_)
            | Context::Data => {}
        }
    });
    places
}

/// The last token of a pointer.
fn last(pointer: &str) -> &str {
    pointer.rsplit_once('/').map_or(pointer, |(_, last)| last)
}

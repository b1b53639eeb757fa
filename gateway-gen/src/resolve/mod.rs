//! Stage 2: the document as its author meant it: versions known, references followed, inheritance decided.

pub mod fields;
pub mod inherit;
mod resource;
mod typed;
mod version;
pub mod walk;

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, suggestion};
use crate::load::tree::{Node, child};

use resource::Resources;
pub use version::Dialect;
use walk::Context;

/// A document whose version is supported.
#[derive(Debug)]
pub struct Document {
    /// The tree, overlays applied.
    pub root: Node,
    /// How its schemas are to be read.
    pub dialect: Dialect,
    resources: Resources,
}

/// A node with its JSON Pointer in the document.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    /// The pointer, references followed.
    pub pointer: String,
    /// The value.
    pub node: &'a Node,
}

impl<'a> Place<'a> {
    /// The member of an object.
    pub fn get(&self, key: &str) -> Option<Place<'a>> {
        Some(Place { pointer: child(&self.pointer, key), node: self.node.get(key)? })
    }

    /// The items of an array, none of anything else.
    pub fn items(&self) -> impl Iterator<Item = Place<'a>> + use<'a, '_> {
        let items = self.node.as_array().into_iter().flatten().enumerate();
        items.map(|(index, node)| Place { pointer: child(&self.pointer, &index.to_string()), node })
    }
}

impl Document {
    /// Decides the version and checks a 3.0 document against its typed model.
    pub fn new(root: Node, findings: &mut Vec<Diagnostic>) -> Option<Self> {
        let dialect = match version::of(&root) {
            Ok(dialect) => dialect,
            Err(diagnostic) => {
                findings.push(diagnostic);
                return None;
            }
        };
        if dialect == Dialect::V30 {
            typed::check(&root, findings);
        }
        let context = if dialect == Dialect::V30 { Context::Data } else { Context::Document };
        let resources = Resources::of(&root, context, Vec::new(), findings);
        Some(Self { root, dialect, resources })
    }

    /// Whether the version is 3.2, whose schemas are those of 3.1.
    pub fn is_at_least_3_2(&self) -> bool {
        version::is_3_2(&self.root)
    }

    /// A JSON Schema that stands alone, with the texts its references may lead to, by absolute URI.
    pub fn lone(root: Node, dialect: Dialect, others: Vec<(String, Node)>, findings: &mut Vec<Diagnostic>) -> Self {
        let resources = Resources::of(&root, Context::Schema, others, findings);
        Self { root, dialect, resources }
    }

    /// The place at a pointer.
    pub fn at(&self, pointer: &str) -> Option<Place<'_>> {
        let node = if pointer.is_empty() || pointer.starts_with('/') {
            self.root.at(pointer)
        } else {
            let (uri, pointer) = pointer.split_once('#')?;
            self.resources.other(uri)?.at(pointer)
        };
        Some(Place { pointer: pointer.to_owned(), node: node? })
    }

    /// Follows a local `$ref`, and the references it leads to; a place without `$ref` is returned as it is.
    ///
    /// # Errors
    /// A reference that is dangling, leads out of the document or leads to itself.
    pub fn follow<'a>(&'a self, place: Place<'a>) -> Result<Place<'a>, Diagnostic> {
        let mut seen = BTreeSet::new();
        let mut place = place;
        while let Some(reference) = place.node.get("$ref") {
            place = self.target_from(&place.pointer, reference)?;
            if !seen.insert(place.pointer.clone()) {
                let message = "this reference leads back to itself";
                return Err(Diagnostic::error("GW0010", &reference.span, message, "never reaches a value"));
            }
        }
        Ok(place)
    }

    /// One step along a reference that stands in no schema, so that its base is the document.
    ///
    /// # Errors
    /// As [`Document::follow`].
    pub fn target(&self, reference: &Node) -> Result<Place<'_>, Diagnostic> {
        self.target_from("", reference)
    }

    /// One step along the reference of a schema at the pointer `from` (RFC 3986 section 5).
    ///
    /// # Errors
    /// As [`Document::follow`].
    pub fn target_from(&self, from: &str, reference: &Node) -> Result<Place<'_>, Diagnostic> {
        let Some(text) = reference.as_str() else {
            let message = format!("`$ref` is a string, not {}", reference.kind());
            return Err(Diagnostic::error("GW0007", &reference.span, message, "here"));
        };
        let (uri, fragment) = text.split_once('#').unwrap_or((text, ""));
        let resource =
            if uri.is_empty() { Some(self.resources.resource(from)) } else { self.resources.named(from, uri) };
        let Some(resource) = resource else { return Err(outside(reference, text)) };
        let fragment = percent_decoded(fragment);
        if !fragment.is_empty() && !fragment.starts_with('/') {
            let place = self.resources.anchor(resource, &fragment).and_then(|pointer| self.at(pointer));
            return place.ok_or_else(|| {
                let message = format!("`{text}` names nothing");
                Diagnostic::error("GW0008", &reference.span, message, "no such anchor")
                    .help("write `#/components/schemas/Name`, or give the schema that `$anchor`")
            });
        }
        let pointer = format!("{resource}{fragment}");
        self.at(&pointer).ok_or_else(|| {
            let mut diagnostic =
                Diagnostic::error("GW0008", &reference.span, format!("`{text}` names nothing"), "dangling reference");
            let (parent, last) = pointer.rsplit_once('/').unwrap_or_default();
            let siblings = self.at(parent).and_then(|place| place.node.as_object());
            diagnostic.help = siblings
                .and_then(|members| suggestion(last, members.keys().map(String::as_str)))
                .or_else(|| Some("define it, or correct the pointer".to_owned()));
            diagnostic
        })
    }

    /// The pointer of the schema that begins the resource a place lies in.
    pub fn resource<'p>(&self, pointer: &'p str) -> &'p str {
        self.resources.resource(pointer)
    }

    /// The dynamic anchors of a resource, with the pointers of their schemas.
    pub fn dynamic_anchors(&self, resource: &str) -> &[(String, String)] {
        self.resources.dynamic(resource)
    }

    /// Whether any schema has a dynamic anchor.
    pub fn has_dynamic_anchors(&self) -> bool {
        self.resources.has_dynamic()
    }
}

fn outside(reference: &Node, text: &str) -> Diagnostic {
    let (message, help) = if text.contains("://") || text.starts_with("//") {
        ("references over the network are refused", "copy what is needed into `components`")
    } else {
        ("references to other files are not supported yet", "bundle the document into one file")
    };
    Diagnostic::error("GW0009", &reference.span, message, "outside the document").help(help)
}

/// A reference is a URI: its fragment may be percent-encoded (RFC 3986 §2.1). A malformed escape stands for itself.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escape = if *first == b'%' { after.split_first_chunk::<2>() } else { None };
        let digit = |byte: u8| char::from(byte).to_digit(16);
        let decoded = escape.and_then(|([high, low], after)| {
            let byte = digit(*high)? * 16 + digit(*low)?;
            Some((u8::try_from(byte).ok()?, after))
        });
        let (byte, after) = decoded.unwrap_or((*first, after));
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::percent_decoded;

    #[test]
    fn fragments_are_percent_encoded() {
        assert_eq!(percent_decoded("/paths/~1a~1%7Bid%7D"), "/paths/~1a~1{id}");
        assert_eq!(percent_decoded("/a%2"), "/a%2");
        assert_eq!(percent_decoded("/%ff"), "/%ff");
    }
}

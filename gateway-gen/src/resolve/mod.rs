//! Stage 2: the document as its author meant it: versions known, references followed, inheritance decided.

pub mod fields;
pub mod inherit;
mod typed;
mod version;
pub mod walk;

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, suggestion};
use crate::load::tree::{Node, child};

pub use version::Dialect;

/// A document whose version is supported.
#[derive(Debug)]
pub struct Document {
    /// The tree, overlays applied.
    pub root: Node,
    /// How its schemas are to be read.
    pub dialect: Dialect,
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
        Some(Self { root, dialect })
    }

    /// The place at a pointer.
    pub fn at(&self, pointer: &str) -> Option<Place<'_>> {
        Some(Place { pointer: pointer.to_owned(), node: self.root.at(pointer)? })
    }

    /// Follows a local `$ref`, and the references it leads to; a place without `$ref` is returned as it is.
    ///
    /// # Errors
    /// A reference that is dangling, leads out of the document or leads to itself.
    pub fn follow<'a>(&'a self, place: Place<'a>) -> Result<Place<'a>, Diagnostic> {
        let mut seen = BTreeSet::new();
        let mut place = place;
        while let Some(reference) = place.node.get("$ref") {
            place = self.target(reference)?;
            if !seen.insert(place.pointer.clone()) {
                let message = "this reference leads back to itself";
                return Err(Diagnostic::error("GW0010", &reference.span, message, "never reaches a value"));
            }
        }
        Ok(place)
    }

    /// One step along a reference.
    ///
    /// # Errors
    /// As [`Document::follow`].
    pub fn target(&self, reference: &Node) -> Result<Place<'_>, Diagnostic> {
        let Some(text) = reference.as_str() else {
            let message = format!("`$ref` is a string, not {}", reference.kind());
            return Err(Diagnostic::error("GW0007", &reference.span, message, "here"));
        };
        let Some(fragment) = text.strip_prefix('#') else {
            let (message, help) = if text.contains("://") || text.starts_with("//") {
                ("references over the network are refused", "copy what is needed into `components`")
            } else {
                ("references to other files are not supported yet", "bundle the document into one file")
            };
            return Err(Diagnostic::error("GW0009", &reference.span, message, "outside the document").help(help));
        };
        let pointer = percent_decoded(fragment);
        if !pointer.is_empty() && !pointer.starts_with('/') {
            let message = "references to anchors are not supported yet";
            return Err(Diagnostic::error("GW0009", &reference.span, message, "not a JSON Pointer")
                .help("write `#/components/schemas/Name`"));
        }
        self.at(&pointer).ok_or_else(|| {
            let mut diagnostic =
                Diagnostic::error("GW0008", &reference.span, format!("`{text}` names nothing"), "dangling reference");
            let (parent, last) = pointer.rsplit_once('/').unwrap_or_default();
            let siblings = self.root.at(parent).and_then(Node::as_object);
            diagnostic.help = siblings
                .and_then(|members| suggestion(last, members.keys().map(String::as_str)))
                .or_else(|| Some("define it, or correct the pointer".to_owned()));
            diagnostic
        })
    }
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

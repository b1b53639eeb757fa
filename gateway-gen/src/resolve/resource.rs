//! Schemas with URIs of their own: `$id`, `$anchor`, `$dynamicAnchor` (JSON Schema 2020-12 core, section 8).

use std::collections::BTreeMap;

use fluent_uri::{Uri, UriRef};

use super::walk::{Context, descend};
use crate::diagnostic::Diagnostic;
use crate::load::tree::Node;

/// The base of a document that states none; nothing is ever fetched from it.
const DOCUMENT: &str = "document:/root";

/// What the schemas of one compilation are called.
///
/// A place in the document is its JSON Pointer; a place in another text is that text's URI, `#`, and the pointer.
#[derive(Debug, Default)]
pub(super) struct Resources {
    /// The other texts.
    others: BTreeMap<String, Node>,
    /// Absolute URIs, and the schemas they name.
    named: BTreeMap<String, String>,
    /// The schemas that begin a resource, and their base URIs.
    bases: BTreeMap<String, String>,
    /// Names of anchors within a resource, and the schemas they name.
    anchors: BTreeMap<(String, String), String>,
    /// The dynamic ones among them, by resource.
    dynamic: BTreeMap<String, Vec<(String, String)>>,
}

impl Resources {
    /// Reads the names that the schemas of `root` and of other texts give themselves.
    pub(super) fn of(
        root: &Node,
        context: Context,
        others: Vec<(String, Node)>,
        findings: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut resources = Self::default();
        resources.begin(String::new(), DOCUMENT.to_owned());
        resources.read(root, context, "", findings);
        for (uri, node) in others {
            let place = format!("{uri}#");
            resources.begin(place.clone(), uri.clone());
            resources.read(&node, Context::Schema, &place, findings);
            resources.others.insert(uri, node);
        }
        resources
    }

    fn begin(&mut self, place: String, uri: String) {
        self.named.entry(uri.clone()).or_insert_with(|| place.clone());
        self.bases.insert(place, uri);
    }

    fn read(&mut self, root: &Node, context: Context, place: &str, findings: &mut Vec<Diagnostic>) {
        descend(root, context, place, &mut |context, pointer, node| {
            if context == Context::Schema {
                self.name(pointer, node, findings);
            }
        });
    }

    fn name(&mut self, pointer: &str, node: &Node, findings: &mut Vec<Diagnostic>) {
        if let Some(id) = node.get("$id")
            && let Some(text) = id.as_str()
        {
            match self.absolute(pointer, text.trim_end_matches('#')) {
                Some(uri) if !text.trim_end_matches('#').contains('#') => {
                    if self.named.get(&uri).is_some_and(|place| place != pointer) {
                        let message = format!("two schemas have the URI `{uri}`");
                        findings.push(Diagnostic::error("GW0009", &id.span, message, "the second one"));
                    }
                    self.begin(pointer.to_owned(), uri);
                }
                _ => {
                    let message = format!("`{text}` is not a URI without a fragment");
                    findings.push(Diagnostic::error("GW0009", &id.span, message, "names nothing"));
                }
            }
        }
        let resource = self.resource(pointer).to_owned();
        for keyword in ["$anchor", "$dynamicAnchor"] {
            let Some(name) = node.get(keyword).and_then(Node::as_str) else { continue };
            self.anchors.insert((resource.clone(), name.to_owned()), pointer.to_owned());
            if keyword == "$dynamicAnchor" {
                self.dynamic.entry(resource.clone()).or_default().push((name.to_owned(), pointer.to_owned()));
            }
        }
    }

    /// The schema that begins the resource a place lies in.
    pub(super) fn resource<'p>(&self, place: &'p str) -> &'p str {
        let mut place = place;
        while self.bases.len() > 1 && !self.bases.contains_key(place) {
            let Some((parent, _)) = place.rsplit_once('/') else { break };
            place = parent;
        }
        if self.bases.len() > 1 { place } else { "" }
    }

    /// The dynamic anchors of a resource.
    pub(super) fn dynamic(&self, resource: &str) -> &[(String, String)] {
        self.dynamic.get(resource).map_or(&[], Vec::as_slice)
    }

    /// Whether any schema has a dynamic anchor.
    pub(super) fn has_dynamic(&self) -> bool {
        !self.dynamic.is_empty()
    }

    /// The schema that a URI without its fragment names, seen from a place.
    pub(super) fn named(&self, from: &str, uri: &str) -> Option<&str> {
        self.named.get(&self.absolute(from, uri)?).map(String::as_str)
    }

    /// The schema that an anchor of a resource names.
    pub(super) fn anchor(&self, resource: &str, name: &str) -> Option<&str> {
        self.anchors.get(&(resource.to_owned(), name.to_owned())).map(String::as_str)
    }

    /// The root of another text.
    pub(super) fn other(&self, uri: &str) -> Option<&Node> {
        self.others.get(uri)
    }

    fn absolute(&self, from: &str, uri: &str) -> Option<String> {
        let base = Uri::parse(self.bases.get(self.resource(from))?.as_str()).ok()?;
        let reference = UriRef::parse(uri).ok()?;
        Some(reference.resolve_against(&base.strip_fragment()).ok()?.normalize().into_string())
    }
}

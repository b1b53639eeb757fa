//! A `oneOf` whose branches one property tells apart.

use std::collections::BTreeSet;

use crate::load::tree::{Node, child};
use crate::resolve::{Document, Place};

/// The property, and for each of its values the branch: its position and place.
#[derive(Debug)]
pub(super) struct Found<'a> {
    pub(super) property: String,
    pub(super) branches: Vec<(String, usize, Place<'a>)>,
}

/// Finds the property: the one the `discriminator` names, else the first that is required in every branch and has
/// distinct constants there. `None` where no property separates the branches.
pub(super) fn find<'a>(document: &'a Document, place: &Place<'a>) -> Option<Found<'a>> {
    let list = place.get("oneOf")?;
    let mut branches = Vec::new();
    for (index, node) in list.node.as_array()?.iter().enumerate() {
        let stated = Place { pointer: child(&list.pointer, &index.to_string()), node };
        let branch = document.follow(stated).ok()?;
        if branch.node.get("type").and_then(Node::as_str) != Some("object") || branch.pointer == place.pointer {
            return None;
        }
        branches.push(branch);
    }
    if let Some(discriminator) = place.node.get("discriminator") {
        let property = discriminator.get("propertyName")?.as_str()?;
        return separate(document, property, &branches, Some(discriminator));
    }
    let first = branches.first()?;
    let candidates = first.node.items("required").iter().filter_map(Node::as_str);
    candidates.into_iter().find_map(|property| separate(document, property, &branches, None))
}

fn separate<'a>(
    document: &'a Document,
    property: &str,
    branches: &[Place<'a>],
    discriminator: Option<&Node>,
) -> Option<Found<'a>> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (index, branch) in branches.iter().enumerate() {
        if !branch.node.items("required").iter().any(|name| name.as_str() == Some(property)) {
            return None;
        }
        let mut values = mapped(document, branch, discriminator);
        if values.is_empty() {
            values = constants(document, branch, property);
        }
        if values.is_empty() && discriminator.is_some() {
            // OpenAPI: without a mapping, the value is the name of the component.
            values.extend(branch.pointer.strip_prefix("/components/schemas/").map(str::to_owned));
        }
        if values.is_empty() || !values.iter().all(|value| seen.insert(value.clone())) {
            return None;
        }
        found.extend(values.into_iter().map(|value| (value, index, branch.clone())));
    }
    Some(Found { property: property.to_owned(), branches: found })
}

fn mapped(document: &Document, branch: &Place<'_>, discriminator: Option<&Node>) -> Vec<String> {
    let mapping = discriminator.into_iter().flat_map(|discriminator| discriminator.members("mapping"));
    let leads_here = |target: &Node| {
        let named = target.as_str().is_some_and(|name| branch.pointer == child("/components/schemas", name));
        named || document.target(target).is_ok_and(|target| target.pointer == branch.pointer)
    };
    mapping.filter(|(_, member)| leads_here(&member.node)).map(|(value, _)| value.to_owned()).collect()
}

fn constants(document: &Document, branch: &Place<'_>, property: &str) -> Vec<String> {
    let Some(schema) = branch.get("properties").and_then(|properties| properties.get(property)) else {
        return Vec::new();
    };
    let Ok(schema) = document.follow(Place { pointer: schema.pointer, node: schema.node }) else { return Vec::new() };
    if let Some(only) = schema.node.get("const") {
        return only.as_str().map(str::to_owned).into_iter().collect();
    }
    let listed = schema.node.items("enum");
    let values: Vec<_> = listed.iter().filter_map(Node::as_str).map(str::to_owned).collect();
    if values.len() == listed.len() { values } else { Vec::new() }
}

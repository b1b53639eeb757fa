//! The normal form of a schema: JSON Schema 2020-12, without annotations, references by name.
//!
//! It is what equal schemas have in common, and what the digest is taken over.

use std::fmt::Write as _;

use serde_json::{Map, Value as Json, json};
use sha2::{Digest as _, Sha256};

use super::keyword::{self, Shape};
use super::pattern;
use crate::load::tree::{Node, Value, child};
use crate::model::Number;
use crate::resolve::{Dialect, Document, Place};

/// 64 hex digits over the normal form, members sorted.
pub(crate) fn digest(document: &Document, place: &Place<'_>) -> String {
    let mut value = normal(document, &place.pointer, place.node);
    value.sort_all_objects();
    hex(value.to_string().as_bytes())
}

/// SHA-256 in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn normal(document: &Document, pointer: &str, node: &Node) -> Json {
    let Value::Object(members) = &node.value else {
        return node.as_bool().map_or(Json::Bool(false), Json::Bool);
    };
    let mut out = Map::new();
    for keyword in ["$ref", "$dynamicRef"] {
        let Some(reference) = members.get(keyword) else { continue };
        let Ok(target) = document.target_from(pointer, &reference.node) else { return Json::Bool(false) };
        let name = reference.node.as_str().and_then(|text| text.split_once('#')).map_or("", |(_, name)| name);
        let dynamic = if keyword == "$dynamicRef" { name } else { "" };
        out.insert(keyword.to_owned(), json!([target.pointer, dynamic]));
        if document.dialect == Dialect::V30 {
            return Json::Object(out);
        }
    }
    for (name, member) in members {
        if name == pattern::ALLOWANCE {
            // An annotation to any other reader, and part of what a string must be.
            out.insert(name.clone(), pattern::max_steps(node).into());
            continue;
        }
        if matches!(name.as_str(), "$ref" | "$dynamicRef") || (keyword::is_annotation(name) && !name.ends_with("Only"))
        {
            continue;
        }
        let Some(shape) = keyword::shape(name, document.dialect) else { continue };
        let inner = child(pointer, name);
        let each = |name: &str, node: &Node| normal(document, &child(&inner, name), node);
        let value = match (shape, &member.node.value) {
            (Shape::Schema, Value::Object(_)) => normal(document, &inner, &member.node),
            (Shape::Schemas, Value::Array(items)) => {
                items.iter().enumerate().map(|(index, item)| each(&index.to_string(), item)).collect()
            }
            (Shape::SchemaMap, Value::Object(members)) => members
                .iter()
                .map(|(name, member)| (name.clone(), each(name, &member.node)))
                .collect::<Map<_, _>>()
                .into(),
            (_, Value::Number(text)) => exact(text, &member.node),
            _ => member.node.to_json(),
        };
        out.insert(name.clone(), value);
    }
    if document.dialect == Dialect::V30 {
        translate(&mut out);
    }
    Json::Object(out)
}

/// The number, or its digits where 64 bits would round it: schemas are equal only where their bounds are.
fn exact(text: &str, node: &Node) -> Json {
    let held = node.to_json();
    match Number::parse(text) {
        Some(number) if Number::parse(&held.to_string()).as_ref() != Some(&number) => number.normal().into(),
        Some(_) | None => held,
    }
}

/// From the dialect of 3.0: `nullable` and the boolean forms of the exclusive bounds.
fn translate(out: &mut Map<String, Json>) {
    let nullable = out.shift_remove("nullable") == Some(Json::Bool(true));
    if nullable && let Some(kind) = out.get_mut("type") {
        *kind = json!([kind.take(), "null"]);
    }
    for (exclusive, inclusive) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if out.shift_remove(exclusive) == Some(Json::Bool(true))
            && let Some(bound) = out.shift_remove(inclusive)
        {
            out.insert(exclusive.to_owned(), bound);
        }
    }
}

//! The normal form of a schema: JSON Schema 2020-12, without annotations, references by name.
//!
//! It is what equal schemas have in common, what the digest is taken over, and what the interpreter reads.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;

use serde_json::{Map, Value as Json, json};
use sha2::{Digest as _, Sha256};

use super::keyword::{self, Shape};
use super::pattern;
use crate::load::tree::{Node, Value, number};
use crate::model::NumberFormat;
use crate::resolve::{Dialect, Document, Place};

/// 64 hex digits over the normal form, members sorted.
pub(crate) fn digest(document: &Document, node: &Node) -> String {
    let mut value = normal(document, node, &mut Vec::new());
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

/// A self-contained schema: everything it refers to is under `$defs`.
pub(crate) fn bundled(document: &Document, place: &Place<'_>) -> String {
    let mut targets = Vec::new();
    let mut schema = match normal(document, place.node, &mut targets) {
        Json::Object(members) => members,
        other => Map::from_iter([("allOf".to_owned(), json!([other]))]),
    };
    let mut definitions = BTreeMap::new();
    let mut ahead: VecDeque<_> = targets.into();
    while let Some(pointer) = ahead.pop_front() {
        let name = definition(&pointer);
        if definitions.contains_key(&name) {
            continue;
        }
        let Some(target) = document.at(&pointer) else { continue };
        let mut more = Vec::new();
        definitions.insert(name, normal(document, target.node, &mut more));
        ahead.extend(more);
    }
    schema.shift_insert(0, "$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
    if !definitions.is_empty() {
        schema.insert("$defs".to_owned(), definitions.into_iter().collect::<Map<_, _>>().into());
    }
    Json::Object(schema).to_string()
}

/// The name of a pointer under `$defs`; different pointers have different names.
fn definition(pointer: &str) -> String {
    let short = pointer.strip_prefix("/components/schemas/").unwrap_or(pointer);
    short.bytes().fold(String::new(), |mut name, byte| {
        if byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-' {
            name.push(char::from(byte));
        } else {
            let _ = write!(name, ".{byte:02x}");
        }
        name
    })
}

fn normal(document: &Document, node: &Node, targets: &mut Vec<String>) -> Json {
    let Value::Object(members) = &node.value else {
        return node.as_bool().map_or(Json::Bool(false), Json::Bool);
    };
    let mut out = Map::new();
    if let Some(reference) = members.get("$ref") {
        let Ok(target) = document.target(&reference.node) else { return Json::Bool(false) };
        out.insert("$ref".to_owned(), format!("#/$defs/{}", definition(&target.pointer)).into());
        targets.push(target.pointer);
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
        if name == "$ref" || keyword::is_annotation(name) {
            continue;
        }
        let Some(shape) = keyword::shape(name, document.dialect) else { continue };
        let each = |node: &Node, targets: &mut Vec<String>| normal(document, node, targets);
        let value = match (shape, &member.node.value) {
            (Shape::Schema, Value::Object(_)) => each(&member.node, targets),
            (Shape::Schemas, Value::Array(items)) => items.iter().map(|item| each(item, targets)).collect(),
            (Shape::SchemaMap, Value::Object(members)) => members
                .iter()
                .map(|(name, member)| (name.clone(), each(&member.node, targets)))
                .collect::<Map<_, _>>()
                .into(),
            _ => member.node.to_json(),
        };
        out.insert(name.clone(), value);
    }
    if document.dialect == Dialect::V30 {
        translate(&mut out);
    }
    bounds(&mut out);
    Json::Object(out)
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

/// The formats of numbers, as bounds and types.
fn bounds(out: &mut Map<String, Json>) {
    let Some(format) = out.get("format").and_then(Json::as_str).and_then(NumberFormat::named) else { return };
    out.shift_remove("format");
    for (name, text, wanted) in
        [("minimum", format.least, std::cmp::Ordering::Less), ("maximum", format.most, std::cmp::Ordering::Greater)]
    {
        let Some(bound) = number(text) else { continue };
        let stated = out.get(name).and_then(Json::as_number);
        if stated.is_none_or(|stated| order(stated, &bound) == wanted) {
            out.insert(name.to_owned(), bound.into());
        }
    }
    if format.is_integer {
        let all = || json!(["null", "boolean", "number", "string", "array", "object"]);
        match out.entry("type").or_insert_with(all) {
            Json::Array(kinds) => kinds.iter_mut().for_each(narrow),
            kind => narrow(kind),
        }
    }
}

fn narrow(kind: &mut Json) {
    if kind == "number" {
        *kind = "integer".into();
    }
}

/// The order of two numbers; exact for 64-bit integers.
pub(crate) fn order(left: &serde_json::Number, right: &serde_json::Number) -> std::cmp::Ordering {
    let whole = |value: &serde_json::Number| value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from));
    if let (Some(left), Some(right)) = (whole(left), whole(right)) {
        return left.cmp(&right);
    }
    left.as_f64().unwrap_or(0.0).total_cmp(&right.as_f64().unwrap_or(0.0))
}

//! The keywords of one schema that speak of one type, as rules of the model.

use std::cmp::Ordering;

use super::normal::order;
use super::pattern;
use crate::load::tree::{Node, Value, number as parse};
use crate::model::{Format, NumberFormat, NumberRules, StringRules, TypeSet};
use crate::resolve::Dialect;

/// No type: the schema `false`.
pub(super) const NONE: TypeSet =
    TypeSet { null: false, boolean: false, integer: false, number: false, string: false, array: false, object: false };

const ALL: TypeSet =
    TypeSet { null: true, boolean: true, integer: true, number: true, string: true, array: true, object: true };

/// The types an instance may have; without `type`, every one. A format of integers leaves out other numbers.
pub(super) fn types(node: &Node, dialect: Dialect) -> TypeSet {
    let stated = stated_types(node, dialect);
    let only_integers = number_format(node).is_some_and(|format| format.is_integer);
    TypeSet { number: stated.number && !only_integers, ..stated }
}

fn stated_types(node: &Node, dialect: Dialect) -> TypeSet {
    if node.as_bool() == Some(false) {
        return NONE;
    }
    let mut types = NONE;
    match node.get("type").map(|node| &node.value) {
        None => return ALL,
        Some(Value::String(text)) => add(&mut types, text),
        Some(Value::Array(items)) => items.iter().filter_map(Node::as_str).for_each(|text| add(&mut types, text)),
        Some(_) => {}
    }
    if dialect == Dialect::V30 && node.get("nullable").and_then(Node::as_bool) == Some(true) {
        types.null = true;
    }
    types
}

fn add(types: &mut TypeSet, name: &str) {
    match name {
        "null" => types.null = true,
        "boolean" => types.boolean = true,
        "integer" => types.integer = true,
        "number" => {
            types.number = true;
            types.integer = true;
        }
        "string" => types.string = true,
        "array" => types.array = true,
        "object" => types.object = true,
        _ => {}
    }
}

/// `enum`, or `const` as a list of one; both at once leave what both allow.
pub(super) fn enumeration(node: &Node) -> Option<Vec<serde_json::Value>> {
    let listed = node.get("enum").map(|_| node.items("enum").iter().map(Node::to_json).collect::<Vec<_>>());
    let only = node.get("const").map(Node::to_json);
    match (listed, only) {
        (Some(values), Some(only)) => Some(values.into_iter().filter(|value| *value == only).collect()),
        (Some(values), None) => Some(values),
        (None, Some(only)) => Some(vec![only]),
        (None, None) => None,
    }
}

/// The rules for strings.
pub(super) fn string(node: &Node) -> StringRules {
    let count = |name: &str| node.get(name).and_then(Node::as_u64);
    StringRules {
        min_length: count("minLength"),
        max_length: count("maxLength"),
        pattern: node.get("pattern").and_then(Node::as_str).map(str::to_owned),
        max_steps: pattern::max_steps(node),
        format: node.get("format").and_then(Node::as_str).and_then(Format::named),
    }
}

/// The rules for numbers, widths of integers and the exclusive bounds of 3.0 rewritten.
pub(super) fn number(node: &Node, dialect: Dialect, types: TypeSet) -> NumberRules {
    let bound = |name: &str| match node.get(name).map(|node| &node.value) {
        Some(Value::Number(text)) => parse(text),
        _ => None,
    };
    let is_exclusive = |name: &str| dialect == Dialect::V30 && node.get(name).and_then(Node::as_bool) == Some(true);
    let mut rules = NumberRules {
        minimum: bound("minimum"),
        exclusive_minimum: bound("exclusiveMinimum"),
        maximum: bound("maximum"),
        exclusive_maximum: bound("exclusiveMaximum"),
    };
    if is_exclusive("exclusiveMinimum") {
        rules.exclusive_minimum = rules.minimum.take();
    }
    if is_exclusive("exclusiveMaximum") {
        rules.exclusive_maximum = rules.maximum.take();
    }
    if let Some(format) = number_format(node).filter(|_| types.integer || types.number) {
        tighten(&mut rules.minimum, format.least, Ordering::Less);
        tighten(&mut rules.maximum, format.most, Ordering::Greater);
    }
    rules
}

/// What `format` says about numbers.
fn number_format(node: &Node) -> Option<NumberFormat> {
    node.get("format").and_then(Node::as_str).and_then(NumberFormat::named)
}

fn tighten(stated: &mut Option<serde_json::Number>, text: &str, wanted: Ordering) {
    let Some(bound) = parse(text) else { return };
    if stated.as_ref().is_none_or(|stated| order(stated, &bound) == wanted) {
        *stated = Some(bound);
    }
}

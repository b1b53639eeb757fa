//! The keywords that speak of one type, merged over the schemas that apply to one instance.

use std::cmp::Ordering;

use super::pattern;
use crate::load::tree::{Node, Value};
use crate::model::{Format, Number, NumberFormat, NumberRules, StringRules, TypeSet};
use crate::resolve::Dialect;

/// No type: the schema `false`.
const NONE: TypeSet =
    TypeSet { null: false, boolean: false, integer: false, number: false, string: false, array: false, object: false };

/// Every type.
pub(super) const ALL: TypeSet =
    TypeSet { null: true, boolean: true, integer: true, number: true, string: true, array: true, object: true };

/// What several schemas say together.
#[derive(Debug)]
pub(super) struct Merged {
    pub(super) types: TypeSet,
    pub(super) enumeration: Option<Vec<serde_json::Value>>,
    pub(super) string: StringRules,
    pub(super) number: NumberRules,
}

impl Default for Merged {
    fn default() -> Self {
        Self { types: ALL, enumeration: None, string: StringRules::default(), number: NumberRules::default() }
    }
}

impl Merged {
    /// Adds what one more schema says.
    pub(super) fn add(&mut self, node: &Node, dialect: Dialect, assert_formats: bool) {
        let mut types = types(node, dialect);
        let format = node.get("format").and_then(Node::as_str).filter(|_| assert_formats);
        // A format of integers leaves out other numbers.
        types.number &= !format.and_then(NumberFormat::named).is_some_and(|format| format.is_integer);
        self.types = TypeSet {
            null: self.types.null && types.null,
            boolean: self.types.boolean && types.boolean,
            integer: self.types.integer && types.integer,
            number: self.types.number && types.number,
            string: self.types.string && types.string,
            array: self.types.array && types.array,
            object: self.types.object && types.object,
        };
        let listed = node.get("enum").map(|_| node.items("enum").iter().map(Node::to_json).collect::<Vec<_>>());
        let only = node.get("const").map(|only| vec![only.to_json()]);
        for values in listed.into_iter().chain(only) {
            self.enumeration = Some(match self.enumeration.take() {
                Some(before) => before.into_iter().filter(|value| contains(&values, value)).collect(),
                None => values,
            });
        }
        self.string(node, assert_formats);
        self.number(node, dialect, types, assert_formats);
    }

    fn string(&mut self, node: &Node, assert_formats: bool) {
        let count = |name: &str| node.get(name).and_then(Node::as_u64);
        let rules = &mut self.string;
        rules.min_length = larger(rules.min_length, count("minLength"));
        rules.max_length = smaller(rules.max_length, count("maxLength"));
        if let Some(pattern) = node.get("pattern").and_then(Node::as_str)
            && !rules.patterns.iter().any(|known| known == pattern)
        {
            rules.patterns.push(pattern.to_owned());
        }
        rules.max_steps = match (rules.max_steps, pattern::max_steps(node)) {
            (Some(before), Some(stated)) => Some(before.min(stated)),
            (before, stated) => before.or(stated),
        };
        let format = node.get("format").and_then(Node::as_str).filter(|_| assert_formats).and_then(Format::named);
        if let Some(format) = format.filter(|format| !rules.formats.contains(format)) {
            rules.formats.push(format);
        }
    }

    /// Widths of integers become bounds, and the exclusive bounds of 3.0 are rewritten.
    fn number(&mut self, node: &Node, dialect: Dialect, types: TypeSet, assert_formats: bool) {
        let bound = |name: &str| match node.get(name).map(|node| &node.value) {
            Some(Value::Number(text)) => Number::parse(text),
            _ => None,
        };
        let is_exclusive = |name: &str| dialect == Dialect::V30 && node.get(name).and_then(Node::as_bool) == Some(true);
        let (mut minimum, mut exclusive_minimum) = (bound("minimum"), bound("exclusiveMinimum"));
        let (mut maximum, mut exclusive_maximum) = (bound("maximum"), bound("exclusiveMaximum"));
        if is_exclusive("exclusiveMinimum") {
            exclusive_minimum = minimum.take();
        }
        if is_exclusive("exclusiveMaximum") {
            exclusive_maximum = maximum.take();
        }
        let rules = &mut self.number;
        tighten(&mut rules.minimum, minimum, Ordering::Greater);
        tighten(&mut rules.exclusive_minimum, exclusive_minimum, Ordering::Greater);
        tighten(&mut rules.maximum, maximum, Ordering::Less);
        tighten(&mut rules.exclusive_maximum, exclusive_maximum, Ordering::Less);
        let format = node.get("format").and_then(Node::as_str).filter(|_| assert_formats);
        if let Some(format) = format.and_then(NumberFormat::named).filter(|_| types.integer || types.number) {
            tighten(&mut rules.minimum, Number::parse(format.least), Ordering::Greater);
            tighten(&mut rules.maximum, Number::parse(format.most), Ordering::Less);
        }
        if let Some(factor) = bound("multipleOf").filter(|factor| !rules.multiple_of.contains(factor)) {
            rules.multiple_of.push(factor);
        }
    }
}

/// The types an instance may have; without `type`, every one.
fn types(node: &Node, dialect: Dialect) -> TypeSet {
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

pub(super) fn larger(before: Option<u64>, stated: Option<u64>) -> Option<u64> {
    before.max(stated)
}

pub(super) fn smaller(before: Option<u64>, stated: Option<u64>) -> Option<u64> {
    match (before, stated) {
        (Some(before), Some(stated)) => Some(before.min(stated)),
        (before, stated) => before.or(stated),
    }
}

fn tighten(before: &mut Option<Number>, stated: Option<Number>, wanted: Ordering) {
    let Some(bound) = stated else { return };
    if before.as_ref().is_none_or(|before| bound.cmp(before) == wanted) {
        *before = Some(bound);
    }
}

fn contains(values: &[serde_json::Value], value: &serde_json::Value) -> bool {
    values.iter().any(|other| equal(other, value))
}

/// JSON equality: numbers by value.
fn equal(left: &serde_json::Value, right: &serde_json::Value) -> bool {
    use serde_json::Value::{Array, Number as Numeric, Object};
    match (left, right) {
        (Numeric(left), Numeric(right)) => Number::parse(&left.to_string()) == Number::parse(&right.to_string()),
        (Array(left), Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| equal(left, right))
        }
        (Object(left), Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(name, value)| right.get(name).is_some_and(|other| equal(value, other)))
        }
        (left, right) => left == right,
    }
}

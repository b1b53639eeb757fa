//! A configuration as it was written: values with their places, before anything is known about their meaning.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use super::error::{ConfigError, Place};

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) place: Place,
    pub(super) value: Value,
}

#[derive(Debug, Clone)]
pub(super) enum Value {
    Boolean(bool),
    Integer(i64),
    String(String),
    Array(Vec<Node>),
    Table(Table),
    /// A float or a date, which no key of the configuration takes.
    Other,
}

/// Members by name, in the order of their names, each with the place of its key.
pub(super) type Table = BTreeMap<String, (Place, Node)>;

impl Node {
    /// The member called `name`, where this is a table that has one.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        self.table()?.get(name).map(|(_, node)| node)
    }

    pub(super) fn table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }
}

/// Reads TOML 1.1. Every syntax error is reported; what could be read is returned beside them.
pub(super) fn parse(path: &Arc<str>, text: &str, errors: &mut Vec<ConfigError>) -> Node {
    let places = Places { path: Arc::clone(path), text };
    let (root, faults) = DeTable::parse_recoverable(text);
    errors.extend(faults.iter().map(|fault| {
        let place = fault.span().map_or_else(|| Place::Whole(Arc::clone(path)), |span| places.at(span.start));
        ConfigError::new(place, format!("not TOML: {}", fault.message().trim_end().replace('\n', ", ")))
    }));
    Node { place: Place::Whole(Arc::clone(path)), value: Value::Table(places.table(root.get_ref())) }
}

/// Reads the text of an environment variable: TOML where it is a TOML value, a plain string otherwise.
pub(super) fn parse_variable(name: &Arc<str>, text: &str) -> Node {
    let place = Place::Variable(Arc::clone(name));
    let value = DeValue::parse(text).ok().map(|value| value_of(value.get_ref(), &|_| place.clone()));
    let value = value.filter(|value| !matches!(value, Value::Other));
    Node { value: value.unwrap_or_else(|| Value::String(text.to_owned())), place }
}

struct Places<'t> {
    path: Arc<str>,
    text: &'t str,
}

impl Places<'_> {
    fn at(&self, offset: usize) -> Place {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let column = before.get(line_start..).map_or(0, |line| line.chars().count()) + 1;
        let line = before.matches('\n').count() + 1;
        Place::File { path: Arc::clone(&self.path), line, column }
    }

    fn table(&self, table: &DeTable<'_>) -> Table {
        table_of(table, &|offset| self.at(offset))
    }
}

fn table_of(table: &DeTable<'_>, at: &dyn Fn(usize) -> Place) -> Table {
    table
        .iter()
        .map(|(key, value)| {
            let node = Node { place: at(value.span().start), value: value_of(value.get_ref(), at) };
            (key.get_ref().to_string(), (at(key.span().start), node))
        })
        .collect()
}

fn value_of(value: &DeValue<'_>, at: &dyn Fn(usize) -> Place) -> Value {
    match value {
        DeValue::Boolean(value) => Value::Boolean(*value),
        DeValue::Integer(value) => {
            i64::from_str_radix(value.as_str(), value.radix()).map_or(Value::Other, Value::Integer)
        }
        DeValue::String(value) => Value::String(value.to_string()),
        DeValue::Array(array) => Value::Array(
            array
                .iter()
                .map(|item| Node { place: at(item.span().start), value: value_of(item.get_ref(), at) })
                .collect(),
        ),
        DeValue::Table(table) => Value::Table(table_of(table, at)),
        DeValue::Float(_) | DeValue::Datetime(_) => Value::Other,
    }
}

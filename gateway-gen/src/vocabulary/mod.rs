//! The `x-gateway-*` vocabulary: one JSON Schema says what exists, what is enforced and what is refused.

mod check;
pub mod quantity;

use std::sync::LazyLock;

use serde_json::Value;

pub use check::check;

/// The schema of the vocabulary, as text: what editors and reviewers read.
pub const SCHEMA: &str = include_str!("../vocabulary.schema.json");

#[allow(clippy::expect_used, reason = "a constant of this crate; the first test of this module reads it")]
static TREE: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(SCHEMA).expect("the vocabulary is JSON"));

/// What happens to a key or a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The gateway does what it says.
    Enforced,
    /// The build stops with "not supported yet".
    Refused,
}

impl Status {
    /// The word in the table of ARCHITECTURE.md.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enforced => "enforced",
            Self::Refused => "refused",
        }
    }
}

/// One key, field or value of the vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The key and the fields below it, dotted; `*` stands for a name of the author's, `=value` for one value.
    pub path: String,
    /// What happens to it.
    pub status: Status,
}

/// Every key, field and refused value of the vocabulary, in the order of the schema.
pub fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    list(&TREE, "", &mut rows);
    rows
}

fn list(schema: &Value, path: &str, rows: &mut Vec<Row>) {
    for value in schema.get("x-refused-values").and_then(Value::as_array).into_iter().flatten() {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        rows.push(Row { path: format!("{path}={text}"), status: Status::Refused });
    }
    for (name, field) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        rows.push(Row { path: path.clone(), status: status(field) });
        list(field, &path, rows);
    }
    for below in ["additionalProperties", "items"] {
        if let Some(named) = schema.get(below).filter(|schema| schema.is_object()) {
            // Rules hold rules: what they are made of is listed once.
            let reference = named.get("$ref").and_then(Value::as_str).filter(|_| !path.contains('.'));
            let named =
                reference.and_then(|reference| TREE.pointer(reference.trim_start_matches('#'))).unwrap_or(named);
            let path = if below == "items" { path.to_owned() } else { format!("{path}.*") };
            list(named, &path, rows);
        }
    }
}

fn status(schema: &Value) -> Status {
    if schema.get("x-status").and_then(Value::as_str) == Some("enforced") { Status::Enforced } else { Status::Refused }
}

fn keys() -> impl Iterator<Item = &'static str> {
    TREE.get("properties").and_then(Value::as_object).into_iter().flat_map(|keys| keys.keys().map(String::as_str))
}

fn key(name: &str) -> Option<&'static Value> {
    TREE.get("properties")?.get(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(schema: &Value, path: &str) {
        for (name, field) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let status = field.get("x-status").and_then(Value::as_str);
            assert!(matches!(status, Some("enforced" | "refused")), "{path}/{name} states no status");
            walk(field, &format!("{path}/{name}"));
        }
        for below in ["additionalProperties", "items"] {
            if let Some(schema) = schema.get(below) {
                walk(schema, path);
            }
        }
    }

    #[test]
    fn every_field_states_its_status() {
        walk(&TREE, "");
        jsonschema::meta::validate(&TREE).unwrap();
    }

    #[test]
    fn rows_name_fields_and_values() {
        let rows = rows();
        let find = |path: &str| rows.iter().find(|row| row.path == path).map(|row| row.status);
        assert_eq!(find("x-gateway.profile"), Some(Status::Enforced));
        assert_eq!(find("x-gateway.unknownRoutes=report"), Some(Status::Refused));
        assert_eq!(find("x-gateway-components.upstreams.*.tls.serverName"), Some(Status::Refused));
        assert_eq!(find("x-gateway-limits.name"), Some(Status::Enforced));
        assert_eq!(find("x-gateway-cache"), Some(Status::Refused));
    }
}

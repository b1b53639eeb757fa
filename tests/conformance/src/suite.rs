//! The suites, and which of their groups are in the dialect.

use std::fs;
use std::path::Path;

use serde_json::Value;

/// A suite of cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Suite {
    /// What every implementation of draft 2020-12 must do; `format` is an annotation there.
    Required,
    /// What it may do.
    Optional,
    /// Formats, asserted.
    Format,
    /// Draft 4, as far as OpenAPI 3.0 has its keywords.
    Draft4,
}

impl Suite {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Required, Self::Optional, Self::Format, Self::Draft4];

    /// For people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Required => "draft 2020-12, required",
            Self::Optional => "draft 2020-12, optional",
            Self::Format => "draft 2020-12, optional/format",
            Self::Draft4 => "draft 4 within the 3.0 dialect",
        }
    }

    /// Whether `format` is asserted.
    pub const fn asserts_formats(self) -> bool {
        matches!(self, Self::Format)
    }

    const fn folder(self) -> &'static str {
        match self {
            Self::Required => "draft2020-12",
            Self::Optional => "draft2020-12/optional",
            Self::Format => "draft2020-12/optional/format",
            Self::Draft4 => "draft4",
        }
    }
}

/// A schema of a suite, with its cases.
#[derive(Debug)]
pub struct Group {
    /// The name of the file, and the position in it.
    pub file: String,
    /// From 0.
    pub position: usize,
    /// What it is about.
    pub description: String,
    /// The schema.
    pub schema: Value,
    /// The cases.
    pub tests: Vec<Test>,
}

/// One instance and its verdict.
#[derive(Debug)]
pub struct Test {
    /// What it is about.
    pub description: String,
    /// The instance.
    pub data: Value,
    /// The verdict.
    pub valid: bool,
}

impl Group {
    /// The file and the position.
    pub fn label(&self) -> String {
        format!("{}/{}", self.file, self.position)
    }
}

/// The groups of a suite that are in the dialect, in the order of their files.
pub fn groups(folder: &Path, suite: Suite) -> Vec<Group> {
    let mut groups = all_groups(folder, suite);
    groups.retain(|group| suite != Suite::Draft4 || is_30(&group.schema));
    groups
}

/// The groups that are not.
pub fn left_out(folder: &Path, suite: Suite) -> Vec<Group> {
    let mut groups = all_groups(folder, suite);
    groups.retain(|group| suite == Suite::Draft4 && !is_30(&group.schema));
    groups
}

fn all_groups(folder: &Path, suite: Suite) -> Vec<Group> {
    let folder = folder.join("json-schema-test-suite/tests").join(suite.folder());
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    paths.sort();
    let mut groups = Vec::new();
    for path in paths {
        let file = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let read = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice::<Vec<Value>>(&bytes).ok());
        for (position, group) in read.into_iter().flatten().enumerate() {
            let text = |value: &Value| value.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
            let schema = group.get("schema").cloned().unwrap_or_default();
            let tests = group.get("tests").and_then(Value::as_array).into_iter().flatten().map(|test| Test {
                description: text(test),
                data: test.get("data").cloned().unwrap_or_default(),
                valid: test.get("valid").and_then(Value::as_bool).unwrap_or_default(),
            });
            let (description, tests) = (text(&group), tests.collect());
            groups.push(Group { file: file.clone(), position, description, schema, tests });
        }
    }
    groups
}

/// The keywords of the 3.0 schema object that draft 4 has with the same meaning, and `definitions` as a place for
/// schemas to refer to.
const OPENAPI_30: &[&str] = &[
    "$schema",
    "$ref",
    "title",
    "description",
    "default",
    "type",
    "enum",
    "format",
    "multipleOf",
    "maximum",
    "minimum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxProperties",
    "minProperties",
    "required",
    "properties",
    "additionalProperties",
    "items",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "definitions",
];

/// Whether a schema of draft 4 is one of OpenAPI 3.0 too: its keywords only, one type, one schema for all items, and
/// references within it.
fn is_30(schema: &Value) -> bool {
    let Some(members) = schema.as_object() else { return schema.is_boolean() };
    if let Some(reference) = members.get("$ref") {
        return reference.as_str().is_some_and(|text| text.starts_with('#') && !text.contains("#foo"));
    }
    members.iter().all(|(name, value)| {
        OPENAPI_30.contains(&name.as_str())
            && match name.as_str() {
                "type" => value.as_str().is_some_and(|name| !matches!(name, "null" | "any")),
                "items" | "not" | "additionalProperties" => is_30(value),
                "allOf" | "anyOf" | "oneOf" => value.as_array().is_some_and(|list| list.iter().all(is_30)),
                "properties" | "definitions" => value.as_object().is_some_and(|map| map.values().all(is_30)),
                _ => true,
            }
    })
}

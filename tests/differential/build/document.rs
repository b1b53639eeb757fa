//! A document reduced to its schemas: one object schema with a property for each schema that is to be compared.

use std::fs;
use std::path::Path;

use gateway_gen::load;
use gateway_gen::resolve::Dialect;
use gateway_gen::source::Sources;
use serde_json::{Map, Value, json};

/// The schemas of one document.
#[derive(Debug)]
pub(crate) struct Document {
    /// For people.
    pub(crate) name: String,
    /// The dialect of its schemas.
    pub(crate) dialect: Dialect,
    schema: Value,
}

impl Document {
    /// The component and request-body schemas of an OpenAPI document; none where it has none.
    pub(crate) fn openapi(name: &str, path: &Path) -> Option<Self> {
        let document = read(path)?;
        let is_30 = document.get("openapi").and_then(Value::as_str).is_some_and(|version| version.starts_with("3.0"));
        let mut roots = Map::new();
        for component in document.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten() {
            let name = component.0.replace('~', "~0").replace('/', "~1");
            roots.insert(component.0.clone(), json!({ "$ref": format!("#/components/schemas/{name}") }));
        }
        for (path, operations) in document.get("paths").and_then(Value::as_object).into_iter().flatten() {
            for (method, operation) in operations.as_object().into_iter().flatten() {
                for schema in bodies(&document, operation) {
                    let known = roots.values().any(|root| root == schema);
                    if !known {
                        roots.insert(format!("{method} {path} {}", roots.len()), schema.clone());
                    }
                }
            }
        }
        let dialect = if is_30 { Dialect::V30 } else { Dialect::V31 };
        let schemas = document.pointer("/components/schemas").cloned().unwrap_or_else(|| json!({}));
        let schema = json!({ "properties": roots, "components": { "schemas": schemas } });
        (!roots_of(&schema).is_empty()).then(|| Self { name: name.to_owned(), dialect, schema })
    }

    /// A JSON Schema that stands alone.
    pub(crate) fn schema(name: &str, path: &Path) -> Option<Self> {
        let mut schema = read(path)?;
        let definitions = schema.as_object_mut()?.shift_remove("$defs").unwrap_or_else(|| json!({}));
        let schema = json!({ "properties": { "body": schema }, "$defs": definitions });
        Some(Self { name: name.to_owned(), dialect: Dialect::V31, schema })
    }

    /// Its JSON text.
    pub(crate) fn text(&self) -> String {
        self.schema.to_string()
    }
}

fn roots_of(schema: &Value) -> &Map<String, Value> {
    static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    schema.get("properties").and_then(Value::as_object).unwrap_or(&NONE)
}

/// The schemas of an operation's request body, by media type.
fn bodies<'a>(document: &'a Value, operation: &'a Value) -> impl Iterator<Item = &'a Value> {
    let body = operation.get("requestBody");
    let target = body.and_then(|body| body.get("$ref")).and_then(Value::as_str).and_then(|text| text.strip_prefix('#'));
    let body = target.map_or(body, |pointer| document.pointer(pointer));
    let content = body.and_then(|body| body.get("content")).and_then(Value::as_object);
    content.into_iter().flatten().filter_map(|(_, media_type)| media_type.get("schema"))
}

fn read(path: &Path) -> Option<Value> {
    println!("cargo::rerun-if-changed={}", path.display());
    let text = fs::read_to_string(path).ok()?;
    let sources = Sources::from_texts([(path.to_string_lossy().as_ref(), text.as_str())]);
    let (id, source) = sources.iter().next()?;
    Some(load::load(id, source, &mut Vec::new())?.to_json())
}

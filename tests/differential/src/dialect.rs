//! OpenAPI's schemas as the interpreter understands them: JSON Schema 2020-12.
//!
//! Written apart from the generator on purpose: what both sides get from one translation, neither can find wrong.

use serde_json::{Map, Value, json};

/// Rewrites a schema and all below it. Formats that are bounds become bounds.
pub(crate) fn translate(schema: &mut Value, is_30: bool) {
    let Some(members) = schema.as_object_mut() else { return };
    if is_30 && members.contains_key("$ref") {
        members.retain(|name, _| name == "$ref");
        return;
    }
    if is_30 {
        to_2020(members);
    }
    bounds(members);
    for (name, value) in members.iter_mut() {
        match name.as_str() {
            "items"
            | "additionalProperties"
            | "not"
            | "contains"
            | "propertyNames"
            | "if"
            | "then"
            | "else"
            | "unevaluatedItems"
            | "unevaluatedProperties" => translate(value, is_30),
            "allOf" | "anyOf" | "oneOf" | "prefixItems" => {
                value.as_array_mut().into_iter().flatten().for_each(|schema| translate(schema, is_30));
            }
            "properties" | "patternProperties" | "dependentSchemas" | "$defs" | "definitions" => {
                value
                    .as_object_mut()
                    .into_iter()
                    .for_each(|map| map.values_mut().for_each(|one| translate(one, is_30)));
            }
            _ => {}
        }
    }
}

fn to_2020(members: &mut Map<String, Value>) {
    let is_true = |members: &Map<String, Value>, name: &str| members.get(name) == Some(&Value::Bool(true));
    if is_true(members, "nullable")
        && let Some(kind) = members.get_mut("type")
    {
        *kind = json!([kind.take(), "null"]);
    }
    for (exclusive, inclusive) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        let said = is_true(members, exclusive);
        members.retain(|name, _| name != exclusive);
        if said && let Some(bound) = members.get(inclusive).cloned() {
            members.insert(exclusive.to_owned(), bound);
        }
    }
    // Keywords of JSON Schema that 3.0 does not have say nothing there.
    members.retain(|name, _| {
        !["const", "if", "then", "else", "contains", "prefixItems", "$id", "$anchor"].contains(&name.as_str())
    });
}

/// `int32` and `int64` bound numbers.
fn bounds(members: &mut Map<String, Value>) {
    let (least, most) = match members.get("format").and_then(Value::as_str) {
        Some("int32") => (json!(i32::MIN), json!(i32::MAX)),
        Some("int64") => (json!(i64::MIN), json!(i64::MAX)),
        _ => return,
    };
    let part = json!({ "minimum": least, "maximum": most });
    if let Some(parts) = members.entry("allOf").or_insert_with(|| json!([])).as_array_mut() {
        parts.push(part);
    }
}

/// The same document with every branch of a discriminated choice bound to the values that pick it, as OpenAPI means it:
/// those of the mapping, else the constants of the branch, else the name of its component.
pub(crate) fn discriminate(schema: &mut Value, document: &Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(|item| discriminate(item, document)),
        Value::Object(members) => {
            members.values_mut().for_each(|member| discriminate(member, document));
            bind(members, document);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn bind(members: &mut Map<String, Value>, document: &Value) {
    let Some(discriminator) = members.get("discriminator").cloned() else { return };
    let Some(tag) = discriminator.get("propertyName").and_then(Value::as_str) else { return };
    for keyword in ["oneOf", "anyOf"] {
        for branch in members.get_mut(keyword).and_then(Value::as_array_mut).into_iter().flatten() {
            let component = branch.get("$ref").and_then(Value::as_str).and_then(|target| target.rsplit('/').next());
            let component = component.unwrap_or_default().to_owned();
            let mapping = discriminator.get("mapping").and_then(Value::as_object);
            let leads_here =
                |target: &Value| target.as_str().and_then(|text| text.rsplit('/').next()) == Some(&*component);
            let mapped = mapping.into_iter().flatten().filter(|(_, target)| leads_here(target));
            let mut names: Vec<String> = mapped.map(|(name, _)| name.clone()).collect();
            if names.is_empty() && !has_constants(branch, tag, document, 0) {
                names.push(component);
            }
            if !names.is_empty() {
                let bound = json!({ "properties": { tag: { "enum": names } }, "required": [tag] });
                *branch = json!({ "allOf": [branch.take(), bound] });
            }
        }
    }
}

/// Whether a schema says itself what a property may be.
fn has_constants(schema: &Value, property: &str, document: &Value, steps: usize) -> bool {
    let stated = schema.get("properties").and_then(|properties| properties.get(property));
    let here = stated.is_some_and(|schema| schema.get("enum").is_some() || schema.get("const").is_some());
    let target = schema.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix('#'));
    let target = target.and_then(|pointer| document.pointer(pointer));
    let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten().chain(target);
    here || steps < 20 && parts.into_iter().any(|part| has_constants(part, property, document, steps + 1))
}

#[cfg(test)]
mod tests {
    use super::translate;
    use serde_json::json;

    #[test]
    fn what_only_30_has_is_rewritten() {
        let mut schema = json!({
            "type": "object",
            "properties": {
                "a": { "type": "integer", "nullable": true, "minimum": 1, "exclusiveMinimum": true },
                "b": { "$ref": "#/components/schemas/B", "nullable": true },
                "c": { "nullable": true, "maximum": 3, "exclusiveMaximum": false },
            },
        });
        translate(&mut schema, true);
        let expected = json!({
            "type": "object",
            "properties": {
                "a": { "type": ["integer", "null"], "nullable": true, "minimum": 1, "exclusiveMinimum": 1 },
                "b": { "$ref": "#/components/schemas/B" },
                "c": { "nullable": true, "maximum": 3 },
            },
        });
        assert_eq!(schema, expected);
    }
}

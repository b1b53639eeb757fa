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

//! What a document of the corpus lacks to be compiled: its policy, and what OpenAPI asks for and Prism does not.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch"];

/// What was added to a document besides its policy, in words.
pub(crate) type Added = BTreeSet<&'static str>;

/// The document with its policy, and with what it lacks.
pub(crate) fn complete(mut document: Value) -> (Value, Added) {
    let mut added = Added::new();
    let Some(root) = document.as_object_mut() else { return (document, added) };
    if !root.contains_key("info") {
        root.insert("info".to_owned(), json!({ "title": "Prism", "version": "1" }));
        added.insert("`info`");
    }
    policy(root);
    for scheme in members(root.get_mut("components").and_then(|node| node.get_mut("securitySchemes"))) {
        verification(scheme);
    }
    let is_open = !root.contains_key("security");
    let mut count = 0;
    for (path, item) in root.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten() {
        let Some(item) = item.as_object_mut() else { continue };
        let of_path = item.get_mut("parameters").and_then(Value::as_array_mut);
        let mut declared = schemas(of_path, &mut added);
        for method in METHODS {
            let Some(operation) = item.get_mut(*method).and_then(Value::as_object_mut) else { continue };
            count += 1;
            complete_operation(operation, &format!("{method}{count}"), is_open, &mut added);
            declared.extend(schemas(operation.get_mut("parameters").and_then(Value::as_array_mut), &mut added));
        }
        variables(path, item, &declared, &mut added);
    }
    (document, added)
}

/// One upstream, no limits, and the authorities that the requests name.
fn policy(root: &mut Map<String, Value>) {
    root.insert(
        "x-gateway".to_owned(),
        json!({
            "version": 1, "product": "prism", "profile": "permissive",
            "hosts": ["localhost:4010", "127.0.0.1:4010"],
        }),
    );
    root.insert(
        "x-gateway-components".to_owned(),
        json!({ "upstreams": { "prism": { "connectTimeout": "500ms", "timeout": "5s" } } }),
    );
    root.insert("x-gateway-upstream".to_owned(), json!("prism"));
    root.insert("x-gateway-body".to_owned(), json!({ "maxBytes": "64KiB", "maxDepth": 16 }));
}

/// How a scheme that the gateway has verifies its credential.
fn verification(scheme: &mut Value) {
    let auth = match scheme.get("type").and_then(Value::as_str) {
        Some("apiKey") => json!({ "store": "keys", "hash": "hmac-sha256" }),
        Some("oauth2" | "openIdConnect") => json!({
            "issuer": "https://id.example.com", "audience": ["https://api.orders.example"],
            "algorithms": ["ES256"], "tokenType": "at+jwt",
        }),
        _ => return,
    };
    if let Some(scheme) = scheme.as_object_mut() {
        scheme.insert("x-gateway-auth".to_owned(), auth);
    }
}

fn complete_operation(operation: &mut Map<String, Value>, id: &str, is_open: bool, added: &mut Added) {
    if !operation.contains_key("operationId") {
        operation.insert("operationId".to_owned(), json!(id));
        added.insert("`operationId`");
    }
    if is_open && !operation.contains_key("security") {
        operation.insert("security".to_owned(), json!([]));
        operation.insert(
            "x-gateway-allow".to_owned(),
            json!([{ "rule": "GW0301", "reason": "Prism serves it to anybody.", "owner": "prism" }]),
        );
    }
    for response in members(operation.get_mut("responses")) {
        let Some(response) = response.as_object_mut() else { continue };
        if !response.contains_key("description") && !response.contains_key("$ref") {
            response.insert("description".to_owned(), json!("Not described."));
            added.insert("`description` of a response");
        }
        let content = response.get_mut("content").and_then(Value::as_object_mut);
        if content.is_some_and(|content| content.remove("description").is_some()) {
            added.insert("no `description` among media types");
        }
    }
}

/// Gives parameters without a schema one; the names of those in the path.
fn schemas(parameters: Option<&mut Vec<Value>>, added: &mut Added) -> Vec<String> {
    let mut names = Vec::new();
    for parameter in parameters.into_iter().flatten() {
        let Some(parameter) = parameter.as_object_mut() else { continue };
        if !["schema", "content", "$ref"].iter().any(|key| parameter.contains_key(*key)) {
            parameter.insert("schema".to_owned(), json!({ "type": "string" }));
            added.insert("`schema` of a parameter");
        }
        if parameter.get("in").and_then(Value::as_str) == Some("path") {
            names.extend(parameter.get("name").and_then(Value::as_str).map(str::to_owned));
        }
    }
    names
}

/// Declares the variables of a path that no parameter declares.
fn variables(path: &str, item: &mut Map<String, Value>, declared: &[String], added: &mut Added) {
    let names = path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    for name in names.filter(|name| !declared.iter().any(|known| known == name)) {
        let parameters = item.entry("parameters").or_insert_with(|| json!([]));
        let parameter = json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } });
        if let Some(list) = parameters.as_array_mut() {
            list.push(parameter);
            added.insert("a variable of a path");
        }
    }
}

fn members(node: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
    node.and_then(Value::as_object_mut).into_iter().flat_map(|members| members.values_mut())
}

//! Nothing of the vocabulary is accepted and ignored: what is refused is refused, and what is enforced is looked at.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on says so")]

use gateway_gen::compile;
use gateway_gen::diagnostic::Severity;
use gateway_gen::source::Sources;
use gateway_gen::vocabulary::{Status, rows};
use serde_json::{Value, json};

fn base() -> Value {
    let sources = Sources::from_texts([("s.yaml", include_str!("diagnostics/sound/spec.yaml"))]);
    let (id, source) = sources.iter().next().unwrap();
    let mut base = gateway_gen::load::load(id, source, &mut Vec::new()).unwrap().to_json();
    base["x-gateway-components"]["hooks"] = json!({ "check": { "stage": "authorized" } });
    base
}

/// The document with a value at a path of the vocabulary.
fn with(path: &str, value: Value) -> Value {
    let mut document = base();
    let mut steps = path.split('.');
    let key = steps.next().unwrap();
    let owner = match key {
        "x-gateway-auth" => "/components/securitySchemes/oauth",
        "x-gateway-cache" | "x-sunset" | "x-internal" => "/paths/~1notes~1{id}/get",
        "x-gateway-field" | "x-gateway-pattern" | "x-data-classification" => "/components/schemas/Note/properties/text",
        _ => "",
    };
    let mut place = document.pointer_mut(owner).unwrap();
    let is_list =
        matches!(key, "x-gateway-limits" | "x-gateway-allow" | "x-gateway-require") && path != format!("{key}.set");
    let mut parent = key;
    place = place.as_object_mut().unwrap().entry(key).or_insert(json!({}));
    if is_list && path != key {
        *place = json!([{ "name": "inline", "by": "ip", "per": "path", "rate": "1/s" }]);
        if key == "x-gateway-allow" {
            *place = json!([{ "rule": "GW0301", "reason": "test" }]);
        }
        if key == "x-gateway-require" {
            *place = json!([{ "claim": "sub" }]);
        }
        place = &mut place[0];
    }
    for step in steps {
        let named = match (step, parent) {
            ("*", "upstreams") => "notes",
            ("*", "limits") => "per-address",
            ("*", "hooks") => "check",
            _ => step,
        };
        if !place.is_object() {
            *place = json!({});
        }
        place = place.as_object_mut().unwrap().entry(named).or_insert(json!({}));
        parent = step;
    }
    *place = value;
    document
}

fn errors(document: &Value) -> Vec<&'static str> {
    let text = document.to_string();
    let compiled = compile(Sources::from_texts([("s.json", text.as_str())]));
    compiled.diagnostics.iter().filter(|one| one.severity == Severity::Error).map(|one| one.code).collect()
}

#[test]
fn the_base_is_sound() {
    assert_eq!(errors(&base()), Vec::<&str>::new());
}

#[test]
fn every_refused_row_is_refused() {
    let mut count = 0;
    for row in rows().iter().filter(|row| row.status == Status::Refused) {
        let (path, value) = match row.path.split_once('=') {
            Some((path, "true")) => (path, json!(true)),
            Some((path, value)) => (path, json!(value)),
            None => (row.path.as_str(), json!({ "any": 1 })),
        };
        let errors = errors(&with(path, value));
        assert!(errors.contains(&"GW0202"), "{}: {errors:?}", row.path);
        count += 1;
    }
    assert!(count > 80, "{count}");
}

#[test]
fn every_enforced_row_is_looked_at() {
    let mut count = 0;
    for row in rows().iter().filter(|row| row.status == Status::Enforced) {
        let errors = errors(&with(&row.path, json!({ "no such field": 1 })));
        assert!(errors.iter().any(|code| matches!(*code, "GW0201" | "GW0203")), "{}: {errors:?}", row.path);
        count += 1;
    }
    assert!(count > 40, "{count}");
}

#[test]
fn what_is_the_operators_is_said_to_be() {
    let text = with("x-gateway-auth.jwks", json!({ "refresh": "10m" })).to_string();
    let compiled = compile(Sources::from_texts([("s.json", text.as_str())]));
    let one = compiled.diagnostics.iter().find(|one| one.code == "GW0202").unwrap();
    assert!(one.message.ends_with("is not said in a document"), "{}", one.message);
    assert!(one.help.as_deref().is_some_and(|help| help.contains("[auth.<scheme>]")), "{:?}", one.help);
}

//! No text panics, and the same text gives the same answer.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use gateway_gen::source::Sources;
use gateway_gen::{compile, explain, lock, render};
use proptest::prelude::*;

const SOUND: &str = include_str!("diagnostics/sound/spec.yaml");

fn digest(name: &str, text: &str) -> String {
    let compiled = compile(Sources::from_texts([(name, text)]));
    let mut out = render::json(&compiled.diagnostics, &compiled.sources);
    for one in &compiled.diagnostics {
        out += &render::human(one, &compiled.sources, false);
    }
    if let Some(product) = &compiled.product {
        out += &lock::text(product);
        for operation in &product.operations {
            out += &explain::policy(product, operation, &|span| compiled.sources.place(span));
        }
        out += &product.digest;
    }
    out
}

/// A sound document as JSON, to be mutated by value rather than by character.
fn json() -> serde_json::Value {
    fn value(node: &gateway_gen::load::tree::Node) -> serde_json::Value {
        node.to_json()
    }
    let sources = Sources::from_texts([("s.yaml", SOUND)]);
    let (id, source) = sources.iter().next().unwrap();
    value(&gateway_gen::load::load(id, source, &mut Vec::new()).unwrap())
}

fn places(value: &serde_json::Value, pointer: &str, found: &mut Vec<String>) {
    found.push(pointer.to_owned());
    let token = |name: &str| format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
    match value {
        serde_json::Value::Object(members) => {
            members.iter().for_each(|(name, inner)| places(inner, &token(name), found));
        }
        serde_json::Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, inner)| places(inner, &token(&index.to_string()), found));
        }
        _ => {}
    }
}

#[test]
fn the_same_text_gives_the_same_bytes() {
    assert_eq!(digest("a.yaml", SOUND), digest("a.yaml", SOUND));
    let flagship = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs/orders.yaml");
    let text = std::fs::read_to_string(flagship).unwrap();
    assert_eq!(digest("a.yaml", &text), digest("a.yaml", &text));
}

#[test]
fn the_flagship_is_sound() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs/orders.yaml");
    let compiled = compile(Sources::read(&path, &[]).unwrap());
    let loud: Vec<_> = compiled
        .diagnostics
        .iter()
        .filter(|one| one.severity != gateway_gen::diagnostic::Severity::Note)
        .map(|one| render::human(one, &compiled.sources, false))
        .collect();
    assert_eq!(loud, Vec::<String>::new());
    assert!(compiled.sound().unwrap().operations.len() >= 10);
}

/// Every value of a sound document, replaced by values of every other kind: each must be judged without a panic.
#[test]
fn every_value_may_be_any_value() {
    let base = json();
    let mut pointers = Vec::new();
    places(&base, "", &mut pointers);
    let values = [
        serde_json::json!(null),
        serde_json::json!(true),
        serde_json::json!(-1.5),
        serde_json::json!("\u{202e}{\"*/"),
        serde_json::json!([]),
        serde_json::json!([{}]),
        serde_json::json!({}),
        serde_json::json!({ "$ref": "#" }),
        serde_json::json!({ "set": {} }),
    ];
    for pointer in &pointers {
        for value in &values {
            let mut changed = base.clone();
            *changed.pointer_mut(pointer).unwrap() = value.clone();
            digest("a.json", &changed.to_string());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics(text in ".{0,400}", is_json in any::<bool>()) {
        digest(if is_json { "a.json" } else { "a.yaml" }, &text);
    }

    #[test]
    fn no_mutation_panics(at in 0..SOUND.len(), length in 0..40_usize, with in "[\\PC\\n ]{0,8}") {
        let boundary = |at: usize| (0..=at.min(SOUND.len())).rev().find(|at| SOUND.is_char_boundary(*at)).unwrap_or(0);
        let (start, end) = (boundary(at), boundary(at + length));
        digest("a.yaml", &format!("{}{with}{}", &SOUND[..start], &SOUND[end..]));
    }

    #[test]
    fn no_pattern_panics(pattern in "[\\\\\\[\\](){}^$.*+?|\\-,0-9a-zA-Z:<=!é]{0,24}") {
        // What is accepted also compiles in the engine.
        if gateway_gen::pattern::check(&pattern).is_ok() {
            let translated = gateway_gen::pattern::translate(&pattern).unwrap();
            prop_assert!(regex_automata::meta::Regex::new(&translated).is_ok(), "{pattern} {translated}");
        }
    }
}

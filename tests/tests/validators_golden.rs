//! What is emitted for a small schema, kept readable. `GOLDEN=accept` rewrites it.

use std::fs;

use gateway_gen::emit::validators;
use gateway_gen::lone::{Options, lower, place};
use gateway_gen::resolve::Dialect;

#[allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
fn emitted(schema: &serde_json::Value, name: &str, document: &str) -> String {
    let options = Options { dialect: Dialect::V31, assert_formats: true, direction: None, others: &[] };
    let lone = lower(&schema.to_string(), name, &options).unwrap();
    let tokens = validators::functions(&lone.schemas, &[lone.root].into(), document, &place);
    prettyplease::unparse(&syn::parse2(tokens).unwrap())
}

#[allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
fn reads_as_before(name: &str) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/differential");
    let schema = fs::read(format!("{folder}/schemas/{name}.json")).unwrap();
    let text = emitted(&serde_json::from_slice(&schema).unwrap(), name, &format!("{name}.json"));
    let path = format!("{folder}/golden/{name}.rs");
    if std::env::var("GOLDEN").is_ok_and(|wish| wish == "accept") {
        fs::write(&path, &text).unwrap();
    }
    assert_eq!(text, fs::read_to_string(&path).unwrap(), "GOLDEN=accept rewrites {path}");
}

#[test]
fn a_union_of_two_objects_reads_as_sentences() {
    reads_as_before("payment");
}

#[test]
fn a_union_without_a_tag_a_condition_and_a_pattern_read_as_sentences() {
    reads_as_before("shipment");
}

#[test]
fn texts_of_the_document_only_become_literals() {
    let hostile = "\"}); fn evil() {} /* */ \u{2028}\n//! ' \\ {0} r#\"#";
    let schema = serde_json::json!({
        "type": "object",
        "properties": {hostile: {"enum": [hostile]}, "p": {"type": "string", "pattern": hostile}, "n": {"not": {"const": hostile}}},
        "required": [hostile, "undeclared \" \\"],
    });
    let text = emitted(&schema, "payment", hostile);
    let file: syn::File = syn::parse_str(&text).expect("what is emitted is Rust");
    let names: Vec<String> = file
        .items
        .iter()
        .filter_map(|item| if let syn::Item::Fn(function) = item { Some(function.sig.ident.to_string()) } else { None })
        .collect();
    assert_eq!(names, ["payment", "payment_n", "payment_n_not"]);
}

//! Compiled validators against the interpreter, the official suite and the JSON parsing corpus.

#![allow(clippy::expect_used, reason = "a test that cannot go on fails")]

#[path = "../conformance/src/shared.rs"]
#[allow(unreachable_pub, dead_code, reason = "another crate has the same file as a module")]
mod shared;

use std::fs;

use gateway_runtime::schema::{Limits, Validator, Violations, check};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

/// A schema and what was compiled from it.
#[derive(Debug)]
pub struct Case {
    label: &'static str,
    schema: &'static str,
    validator: Validator,
}

const DEEP: Limits = Limits::depth(64);

mod compiled {
    #![allow(
        clippy::all,
        clippy::pedantic,
        unreachable_pub,
        reason = "the form of generated code is not a matter of taste"
    )]

    use super::Case;

    include!(concat!(env!("OUT_DIR"), "/validators.rs"));
}

use compiled::CASES;

fn case(label: &str) -> &'static Case {
    CASES.iter().find(|case| case.label == label).expect("the build script knows the label")
}

fn oracle(case: &Case) -> jsonschema::Validator {
    let schema = serde_json::from_str(case.schema).expect("schemas are JSON");
    let options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012);
    options.should_validate_formats(true).build(&schema).expect("schemas are valid")
}

/// Whether a number is so long that serde_json would round it.
fn has_long_number(text: &str) -> bool {
    text.split(|letter: char| !letter.is_ascii_digit() && letter != '.').any(|digits| digits.len() > 15)
}

/// Whether serde_json's tree lacks members of the text: it keeps only the last of equal names.
fn has_repeated_name(text: &str, value: &Value) -> bool {
    count_members(value) < text.matches(':').count()
}

/// Whether all that is wrong is dates that are not of digits, which `jsonschema` 0.60.2 takes for numbers.
fn has_loose_date(value: &Value, violations: &Violations) -> bool {
    violations.iter().all(|violation| {
        let text = value.pointer(&violation.pointer).and_then(Value::as_str).unwrap_or_default();
        let mut digits = text.bytes().take(10).enumerate().filter(|(at, _)| !matches!(at, 4 | 7));
        violation.limit.as_deref() == Some("date") && digits.any(|(_, byte)| !byte.is_ascii_digit())
    })
}

/// Members, and the colons in texts beside them.
fn count_members(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(count_members).sum(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| 1 + name.matches(':').count() + count_members(value)).sum()
        }
        Value::String(text) => text.matches(':').count(),
        _ => 0,
    }
}

fn compare(case: &Case, oracle: &jsonschema::Validator, text: &[u8]) {
    let own = check(case.validator, text, &DEEP);
    let parsed: Result<Value, _> = serde_json::from_slice(text);
    match parsed {
        // What serde_json refuses is no JSON, or a number it cannot hold.
        Err(_) if own.is_ok() => {
            let readable = String::from_utf8_lossy(text);
            assert!(readable.contains(['e', 'E'].as_slice()), "{}: accepted {readable}", case.label);
        }
        Err(_) => {}
        Ok(value) => {
            let expected = oracle.is_valid(&value);
            let readable = std::str::from_utf8(text).expect("JSON is UTF-8");
            if own.is_ok() {
                assert!(expected || has_long_number(readable), "{}: accepted {readable}", case.label);
            } else if expected {
                let known = has_long_number(readable) || has_repeated_name(readable, &value);
                let known = known || own.as_ref().is_err_and(|violations| has_loose_date(&value, violations));
                assert!(known, "{}: refused {readable}: {own:?}", case.label);
            }
        }
    }
}

const SEEDS: &[(&str, &[&str])] = &[
    (
        "transfer",
        &[
            r#"{"id":"d23f0824-128b-4f33-8c5c-7fd0a6a3a450","total":{"amount":12,"currency":"EUR"},"note":null,"tags":["a","bcd"],"rate":0.25,"when":"2024-02-29","reference":"yxxab"}"#,
            r#"{ "total" : {"currency":"SEK", "amount":1.0} , "id":"D23F0824-128B-4F33-8C5C-7FD0A6A3A450","note":"åäö\u00e9x" }"#,
        ],
    ),
    (
        "tree",
        &[
            r#"{"value":-3,"kind":"leaf","children":[{"value":null,"kind":1},{"kind":{"a":[1.0,2]},"value":true,"x":"y"}]}"#,
            r#"{"kind":null,"value":10e-1,"z":"\ud83d\ude00"}"#,
        ],
    ),
    (
        "mixed",
        &[r#"{"z":[{}],"a\"b":true,"ü":9,"a-rather-long-property-name":"x"}"#, r#"["ab",9.0,-1]"#, r#""x""#, "99.9"],
    ),
    (
        "shipment",
        &[
            r#"{"to":"SE-12","weight":0.25,"insured":true,"parcels":["main","b"],"x-note":"abc"}"#,
            r#"{"to":{"street":"a","locker":1},"weight":10e-1,"insured":false}"#,
            r#"{ "to" : {"locker":7.0}, "x-":"\u0061" }"#,
        ],
    ),
    ("payment", &[r#"{"method":"card","last4":"4242"}"#, r#"{"other":[1],"iban":"SE1","method":"bank"}"#]),
];

#[test]
fn seeds_are_accepted() {
    for (label, seeds) in SEEDS {
        for seed in *seeds {
            let case = case(label);
            assert_eq!(check(case.validator, seed.as_bytes(), &DEEP), Ok(()), "{label}: {seed}");
            assert!(oracle(case).is_valid(&serde_json::from_str(seed).unwrap()), "{label}: {seed}");
        }
    }
}

#[test]
fn mutated_bodies_get_the_verdict_of_the_interpreter() {
    let pieces = prop::sample::select(vec![
        "\"",
        "\\",
        ",",
        ":",
        "{",
        "}",
        "[",
        "]",
        " ",
        "\n",
        "0",
        "1",
        "9",
        "-",
        ".",
        "e1",
        "null",
        "true",
        "\"a\"",
        "\"z\"",
        "\\u0041",
        "é",
        "{}",
        "[1]",
        "\u{0}",
        "\"value\":1,",
        "00000000000000000000",
    ]);
    for (label, seeds) in SEEDS {
        let case = case(label);
        let oracle = oracle(case);
        let edits = prop::collection::vec((any::<prop::sample::Index>(), 0..4_usize, pieces.clone()), 0..4);
        let mut runner = TestRunner::new(Config { cases: 3000, failure_persistence: None, ..Config::default() });
        let strategy = (prop::sample::select(seeds.to_vec()), edits);
        let outcome = runner.run(&strategy, |(seed, edits)| {
            let mut text = seed.as_bytes().to_vec();
            for (place, removed, added) in edits {
                let start = place.index(text.len() + 1);
                let end = (start + removed).min(text.len());
                text.splice(start..end, added.bytes());
            }
            compare(case, &oracle, &text);
            Ok(())
        });
        outcome.unwrap_or_else(|failure| panic!("{label}: {failure}"));
    }
}

#[test]
fn the_measured_bodies_are_accepted_in_every_layout() {
    let Some(shared) = shared::folder() else { return println!("skipped: ../shared absent") };
    for name in ["small", "medium", "medium_pretty", "medium_shuffled", "large"] {
        let body = fs::read(shared.join(format!("validation-bench/{name}.json"))).unwrap();
        let label = name.split('_').next().unwrap();
        assert_eq!(check(case(label).validator, &body, &DEEP), Ok(()), "{name}");
    }
}

#[test]
fn failures_point_at_the_value() {
    let transfer = case("transfer").validator;
    let id = r#""id":"d23f0824-128b-4f33-8c5c-7fd0a6a3a450""#;
    let money = r#""total":{"amount":12,"currency":"EUR"}"#;
    for (body, pointer, keyword) in [
        (format!("{{{id},{money},{id}}}"), "", "duplicate-key"),
        (format!("{{{id}}}"), "", "required"),
        (format!("{{{id},{money},\"x\":1}}"), "/x", "additionalProperties"),
        (format!("{{{id},\"total\":{{\"amount\":0,\"currency\":\"EUR\"}}}}"), "/total/amount", "minimum"),
        (format!("{{{id},{money},\"tags\":[\"a\",\"b\",7]}}"), "/tags/2", "type"),
        (format!("{{{id},{money},\"note\":\"123456\"}}"), "/note", "maxLength"),
        (format!("{{{id},{money}}} x"), "", "syntax"),
        (format!("{{{id},{money},\"when\":\"2023-02-29\"}}"), "/when", "format"),
    ] {
        let violations = check(transfer, body.as_bytes(), &DEEP).unwrap_err();
        let found: Vec<_> = violations.iter().map(|found| (found.pointer.as_str(), found.keyword)).collect();
        assert_eq!(found, [(pointer, keyword)], "{body}");
    }
}

fn violations(label: &str, body: &str) -> Violations {
    check(case(label).validator, body.as_bytes(), &DEEP).expect_err(body)
}

/// Pointer, keyword, limit and place of each violation.
fn told<'v>(violations: &'v Violations) -> Vec<(&'v str, &'v str, &'v str, &'v str)> {
    let limit = |limit: &'v Option<String>| limit.as_deref().unwrap_or_default();
    violations.iter().map(|found| (found.pointer.as_str(), found.keyword, limit(&found.limit), found.place)).collect()
}

#[test]
fn all_that_is_wrong_is_listed_with_what_is_asked_for_and_where() {
    let body = r#"{"id":7,"unknown":{"a":[1]},"note":"123456","total":[],"tags":["a","B","c","d"],"when":"x"}"#;
    assert_eq!(
        told(&violations("transfer", body)),
        [
            ("/id", "type", "string", "#/properties/id"),
            ("/unknown", "additionalProperties", "id, total, note, tags, rate, when, reference", "#"),
            ("/note", "maxLength", "5", "#/properties/note"),
            ("/total", "type", "object", "#/$defs/Money"),
            ("/tags/1", "pattern", "^[a-z]{1,3}$", "#/properties/tags/items"),
            ("/tags", "maxItems", "3", "#/properties/tags"),
            ("/when", "format", "date", "#/properties/when"),
        ]
    );
    assert_eq!(
        told(&violations("transfer", r#"{ "rate":2, "total":{"amount":1.5} }"#)),
        [
            ("/rate", "maximum", "1.5", "#/properties/rate"),
            ("/total/amount", "type", "integer", "#/$defs/Money/properties/amount"),
            ("/total", "required", "currency", "#/$defs/Money"),
            ("", "required", "id", "#"),
        ]
    );
}

#[test]
fn unions_conditions_and_second_readings_are_listed_too() {
    assert_eq!(
        told(&violations("shipment", r#"{"insured":true,"to":{},"x-a":"123456","y":1,"parcels":["a","a"]}"#)),
        [
            ("/to", "anyOf", "", "#/properties/to"),
            ("/x-a", "maxLength", "5", "#/patternProperties/^x-"),
            ("/y", "additionalProperties", "", "#"),
            ("/parcels", "contains", "1", "#/properties/parcels"),
            ("/parcels", "uniqueItems", "", "#/properties/parcels"),
            ("", "required", "weight", "#/then"),
        ]
    );
    assert_eq!(
        told(&violations("shipment", r#"{"to":false,"weight":0.001,"parcels":["main"]}"#)),
        [
            ("/to", "type", "", "#/properties/to"),
            ("/weight", "multipleOf", "0.01", "#/properties/weight"),
            ("", "not", "", "#/else"),
        ]
    );
    assert_eq!(told(&violations("payment", r#"{"method":"cash"}"#)), [("/method", "discriminator", "card, bank", "#")]);
    assert_eq!(
        told(&violations("tree", r#"{"value":"","children":[{"kind":1},{"value":-4,"kind":2},[]],"a":7}"#)),
        [
            ("/value", "type", "null, boolean, integer", "#/properties/value"),
            ("/children/0", "required", "value", "#"),
            ("/children/1/value", "minimum", "-3", "#/properties/value"),
            ("/children/1/kind", "enum", r#"["leaf",1.0,null,{"a":[1,2]}]"#, "#/properties/kind"),
            ("/children/2", "type", "object", "#"),
            ("/a", "type", "string", "#/additionalProperties"),
            ("", "required", "kind", "#"),
        ]
    );
}

#[test]
fn the_list_ends_at_its_cap() {
    let members: Vec<String> = (0..100).map(|name| format!("\"{name}\":0")).collect();
    let many = violations("transfer", &format!("{{{}}}", members.join(",")));
    assert_eq!(many.iter().len(), Violations::MOST);
    assert_eq!(many.iter().last().map(|last| last.pointer.as_str()), Some("/7"));
    // What comes behind the cap is not read, whatever it is.
    let body = format!("{{{},nothing", members.join(","));
    assert_eq!(violations("transfer", &body), many);
}

#[test]
fn what_is_no_json_ends_the_list() {
    for (body, keyword, pointer) in [
        (r#"{"id":7,"note":nul}"#, "syntax", "/note"),
        (r#"{"id":7,"note":"\u12"}"#, "syntax", "/note"),
        (r#"{"id":7,"total":{"amount":1,"currency":"EUR"}} x"#, "syntax", ""),
        (r#"{"id":7,"note":"a","note":"a"}"#, "duplicate-key", ""),
        (r#"{"id":{"a":1,"a":1}}"#, "duplicate-key", "/id"),
    ] {
        let found = violations("transfer", body);
        let last = found.iter().last().expect("there is one");
        assert_eq!((last.keyword, last.pointer.as_str(), last.place), (keyword, pointer, ""), "{body}");
        assert_eq!(found.iter().next().map(|first| first.keyword), Some("type"), "{body}");
        assert_eq!(found.iter().len(), 2, "{body}");
    }
    let deep = format!("{{\"id\":7,\"note\":{}", "[".repeat(100));
    assert!(violations("transfer", &deep).has("depth"));
    assert!(violations("transfer", &deep).has("type"));
}

#[test]
fn no_value_is_ever_told() {
    const SECRET: &str = "4711-hunter2";
    let numeric = SECRET.split('-').next().expect("digits");
    let values = [
        format!("\"{SECRET}\""),
        format!("-{numeric}.{numeric}"),
        format!("{numeric}e{numeric}"),
        format!("[\"{SECRET}\",\"{SECRET}\"]"),
        format!("{{\"method\":\"{SECRET}\",\"kind\":\"{SECRET}\"}}"),
        format!("\"{SECRET}\\x\""),
        format!("\"{SECRET}"),
        format!("tru{SECRET}"),
        format!("{numeric}{numeric}x"),
    ];
    for case in CASES {
        let schema: Value = serde_json::from_str(case.schema).expect("schemas are JSON");
        let names = schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.as_str());
        for value in &values {
            let mut bodies = vec![value.clone(), format!("[{value},{value}]")];
            bodies
                .extend(names.clone().chain(["other", "x-a"]).map(|name| format!("{{{}:{value}}}", Value::from(name))));
            let members = names.clone().map(|name| format!("{}:{value}", Value::from(name)));
            bodies.push(format!("{{{}}}", members.collect::<Vec<_>>().join(",")));
            for body in bodies {
                if let Err(found) = check(case.validator, body.as_bytes(), &DEEP) {
                    let told = format!("{found:?}");
                    assert!(!told.contains(SECRET) && !told.contains(numeric), "{}: {body}: {told}", case.label);
                }
            }
        }
    }
}

#[test]
fn names_are_told_as_pointers_and_cut() {
    let name = "n".repeat(600);
    let found = violations("transfer", &format!("{{\"a/b\":1,\"{name}\":1}}"));
    let pointers: Vec<&str> = found.iter().map(|found| found.pointer.as_str()).collect();
    assert_eq!(pointers, ["/a~1b", "", "", ""]);
}

//! Compiled validators against the interpreter, the official suite and the JSON parsing corpus.

#![allow(clippy::expect_used, reason = "a test that cannot go on fails")]

#[path = "../conformance/src/shared.rs"]
#[allow(unreachable_pub, dead_code, reason = "another crate has the same file as a module")]
mod shared;

use std::fs;

use gateway_runtime::schema::{Limits, Validator, check};
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
        (format!("{{{id},{money},\"x\":1}}"), "", "additionalProperties"),
        (format!("{{{id},\"total\":{{\"amount\":0,\"currency\":\"EUR\"}}}}"), "/total/amount", "minimum"),
        (format!("{{{id},{money},\"tags\":[\"a\",\"b\",7]}}"), "/tags/2", "type"),
        (format!("{{{id},{money},\"note\":\"123456\"}}"), "/note", "maxLength"),
        (format!("{{{id},{money}}} x"), "", "syntax"),
        (format!("{{{id},{money},\"when\":\"2023-02-29\"}}"), "/when", "format"),
    ] {
        let violation = check(transfer, body.as_bytes(), &DEEP).unwrap_err();
        assert_eq!((violation.pointer.as_str(), violation.keyword), (pointer, keyword), "{body}");
    }
}

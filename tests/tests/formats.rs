//! Every case of the official suite for the formats, asked of the functions themselves.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says so")]

#[path = "../conformance/src/shared.rs"]
#[allow(unreachable_pub, dead_code, reason = "another crate has the same file as a module")]
mod shared;

use gateway_runtime::schema::format;
use serde_json::Value;

type Check = fn(&[u8]) -> bool;

/// The files of `optional/format` and the function that each one is about.
const FORMATS: &[(&str, Check)] = &[
    ("date", format::date),
    ("date-time", format::date_time),
    ("duration", format::duration),
    ("ecmascript-regex", format::regex),
    ("email", format::email),
    ("hostname", format::hostname),
    ("idn-email", format::idn_email),
    ("idn-hostname", format::idn_hostname),
    ("ipv4", format::ipv4),
    ("ipv6", format::ipv6),
    ("iri", format::iri),
    ("iri-reference", format::iri_reference),
    ("json-pointer", format::json_pointer),
    ("regex", format::regex),
    ("relative-json-pointer", format::relative_json_pointer),
    ("time", format::time),
    ("uri", format::uri),
    ("uri-reference", format::uri_reference),
    ("uri-template", format::uri_template),
    ("uuid", format::uuid),
];

/// The cases that are known to be judged otherwise, as `file: description`, each with its reason.
const EXCEPTIONS: &[(&str, &str)] = &[];

#[test]
fn every_case_of_the_official_suite() {
    let Some(data) = shared::folder() else {
        eprintln!("skipped: no corpora; set {}", shared::VARIABLE);
        return;
    };
    let folder = data.join("json-schema-test-suite/tests/draft2020-12/optional/format");
    let mut wrong = Vec::new();
    let mut total = 0;
    for (name, check) in FORMATS {
        let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).expect("the suite has the file");
        let groups: Value = serde_json::from_str(&text).expect("the suite is JSON");
        let cases = groups.as_array().into_iter().flatten().filter_map(|group| group["tests"].as_array()).flatten();
        let (mut right, mut count) = (0, 0);
        for case in cases {
            // A format says nothing about what is no string.
            let verdict = case["data"].as_str().is_none_or(|text| check(text.as_bytes()));
            count += 1;
            if Some(verdict) == case["valid"].as_bool() {
                right += 1;
            } else {
                wrong.push(format!("{name}: {}", case["description"].as_str().unwrap_or_default()));
            }
        }
        println!("{name}: {right}/{count}");
        assert!(count > 0, "{name} has no cases");
        total += count;
    }
    let excepted: Vec<String> = EXCEPTIONS.iter().map(|(case, _)| (*case).to_owned()).collect();
    assert_eq!(wrong, excepted);
    assert!(total > 700, "{total}");
}

//! What is computed of schemas holds for every instance that the official suite calls valid.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on says so")]

use std::fs;
use std::path::{Path, PathBuf};

use gateway_gen::bounds::{Accepted, Costs, Kinds};
use gateway_gen::lone::{Options, lower};
use gateway_gen::resolve::Dialect;
use serde_json::Value;

fn suite(draft: &str) -> Option<PathBuf> {
    let inner = Path::new("json-schema-test-suite/tests").join(draft);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data").join(&inner);
    let named = || std::env::var_os("GATEWAY_SHARED").map(|shared| PathBuf::from(shared).join("data").join(inner));
    if beside.is_dir() { Some(beside) } else { named().filter(|path| path.is_dir()) }
}

fn kind(value: &Value) -> Kinds {
    match value {
        Value::Null => Kinds::NULL,
        Value::Bool(_) => Kinds::BOOLEAN,
        Value::Number(_) => Kinds::NUMBER,
        Value::String(_) => Kinds::STRING,
        Value::Array(_) => Kinds::ARRAY,
        Value::Object(_) => Kinds::OBJECT,
    }
}

fn depth(value: &Value) -> u32 {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

fn judge(draft: &str, dialect: Dialect, folder: &Path) -> usize {
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
        let groups: Value = serde_json::from_str(&fs::read_to_string(&entry).unwrap()).unwrap();
        for group in groups.as_array().unwrap() {
            let options = Options { dialect, assert_formats: false, direction: None, others: &[] };
            // What refers to other documents is left out.
            let Ok(lone) = lower(&group["schema"].to_string(), "schema", &options) else { continue };
            let accepted = Accepted::of(&lone.schemas);
            let (kinds, cost) = (accepted.kinds(lone.root), Costs::of(&lone.schemas, &accepted).at(lone.root));
            for case in group["tests"].as_array().unwrap().iter().filter(|case| case["valid"] == true) {
                let data = &case["data"];
                let place = format!("{draft} {} {} {}", entry.display(), group["description"], case["description"]);
                assert!(kinds.contains(kind(data)), "{place}: only {kinds}");
                assert!(cost.depth.is_none_or(|most| depth(data) <= most), "{place}: {cost:?}");
                // A number may be spelled longer than its value needs.
                let length = u64::try_from(data.to_string().len()).unwrap();
                let is_spelled = data.to_string().contains(".0");
                assert!(is_spelled || cost.bytes.is_none_or(|most| length <= most), "{place}: {cost:?}");
                count += 1;
            }
        }
    }
    count
}

#[test]
fn nothing_valid_is_called_impossible_or_too_large() {
    let (Some(new), Some(old)) = (suite("draft2020-12"), suite("draft4")) else {
        eprintln!("skipped: the official suite is not here");
        return;
    };
    let count = judge("2020-12", Dialect::V31, &new) + judge("4", Dialect::V30, &old);
    assert!(count > 700, "{count}");
}

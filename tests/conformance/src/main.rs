//! Prints what came of each suite, as JSON for `cargo xtask conformance`.

use gateway_conformance::suite::Suite;
use gateway_conformance::{exceptions, judge, parsing, shared};
use serde_json::json;

fn main() {
    let Some(folder) = shared::folder() else { return println!("null") };
    let exceptions = exceptions();
    let row = |name: &str, outcome: &gateway_conformance::Outcome| {
        let covered = |case: &String| exceptions.iter().any(|exception| exception.covers(case));
        let unlisted: Vec<_> = outcome.wrong.iter().filter(|case| !covered(case)).collect();
        json!({ "suite": name, "right": outcome.right(), "total": outcome.total, "wrong": outcome.wrong, "unlisted": unlisted })
    };
    let mut rows: Vec<_> = Suite::ALL.iter().map(|suite| row(suite.title(), &judge(&folder, *suite))).collect();
    rows.push(row("JSON parsing", &parsing(&folder)));
    println!("{}", json!(rows));
}

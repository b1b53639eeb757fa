//! `gateway-differential CASES SEED`: what `cargo xtask fuzz differential` runs. Prints JSON; exit code 1 where a verdict
//! differs without an explanation.

use std::process::ExitCode;

use gateway_differential::{Campaign, DOCUMENTS, Reason, SUBJECTS};
use serde_json::{Map, Value, json};

fn main() -> ExitCode {
    let arguments: Vec<u64> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let [cases, seed] = arguments[..] else {
        eprintln!("usage: gateway-differential CASES SEED");
        return ExitCode::from(2);
    };
    let cases = usize::try_from(cases).unwrap_or(usize::MAX);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let found = Campaign { cases, seed, threads }.run();
    let count = |reason: &Reason| found.explained.get(reason).copied().unwrap_or_default();
    let explained: Map<String, Value> =
        Reason::ALL.iter().map(|reason| (reason.to_string(), json!(count(reason)))).collect();
    let report = json!({
        "documents": DOCUMENTS.len(),
        "subjects": SUBJECTS.len(),
        "seed": seed,
        "cases": found.cases,
        "accepted_by_both": found.accepted,
        "explained": explained,
        "unexplained": found.unexplained,
        "differences": found.differences,
        "unbuilt": found.unbuilt,
    });
    println!("{report}");
    if found.unexplained == 0 && found.unbuilt.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

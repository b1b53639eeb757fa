//! What `cargo xtask fuzz` runs.
//!
//! `gateway-differential campaign CASES SEED` prints what it found as JSON; exit code 1 where a verdict differs without an
//! explanation. `gateway-differential seeds TARGET CORPORA FOLDER` writes the seeds of a fuzz target into a folder.

use std::path::Path;
use std::process::ExitCode;

use gateway_differential::{Campaign, DOCUMENTS, Reason, SUBJECTS, target};
use serde_json::{Map, Value, json};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["campaign", cases, seed] => match (cases.parse(), seed.parse()) {
            (Ok(cases), Ok(seed)) => return campaign(cases, seed),
            _ => eprintln!("CASES and SEED are whole numbers"),
        },
        ["seeds", target, corpora, folder] => match write(target, Path::new(corpora), Path::new(folder)) {
            Ok(()) => return ExitCode::SUCCESS,
            Err(error) => eprintln!("{folder}: {error}"),
        },
        _ => eprintln!("usage: gateway-differential campaign CASES SEED | seeds TARGET CORPORA FOLDER"),
    }
    ExitCode::from(2)
}

fn write(target: &str, corpora: &Path, folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut seeds = target::seeds(target, corpora).into_iter().enumerate();
    seeds.try_for_each(|(position, seed)| std::fs::write(folder.join(format!("seed-{position:05}")), seed))
}

fn campaign(cases: usize, seed: u64) -> ExitCode {
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

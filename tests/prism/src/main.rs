//! Prints the verdict on every case as JSON for `cargo xtask prism`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command")]

use std::process::ExitCode;

use gateway_prism::{folder, verdicts};
use serde_json::json;

fn main() -> ExitCode {
    let Some(folder) = folder() else {
        println!("null");
        return ExitCode::SUCCESS;
    };
    match verdicts(&folder) {
        Ok(verdicts) => {
            let rows: Vec<_> = verdicts
                .iter()
                .map(|(case, verdict)| json!({ "case": case, "verdict": verdict.kind(), "why": verdict.to_string() }))
                .collect();
            println!("{}", json!(rows));
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

//! Prints what became of every row as one JSON object.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command")]

use std::path::Path;
use std::process::ExitCode;

use gateway_badinput::{judge, rows, untried};
use gateway_tests::Subject;
use serde_json::json;

fn main() -> ExitCode {
    let Some(shared) = std::env::args().nth(1) else {
        eprintln!("usage: gateway-badinput SHARED-FOLDER");
        return ExitCode::from(2);
    };
    let subject = Subject::orders().start();
    let judged = rows().and_then(|rows| {
        let untried = untried(Path::new(&shared), &rows);
        let outcomes: Result<Vec<_>, String> =
            rows.into_iter().map(|row| judge(&row, &subject).map(|outcomes| (row, outcomes))).collect();
        Ok((outcomes?, untried))
    });
    let (outcomes, untried) = match &judged {
        Ok((outcomes, untried)) => (outcomes, untried),
        Err(problem) => {
            eprintln!("{problem}");
            return ExitCode::FAILURE;
        }
    };
    let rows: Vec<_> = outcomes
        .iter()
        .map(|(row, outcomes)| {
            let faults: Vec<_> = outcomes
                .iter()
                .flat_map(|one| one.faults.iter().map(move |fault| format!("spelling {}: {fault}", one.spelling)))
                .collect();
            json!({
                "id": row.id,
                "what": row.what,
                "control": row.is_control(),
                "tried": outcomes.len(),
                "let_through": outcomes.iter().filter(|one| one.let_through).count(),
                "controls_refused": outcomes.iter().filter(|one| one.control_refused).count(),
                "faults": faults,
            })
        })
        .collect();
    println!("{}", json!({ "rows": rows, "untried": untried }));
    ExitCode::SUCCESS
}

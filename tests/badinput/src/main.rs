//! Prints what became of every row as one JSON object.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command")]

use std::path::Path;
use std::process::ExitCode;

use gateway_badinput::{Driver, Outcome, judge, judge_script, rows, scripts, subject, untried};
use gateway_tests::Subject;
use serde_json::{Value, json};

fn main() -> ExitCode {
    let Some(shared) = std::env::args().nth(1) else {
        eprintln!("usage: gateway-badinput SHARED-FOLDER");
        return ExitCode::from(2);
    };
    match try_all(Path::new(&shared)) {
        Ok(found) => {
            println!("{found}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// Every row of both files, judged.
fn try_all(shared: &Path) -> Result<Value, String> {
    let (rows, scripts) = (rows()?, scripts()?);
    let mut found = Vec::new();
    let subject = subject().start();
    for row in &rows {
        found.push(shown(&row.id, &row.what, row.is_control(), &judge(row, &subject)?));
    }
    let subject = Subject::orders().tls().start();
    let mut driver = Driver::start()?;
    for row in &scripts {
        found.push(shown(&row.id, &row.what, row.is_control(), &judge_script(row, &subject, &mut driver)?));
    }
    Ok(json!({ "rows": found, "untried": untried(shared, &rows, &scripts) }))
}

fn shown(id: &str, what: &str, is_control: bool, outcomes: &[Outcome]) -> Value {
    let faults: Vec<_> = outcomes
        .iter()
        .flat_map(|one| one.faults.iter().map(move |fault| format!("spelling {}: {fault}", one.spelling)))
        .collect();
    json!({
        "id": id,
        "what": what,
        "control": is_control,
        "tried": outcomes.len(),
        "let_through": outcomes.iter().filter(|one| one.let_through).count(),
        "controls_refused": outcomes.iter().filter(|one| one.control_refused).count(),
        "faults": faults,
    })
}

//! Every row of the catalogue of bad input is treated as it says.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use gateway_badinput::{Driver, judge, judge_script, rows, scripts, subject};
use gateway_tests::Subject;

#[test]
fn every_row_is_treated_as_it_says() {
    let subject = subject().start();
    let rows = rows().unwrap();
    let outcomes = rows.iter().flat_map(|row| judge(row, &subject).unwrap());
    let wrong: Vec<String> = outcomes
        .filter(|outcome| !outcome.faults.is_empty())
        .map(|outcome| format!("{} spelling {}: {}", outcome.id, outcome.spelling, outcome.faults.join("; ")))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(rows.iter().filter(|row| row.is_control()).count() >= 10, "controls show that not everything is refused");
}

#[test]
fn every_script_of_http2_is_treated_as_it_says() {
    let subject = Subject::orders().tls().start();
    let mut driver = Driver::start().unwrap();
    let scripts = scripts().unwrap();
    let outcomes = scripts.iter().flat_map(|row| judge_script(row, &subject, &mut driver).unwrap());
    let wrong: Vec<String> = outcomes
        .filter(|outcome| !outcome.faults.is_empty())
        .map(|outcome| format!("{} spelling {}: {}", outcome.id, outcome.spelling, outcome.faults.join("; ")))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(scripts.iter().filter(|row| row.is_control()).count() >= 3, "controls show that not everything is refused");
}

//! `cargo xtask test`: everything that must hold before a change lands.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::shell;
use crate::{packages, schemathesis};

struct Step {
    name: &'static str,
    program: &'static str,
    arguments: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
}

const STEPS: &[Step] = &[
    // Those of other platforms too: the rules about the resolved graph are checked without a network.
    Step { name: "dependencies", program: "cargo", arguments: &["fetch", "--locked", "--quiet"], environment: &[] },
    Step { name: "formatting", program: "cargo", arguments: &["fmt", "--all", "--check"], environment: &[] },
    Step {
        name: "lints",
        program: "cargo",
        arguments: &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"],
        environment: &[],
    },
    Step {
        name: "documentation",
        program: "cargo",
        arguments: &["doc", "--workspace", "--no-deps", "--quiet"],
        environment: &[("RUSTDOCFLAGS", "-D warnings")],
    },
    Step {
        name: "release binary",
        program: "cargo",
        arguments: &["build", "--release", "--quiet", "-p", "orders"],
        environment: &[],
    },
    Step {
        name: "tests",
        program: "cargo",
        arguments: &["test", "--workspace", "--no-fail-fast", "--quiet"],
        environment: &[("GATEWAY_RELEASE_BINARY", "target/release/orders")],
    },
    Step {
        name: "lock",
        // As the tests built it: by itself it would be built with other features of its dependencies, which takes a minute.
        program: "target/debug/gateway-gen",
        arguments: &["lock", "specs/orders.yaml", "--lock", "generated/orders/gateway.lock", "--check"],
        environment: &[],
    },
];

/// Few examples, so that it takes seconds; `cargo xtask schemathesis` takes many.
const SCHEMATHESIS: Step = Step {
    name: "schemathesis",
    program: "cargo",
    arguments: &["xtask", "schemathesis", "--examples", "5"],
    environment: &[],
};

/// Runs every step, also after one has failed, and prints the time of each.
pub(crate) fn run() -> ExitCode {
    if let Err(code) = packages::ensure(packages::FOR_TESTS) {
        return code;
    }
    let schemathesis = schemathesis::install();
    let mut rows = Vec::new();
    for step in STEPS.iter().chain(schemathesis.is_ok().then_some(&SCHEMATHESIS)) {
        eprintln!("== {}", step.name);
        let started = Instant::now();
        let passed = run_step(step);
        rows.push((step.name, passed, started.elapsed()));
    }
    let (passed, took) = summarize(&rows);
    println!("{:<16} {:>7.1} s", "all", took.as_secs_f64());
    if let Err(why) = schemathesis {
        println!("skipped: schemathesis, because it cannot be installed: {why}");
    }
    if let Some(reason) = corpora_absent() {
        println!("{reason}");
    }
    if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run_step(step: &Step) -> bool {
    let mut command = shell::command(step.program, step.arguments);
    command.envs(step.environment.iter().copied());
    matches!(command.status(), Ok(status) if status.success())
}

fn summarize(rows: &[(&str, bool, Duration)]) -> (bool, Duration) {
    println!();
    for (name, passed, took) in rows {
        let verdict = if *passed { "ok" } else { "FAILED" };
        println!("{name:<16} {:>7.1} s  {verdict}", took.as_secs_f64());
    }
    (rows.iter().all(|(_, passed, _)| *passed), rows.iter().map(|(_, _, took)| *took).sum())
}

/// Tests that need the shared corpora skip themselves where those are absent; this says so last.
fn corpora_absent() -> Option<&'static str> {
    let absent = shell::corpora().is_none();
    absent.then_some("skipped: the tests over ../shared/data (museum, official suites), because that folder is absent")
}

//! How long a product takes to build: from nothing in release mode, and after a change of its document.

use std::process::Command;
use std::time::Instant;

use serde_json::json;

use crate::report::{Bar, Limit, Report};
use crate::shell;

/// Bars on build time have 50 % slack, because other work may share the machine.
const SLACK: f64 = 1.5;
const CHANGES: usize = 5;

pub(crate) fn measure(report: &mut Report) -> Result<(), String> {
    let cold = cold_release()?;
    let change = changed_document()?;
    report
        .lines
        .push(format!("build: {cold:.0} s from cold (release), {change:.1} s after a changed document (debug)\n"));
    report.tables.insert("build".to_owned(), json!({ "cold_release_s": cold, "changed_document_s": change }));
    report.bars.push(Bar {
        name: "release build from cold".to_owned(),
        value: cold,
        unit: "s",
        limit: Limit::AtMost(360.0 * SLACK),
    });
    report.bars.push(Bar {
        name: "rebuild after a changed document".to_owned(),
        value: change,
        unit: "s",
        limit: Limit::AtMost(20.0 * SLACK),
    });
    Ok(())
}

fn cold_release() -> Result<f64, String> {
    let target = shell::root().join("target/bench/cold");
    if target.exists() {
        std::fs::remove_dir_all(&target).map_err(|error| error.to_string())?;
    }
    let mut command = shell::command("cargo", &["build", "--release", "--quiet", "-p", "orders"]);
    let seconds = timed(command.env("CARGO_TARGET_DIR", &target))?;
    std::fs::remove_dir_all(&target).map_err(|error| error.to_string())?;
    Ok(seconds)
}

/// The minimum of several rebuilds, each after one bound in the document was changed. The document is restored.
fn changed_document() -> Result<f64, String> {
    let path = shell::root().join("specs/orders.yaml");
    let original = std::fs::read_to_string(&path).map_err(|error| error.to_string())?;
    let build = || timed(&mut shell::command("cargo", &["build", "--quiet", "-p", "orders"]));
    build()?;
    let mut quickest = f64::INFINITY;
    for round in 0..CHANGES {
        let changed = original.replace("maximum: 999 }", &format!("maximum: {} }}", 990 - round));
        if changed == original {
            return Err("the bound that this measurement changes is gone from specs/orders.yaml".to_owned());
        }
        std::fs::write(&path, changed).map_err(|error| error.to_string())?;
        let took = build();
        std::fs::write(&path, &original).map_err(|error| error.to_string())?;
        quickest = quickest.min(took?);
    }
    build()?;
    Ok(quickest)
}

fn timed(command: &mut Command) -> Result<f64, String> {
    let started = Instant::now();
    shell::output(command)?;
    Ok(started.elapsed().as_secs_f64())
}

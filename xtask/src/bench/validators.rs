//! The compiled validators against the usual ways, in callgrind instructions.
//!
//! Each figure is the difference of two iteration counts, so that start-up cancels. Instructions are the same on a busy
//! machine and on an idle one.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::layout::{self, Layout};
use crate::report::{Bar, Limit, Report};
use crate::shell;

/// The compiled validator first, then what it is held against.
const CONTENDERS: [&str; 7] =
    ["compiled", "ignored-any", "dom-jsonschema", "free-dom-macro", "sonic-dom", "sonic-skip", "simd-tape"];

pub(crate) fn measure(report: &mut Report) -> Result<(), String> {
    let corpus = shell::root().join("../shared/data/validation-bench");
    if !corpus.is_dir() {
        report.lines.push("validators: skipped, because ../shared/data/validation-bench is absent".to_owned());
        return Ok(());
    }
    let titles: Vec<String> = CONTENDERS.iter().map(|contender| format!("{contender:>15}")).collect();
    report.lines.push(format!("{:<18} {}", "instructions", titles.concat()));
    for body in ["small", "medium", "large"] {
        for layout in Layout::ALL {
            let file = layout::file(&corpus, body, layout)?;
            let mut counts = Vec::new();
            for contender in CONTENDERS {
                counts.push(instructions_each(contender, body, &file)?);
            }
            let cells: Vec<String> = counts.iter().map(|count| format!("{count:>15.0}")).collect();
            report.lines.push(format!("{:<18} {}", format!("{body} {}", layout.name()), cells.concat()));
            let row = CONTENDERS.iter().zip(&counts).map(|(name, count)| ((*name).to_owned(), json!(count)));
            report.tables.insert(format!("validators/{body}/{}", layout.name()), row.collect());
            judge(report, body, layout, &counts)?;
        }
    }
    report.lines.push(String::new());
    Ok(())
}

/// The bars of a row.
fn judge(report: &mut Report, body: &str, layout: Layout, counts: &[f64]) -> Result<(), String> {
    let [compiled, ignored, dom, generated, ..] = counts else { return Err("a contender is missing".to_owned()) };
    let mut bar = |name: String, value: f64, unit, limit| report.bars.push(Bar { name, value, unit, limit });
    if body == "medium" {
        let (skip, whole) = match layout {
            Layout::Compact => (0.35, 16.0),
            Layout::Shuffled | Layout::Pretty => (0.60, 10.0),
        };
        let name = layout.name();
        bar(format!("medium {name} against skipping"), compiled / ignored, "x IgnoredAny", Limit::AtMost(skip));
        bar(format!("medium {name} against DOM + jsonschema"), dom / compiled, "x fewer", Limit::AtLeast(whole));
    }
    if layout == Layout::Compact {
        let name = format!("{body} against the macro on a free DOM");
        bar(name, generated / compiled, "x fewer", Limit::AtLeast(1.3));
    }
    Ok(())
}

/// How often a body is judged in the two runs: a large one less often.
const fn times(body: &str) -> (u32, u32) {
    match body.as_bytes() {
        b"large" => (2, 12),
        _ => (20, 120),
    }
}

fn instructions_each(contender: &str, body: &str, file: &Path) -> Result<f64, String> {
    let (few, many) = times(body);
    let less = instructions(contender, body, file, few)?;
    let more = instructions(contender, body, file, many)?;
    Ok((more - less) / f64::from(many - few))
}

fn instructions(contender: &str, body: &str, file: &Path, times: u32) -> Result<f64, String> {
    let binary = shell::root().join("target/release/bench-validate");
    let out = folder()?.join("callgrind.out");
    let mut command = shell::command("valgrind", &["--tool=callgrind", "--quiet"]);
    command.arg(format!("--callgrind-out-file={}", out.display())).arg(binary).arg(contender).arg(body).arg(file);
    command.arg(times.to_string());
    shell::output(&mut command)?;
    let text = std::fs::read_to_string(&out).map_err(|error| error.to_string())?;
    let line = text.lines().find_map(|line| line.strip_prefix("summary:").or_else(|| line.strip_prefix("totals:")));
    line.and_then(|count| count.trim().parse().ok()).ok_or_else(|| "callgrind wrote no total".to_owned())
}

/// Where a bench may write.
pub(super) fn folder() -> Result<PathBuf, String> {
    let folder = shell::root().join("target/bench");
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    Ok(folder)
}

//! `cargo xtask conformance`: the official suites, judged by compiled validators.

use std::process::ExitCode;

use serde_json::Value;

use crate::report::{Bar, Limit, Report};
use crate::{report, shell};

/// Judges every suite and prints the table. Exit code 1 where a bar is missed.
pub(crate) fn run(as_json: bool) -> ExitCode {
    report::run("conformance", as_json, judge)
}

fn judge(report: &mut Report) -> Result<(), String> {
    let arguments = ["run", "--quiet", "-p", "gateway-conformance"];
    let text = shell::output(&mut shell::command("cargo", &arguments))?;
    let rows: Value = serde_json::from_str(text.trim()).map_err(|error| error.to_string())?;
    let Some(rows) = rows.as_array() else {
        report.lines.push("skipped, because ../shared is absent".to_owned());
        return Ok(());
    };
    report.lines.push(format!("{:<34} {:>7} {:>7} {:>9}", "suite", "right", "of", "percent"));
    let (mut optional_right, mut optional_total, mut unlisted) = (0.0, 0.0, 0.0);
    for row in rows {
        let name = row.get("suite").and_then(Value::as_str).unwrap_or_default();
        let count = |key: &str| row.get(key).and_then(Value::as_f64).unwrap_or_default();
        let list = |key: &str| row.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
        let (right, total) = (count("right"), count("total"));
        let percent = 100.0 * right / total.max(1.0);
        report.lines.push(format!("{name:<34} {right:>7} {total:>7} {percent:>8.2}%"));
        report.lines.extend(list("unlisted").iter().map(|case| format!("    wrong: {case}")));
        if name.contains("optional") {
            optional_right += right;
            optional_total += total;
            #[allow(clippy::cast_precision_loss, reason = "a count of cases")]
            let more = list("unlisted").len() as f64;
            unlisted += more;
        } else {
            report.bars.push(Bar {
                name: name.to_owned(),
                value: percent,
                unit: "% right",
                limit: Limit::AtLeast(100.0),
            });
        }
        report.tables.insert(format!("conformance/{name}"), row.clone());
    }
    let percent = 100.0 * optional_right / f64::max(optional_total, 1.0);
    let mut bar = |name: &str, value, unit, limit| report.bars.push(Bar { name: name.to_owned(), value, unit, limit });
    bar("optional and format", percent, "% right", Limit::AtLeast(97.0));
    bar("optional and format, wrong without a reason", unlisted, "cases", Limit::AtMost(0.0));
    let share = if links_interpreter()? { 100.0 } else { 0.0 };
    bar("required, judged by an interpreter", share, "% of cases", Limit::AtMost(3.0));
    Ok(())
}

/// Whether what judges the cases could interpret any of them. Where it cannot, all of them are compiled.
fn links_interpreter() -> Result<bool, String> {
    let arguments = ["tree", "-p", "gateway-runtime", "-e", "normal", "--prefix", "none"];
    let tree = shell::output(&mut shell::command("cargo", &arguments))?;
    Ok(tree.lines().any(|line| ["jsonschema ", "boon ", "valico "].iter().any(|name| line.starts_with(name))))
}

//! The differential campaign: compiled validators of every shared document against the interpreter.

use serde_json::Value;

use crate::report::{Bar, Limit, Report};
use crate::shell;

pub(super) fn run(cases: u64, seed: u64, report: &mut Report) -> Result<(), String> {
    if shell::corpora().is_none() {
        report.lines.push("differential: skipped, because ../shared/data is absent".to_owned());
        return Ok(());
    }
    let mut build = shell::command("cargo", &["build", "--release", "--quiet", "-p", "gateway-differential"]);
    shell::output(build.env("GATEWAY_DIFFERENTIAL", "all"))?;
    let binary = shell::root().join("target/release/gateway-differential");
    let mut command = shell::command(&binary.to_string_lossy(), &["campaign", &cases.to_string(), &seed.to_string()]);
    // It ends with an error where verdicts differ, and says how all the same.
    let output = command.output().map_err(|error| error.to_string())?;
    let found: Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("{error}: {}", String::from_utf8_lossy(&output.stderr)))?;
    print(&found, report);
    report.tables.insert("differential".to_owned(), found);
    Ok(())
}

fn print(found: &Value, report: &mut Report) {
    let count = |name: &str| found.get(name).and_then(Value::as_f64).unwrap_or(f64::NAN);
    let list = |name: &str| found.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    report.lines.push(format!(
        "differential: {} instances of {} schemas in {} documents, seed {}",
        count("cases"),
        count("subjects"),
        count("documents"),
        count("seed")
    ));
    report.lines.push(format!("{:<36} {:>9}", "accepted by both", count("accepted_by_both")));
    for (reason, cases) in found.get("explained").and_then(Value::as_object).into_iter().flatten() {
        report.lines.push(format!("{:<36} {cases:>9}", format!("explained: {reason}")));
    }
    for text in list("differences").iter().chain(&list("unbuilt")).filter_map(Value::as_str) {
        report.lines.push(text.to_owned());
    }
    let mut bar = |name: &str, value, unit, limit| report.bars.push(Bar { name: name.to_owned(), value, unit, limit });
    bar("differential, unexplained", count("unexplained"), "verdicts", Limit::AtMost(0.0));
    #[allow(clippy::cast_precision_loss, reason = "a count of schemas")]
    let unbuilt = list("unbuilt").len() as f64;
    bar("differential, without an oracle", unbuilt, "schemas", Limit::AtMost(0.0));
}

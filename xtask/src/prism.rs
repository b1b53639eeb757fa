//! `cargo xtask prism`: the acceptance cases of the mock server Prism, replayed against gateways compiled from them.

use std::collections::BTreeMap;
use std::process::ExitCode;

use serde_json::Value;

use crate::report::{Bar, Limit, Report};
use crate::{report, shell};

/// Replays every case and prints what came of it. Exit code 1 where a bar is missed.
pub(crate) fn run(as_json: bool) -> ExitCode {
    report::run("prism", as_json, replay)
}

fn replay(report: &mut Report) -> Result<(), String> {
    let arguments = ["run", "--quiet", "-p", "gateway-prism"];
    let text = shell::output(&mut shell::command("cargo", &arguments))?;
    let rows: Value = serde_json::from_str(text.trim()).map_err(|error| error.to_string())?;
    let Some(cases) = rows.as_array() else {
        report.lines.push("corpora missing".to_owned());
        return Ok(());
    };
    let mut counts: BTreeMap<&str, f64> = BTreeMap::new();
    for case in cases {
        let text = |key: &str| case.get(key).and_then(Value::as_str).unwrap_or_default();
        *counts.entry(text("verdict")).or_default() += 1.0;
        report.lines.push(format!("{:<19} {}  {}", text("verdict"), text("case"), text("why")));
    }
    report.lines.push(String::new());
    report.lines.extend(counts.iter().map(|(verdict, count)| format!("{count:>4} {verdict}")));
    let disagreeing = counts.get("disagree").copied().unwrap_or_default();
    report.bars.push(Bar {
        name: "otherwise than Prism, without a reason".to_owned(),
        value: disagreeing,
        unit: "cases",
        limit: Limit::AtMost(0.0),
    });
    report.tables.insert("prism".to_owned(), rows.clone());
    Ok(())
}

//! `cargo xtask badinput`: the catalogue of bad input, tried against the orders gateway.

use std::process::ExitCode;

use serde_json::Value;

use crate::report::{Bar, Limit, Report};
use crate::{report, shell};

/// Tries every row and prints the table. Exit code 1 where a bar is missed.
pub(crate) fn run(as_json: bool) -> ExitCode {
    report::run("badinput", as_json, try_all)
}

fn try_all(report: &mut Report) -> Result<(), String> {
    let shared = shell::corpora().and_then(|data| data.parent().map(|shared| shared.display().to_string()));
    let arguments = ["run", "--quiet", "-p", "gateway-badinput", "--", shared.as_deref().unwrap_or("../shared")];
    let text = shell::output(&mut shell::command("cargo", &arguments))?;
    let found: Value = serde_json::from_str(text.trim()).map_err(|error| error.to_string())?;
    let rows = found.get("rows").and_then(Value::as_array).ok_or("the runner prints its rows")?;
    let (mut tried, mut let_through, mut refused, mut wrong) = (0.0, 0.0, 0.0, 0.0);
    report.lines.push(format!("{:<5} {:<9} {:>5}  {}", "row", "", "tried", "what"));
    for row in rows {
        let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default();
        let count = |key: &str| row.get(key).and_then(Value::as_f64).unwrap_or_default();
        let kind = if row.get("control") == Some(&Value::Bool(true)) { "control" } else { "refused" };
        report.lines.push(format!("{:<5} {kind:<9} {:>5}  {}", text("id"), count("tried"), text("what")));
        tried += count("tried");
        let_through += count("let_through");
        refused += count("controls_refused");
        for fault in row.get("faults").and_then(Value::as_array).into_iter().flatten() {
            wrong += 1.0;
            report.lines.push(format!("      {}", fault.as_str().unwrap_or_default()));
        }
    }
    match found.get("untried").and_then(Value::as_array) {
        Some(names) => {
            let list: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
            report.lines.push(format!("\nnot tried yet: {}", list.join(" ")));
            #[allow(clippy::cast_precision_loss, reason = "a count of rows")]
            report.bars.push(bar("rows of the catalogue not tried", list.len() as f64, 0.0));
        }
        None => report.lines.push("\nthe catalogue is absent: what is not tried is not known".to_owned()),
    }
    report.lines.push(format!("{tried} tried"));
    report.bars.push(bar("let through", let_through, 0.0));
    report.bars.push(bar("controls refused", refused, 0.0));
    report.bars.push(bar("seen otherwise than the row says", wrong, 0.0));
    report.tables.insert("badinput".to_owned(), found.clone());
    Ok(())
}

fn bar(name: &str, value: f64, most: f64) -> Bar {
    Bar { name: name.to_owned(), value, unit: "", limit: Limit::AtMost(most) }
}

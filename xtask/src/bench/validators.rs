//! The compiled validator against the usual ways, in callgrind instructions.
//!
//! Each figure is the difference of two iteration counts, so that start-up cancels. Instructions are the same on a busy
//! machine and on an idle one.

use std::path::PathBuf;

use serde_json::json;

use crate::report::{Bar, Limit, Report};
use crate::shell;

const CONTENDERS: &[&str] = &["compiled", "ignored-any", "dom-jsonschema"];
const LAYOUTS: &[(&str, &str)] =
    &[("compact", "medium.json"), ("shuffled", "medium_shuffled.json"), ("pretty", "medium_pretty.json")];
const FEW: u32 = 20;
const MANY: u32 = 120;

pub(crate) fn measure(report: &mut Report) -> Result<(), String> {
    let corpus = shell::root().join("../shared/data/validation-bench");
    if !corpus.is_dir() {
        report.lines.push("validators: skipped, because ../shared/data/validation-bench is absent".to_owned());
        return Ok(());
    }
    report.lines.push(format!("{:<10} {:>14} {:>14} {:>16}", "medium", "compiled", "IgnoredAny", "DOM + jsonschema"));
    for (layout, file) in LAYOUTS {
        let mut counts = Vec::new();
        for contender in CONTENDERS {
            counts.push(instructions_each(contender, &corpus.join(file))?);
        }
        let [compiled, ignored, dom] = counts[..] else { return Err("a contender is missing".to_owned()) };
        report.lines.push(format!("{layout:<10} {compiled:>14.0} {ignored:>14.0} {dom:>16.0}"));
        report.tables.insert(
            format!("validators/{layout}"),
            json!({ "compiled": compiled, "ignored_any": ignored, "dom_jsonschema": dom, "unit": "instructions" }),
        );
        if *layout == "compact" {
            let bar = |name, value, unit, limit| Bar { name, value, unit, limit };
            report.bars.push(bar("medium body", compiled / ignored, "x IgnoredAny", Limit::AtMost(0.60)));
            report.bars.push(bar("medium body", dom / compiled, "x fewer", Limit::AtLeast(10.0)));
        }
    }
    report.lines.push(String::new());
    Ok(())
}

fn instructions_each(contender: &str, file: &PathBuf) -> Result<f64, String> {
    let few = instructions(contender, file, FEW)?;
    let many = instructions(contender, file, MANY)?;
    Ok((many - few) / f64::from(MANY - FEW))
}

fn instructions(contender: &str, file: &PathBuf, times: u32) -> Result<f64, String> {
    let binary = shell::root().join("target/release/bench-validate");
    let out = shell::root().join("target/bench/callgrind.out");
    std::fs::create_dir_all(shell::root().join("target/bench")).map_err(|error| error.to_string())?;
    let mut command = shell::command("valgrind", &["--tool=callgrind", "--quiet"]);
    command.arg(format!("--callgrind-out-file={}", out.display())).arg(binary).arg(contender).arg(file);
    command.arg(times.to_string());
    shell::output(&mut command)?;
    let text = std::fs::read_to_string(&out).map_err(|error| error.to_string())?;
    let line = text.lines().find_map(|line| line.strip_prefix("summary:").or_else(|| line.strip_prefix("totals:")));
    line.and_then(|count| count.trim().parse().ok()).ok_or_else(|| "callgrind wrote no total".to_owned())
}

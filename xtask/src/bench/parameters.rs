//! What ten query parameters cost, in callgrind instructions: found, decoded, written, validated, written for the upstream.
//!
//! Each figure is the difference of two iteration counts, so that start-up cancels.

use serde_json::json;

use super::callgrind;
use crate::report::{Bar, Limit, Report};

const FEW: u32 = 20;
const MORE: u32 = 1_000;

/// 1.5 microseconds at four instructions in a nanosecond.
const MOST: f64 = 6_000.0;

pub(crate) fn measure(report: &mut Report) -> Result<(), String> {
    report.lines.push(format!("{:<16} {:>15}  instructions", "parameters", "ten"));
    for query in ["plain", "encoded"] {
        let few = instructions(query, FEW)?;
        let many = instructions(query, FEW + MORE)?;
        let each = (many - few) / f64::from(MORE);
        report.lines.push(format!("{query:<16} {each:>15.0}"));
        report.tables.insert(format!("parameters/{query}"), json!({ "ten": each, "unit": "instructions" }));
        report.bars.push(Bar {
            name: format!("ten query parameters, {query}"),
            value: each,
            unit: "instructions",
            limit: Limit::AtMost(MOST),
        });
    }
    report.lines.push(String::new());
    Ok(())
}

fn instructions(query: &str, times: u32) -> Result<f64, String> {
    let count = callgrind::instructions("bench-parameters", &[query, &times.to_string()])?;
    count.ok_or_else(|| "valgrind does not know an instruction of ours".to_owned())
}

//! The strict front check: instructions for one head, which `bench-front` shows.

use serde_json::json;

use super::callgrind::instructions;
use crate::report::{Bar, Limit, Report};

/// At four instructions a nanosecond, 400 ns.
const MOST: f64 = 1600.0;

const FEW: u32 = 100;
const MORE: u32 = 2000;

pub(crate) fn measure(report: &mut Report) -> Result<(), String> {
    let run = |times: u32| instructions("bench-front", &[&times.to_string()]);
    let (Some(few), Some(many)) = (run(FEW)?, run(FEW + MORE)?) else {
        return Err("valgrind cannot run the front check".to_owned());
    };
    let each = (many - few) / f64::from(MORE);
    report.lines.push(format!("front check of a GET with ten fields and a token: {each:.0} instructions\n"));
    report.tables.insert("front".to_owned(), json!({ "instructions": each }));
    report.bars.push(Bar {
        name: "front check of one GET".to_owned(),
        value: each,
        unit: "instructions",
        limit: Limit::AtMost(MOST),
    });
    Ok(())
}

//! The strict front check: instructions for one head, which `bench-front` shows. What the same reads cost without the check is
//! measured beside it and taken off.

use serde_json::json;

use super::callgrind::instructions;
use crate::report::{Bar, Limit, Report};

/// At four instructions a nanosecond, 400 ns.
const MOST: f64 = 1600.0;

const FEW: u32 = 100;
const MORE: u32 = 2000;

pub(crate) fn measure(report: &mut Report) -> Result<(), String> {
    let bare = each_read("bare")?;
    let each = each_read("checked")? - bare;
    report.lines.push(format!(
        "front check of a GET with ten fields and a token: {each:.0} instructions (the reads alone: {bare:.0})\n"
    ));
    report.tables.insert("front".to_owned(), json!({ "instructions": each, "reads": bare }));
    report.bars.push(Bar {
        name: "front check of one GET".to_owned(),
        value: each,
        unit: "instructions",
        limit: Limit::AtMost(MOST),
    });
    Ok(())
}

fn each_read(what: &str) -> Result<f64, String> {
    let run = |times: u32| instructions("bench-front", &[what, &times.to_string()]);
    let (Some(few), Some(many)) = (run(FEW)?, run(FEW + MORE)?) else {
        return Err("valgrind cannot run the front check".to_owned());
    };
    Ok((many - few) / f64::from(MORE))
}

//! What a measurement found: rows for people, bars for machines.

use std::process::ExitCode;

use serde_json::{Value, json};

/// Measures and prints. Exit code 1 where a bar is missed, or where the measuring failed, which an error line tells.
pub(crate) fn run(name: &str, as_json: bool, measure: impl FnOnce(&mut Report) -> Result<(), String>) -> ExitCode {
    let mut report = Report::default();
    match measure(&mut report) {
        Ok(()) if report.print(as_json) => ExitCode::SUCCESS,
        Ok(()) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("{name}: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// A measured figure held against its bar.
pub(crate) struct Bar {
    pub(crate) name: String,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
    pub(crate) limit: Limit,
}

/// Which side of a number is good.
#[derive(Clone, Copy)]
pub(crate) enum Limit {
    AtMost(f64),
    AtLeast(f64),
}

impl Bar {
    fn holds(&self) -> bool {
        match self.limit {
            Limit::AtMost(limit) => self.value <= limit,
            Limit::AtLeast(limit) => self.value >= limit,
        }
    }

    fn json(&self) -> Value {
        let bar = match self.limit {
            Limit::AtMost(limit) => format!("<= {limit}"),
            Limit::AtLeast(limit) => format!(">= {limit}"),
        };
        json!({ "name": self.name, "value": self.value, "unit": self.unit, "bar": bar, "ok": self.holds() })
    }
}

/// A whole report.
#[derive(Default)]
pub(crate) struct Report {
    /// Lines for people, in order.
    pub(crate) lines: Vec<String>,
    /// Everything measured, for machines.
    pub(crate) tables: serde_json::Map<String, Value>,
    /// The figures with bars.
    pub(crate) bars: Vec<Bar>,
}

impl Report {
    /// Prints the report; `true` where every bar holds.
    pub(crate) fn print(&self, as_json: bool) -> bool {
        if as_json {
            let bars: Vec<Value> = self.bars.iter().map(Bar::json).collect();
            let mut object = serde_json::Map::new();
            object.insert("bars".to_owned(), Value::Array(bars));
            object.extend(self.tables.clone());
            println!("{}", Value::Object(object));
        } else {
            for line in &self.lines {
                println!("{line}");
            }
            println!();
            for bar in &self.bars {
                let (sign, limit) = match bar.limit {
                    Limit::AtMost(limit) => ("<=", limit),
                    Limit::AtLeast(limit) => (">=", limit),
                };
                let verdict = if bar.holds() { "ok" } else { "MISSED" };
                println!("{:<44} {:>10.3} {:<12} {sign} {limit:<8} {verdict}", bar.name, bar.value, bar.unit);
            }
        }
        self.bars.iter().all(Bar::holds)
    }
}

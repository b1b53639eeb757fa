//! The compiled validators against the usual ways, in callgrind instructions.
//!
//! Each figure is the difference of two iteration counts, so that start-up cancels. Instructions are the same on a busy
//! machine and on an idle one. A contender that valgrind cannot run (it knows no AVX-512) has no figure, and is named.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::callgrind;
use super::layout::Layout;
use crate::report::{Bar, Limit, Report};
use crate::shell;

/// The first is ours; the next three have bars.
const CONTENDERS: &[&str] = &[
    "compiled",
    "ignored-any",
    "dom-jsonschema",
    "free-dom-macro",
    "sonic-dom",
    "sonic-skip",
    "simd-borrowed",
    "simd-tape",
];

/// A body, and by how many more readings the second count goes beyond the first.
const BODIES: &[(&str, u32)] = &[("small", 400), ("medium", 100), ("large", 6)];
const FEW: u32 = 4;

/// What one body in one layout costs each contender, in the order of [`CONTENDERS`].
struct Row {
    body: &'static str,
    layout: Layout,
    counts: Vec<Option<f64>>,
}

pub(crate) fn measure(report: &mut Report) -> Result<(), String> {
    let Some(corpora) = shell::corpora() else {
        report.lines.push("validators: skipped, because ../shared/data is absent".to_owned());
        return Ok(());
    };
    let folder = shell::root().join("target/bench/bodies");
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let mut rows = Vec::new();
    for (body, times) in BODIES {
        let corpus = corpora.join("validation-bench");
        let compact = corpus.join(format!("{body}.json"));
        let compact = std::fs::read_to_string(compact).map_err(|error| error.to_string())?;
        for layout in Layout::ALL {
            // A layout that the corpus has is the one that its figures are about.
            let mut file = corpus.join(format!("{body}_{}.json", layout.name()));
            if !file.is_file() {
                file = folder.join(format!("{body}_{}.json", layout.name()));
                std::fs::write(&file, layout.of(&compact)?).map_err(|error| error.to_string())?;
            }
            let each = |contender: &&str| instructions_each(contender, body, &file, *times);
            rows.push(Row { body, layout, counts: CONTENDERS.iter().map(each).collect::<Result<_, _>>()? });
        }
    }
    print(&rows, report);
    for row in &rows {
        row.judge(&mut report.bars)?;
    }
    Ok(())
}

fn print(rows: &[Row], report: &mut Report) {
    let heads: Vec<String> = CONTENDERS.iter().map(|contender| format!(" {contender:>15}")).collect();
    let heads = heads.concat();
    report.lines.push(format!("{:<16}{heads}  instructions", "validators"));
    for row in rows {
        let cell =
            |count: &Option<f64>| count.map_or_else(|| format!(" {:>15}", "-"), |count| format!(" {count:>15.0}"));
        let cells: String = row.counts.iter().map(cell).collect();
        report.lines.push(format!("{:<6} {:<9}{cells}", row.body, row.layout.name()));
        let mut table: Map<String, Value> =
            CONTENDERS.iter().zip(&row.counts).map(|(name, count)| (name.replace('-', "_"), json!(count))).collect();
        table.insert("unit".to_owned(), json!("instructions"));
        report.tables.insert(format!("validators/{}/{}", row.body, row.layout.name()), Value::Object(table));
    }
    report.lines.push(String::new());
}

impl Row {
    /// The bars are those of the medium body, and of the macro on every compact one.
    fn judge(&self, bars: &mut Vec<Bar>) -> Result<(), String> {
        let [Some(compiled), Some(ignored), Some(dom), Some(by_macro), ..] = self.counts[..] else {
            return Err("a contender with a bar has no figure".to_owned());
        };
        let compact = self.layout == Layout::Compact;
        let mut push = |what: &str, value: f64, unit, limit| {
            let name = format!("{} {}, {what}", self.body, self.layout.name());
            bars.push(Bar { name, value, unit, limit });
        };
        if self.body == "medium" {
            let (most, least) = if compact { (0.35, 16.0) } else { (0.60, 10.0) };
            push("to IgnoredAny", compiled / ignored, "x", Limit::AtMost(most));
            push("DOM + jsonschema", dom / compiled, "x fewer", Limit::AtLeast(least));
        }
        if compact {
            push("macro on a free DOM", by_macro / compiled, "x fewer", Limit::AtLeast(1.3));
        }
        Ok(())
    }
}

/// `None` where valgrind met an instruction it does not know.
fn instructions_each(contender: &str, body: &str, file: &Path, times: u32) -> Result<Option<f64>, String> {
    let run = |times: u32| {
        let times = times.to_string();
        let file = file.display().to_string();
        callgrind::instructions("bench-validate", &[contender, body, &file, &times])
    };
    let (few, many) = (run(FEW)?, run(FEW + times)?);
    Ok(few.zip(many).map(|(few, many)| (many - few) / f64::from(times)))
}

//! What verifying a credential costs, in callgrind instructions: a token seen before, a new one against `jsonwebtoken`, a key.

use serde_json::json;

use super::callgrind;
use crate::report::{Bar, Limit, Report};
use crate::shell;

const FEW: u32 = 20;
const MORE: u32 = 200;

/// 600 nanoseconds at four instructions in a nanosecond.
const MOST_CACHED: f64 = 2_400.0;
/// One microsecond.
const MOST_KEY: f64 = 4_000.0;
/// Times what `jsonwebtoken::decode` takes for the same token.
const MOST_FIRST: f64 = 1.15;

pub(crate) fn measure(report: &mut Report) -> Result<(), String> {
    // Made once: making a key takes another time each time.
    let folder = shell::root().join("target/bench");
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let made = folder.join("credentials.json").display().to_string();
    shell::output(&mut shell::command("target/release/bench-credentials", &["make", &made]))?;
    let each = |what: &str| each(what, &made);
    let (cached, first, decode, key) = (each("cached")?, each("first")?, each("decode")?, each("key")?);
    report.lines.push(format!("{:<36} {:>12}  instructions", "credentials", "each"));
    for (name, value) in [
        ("token seen before", cached),
        ("RS256 token, new", first),
        ("the same by jsonwebtoken::decode", decode),
        ("API key", key),
    ] {
        report.lines.push(format!("{name:<36} {value:>12.0}"));
    }
    report.lines.push(String::new());
    let table = json!({ "cached": cached, "first": first, "decode": decode, "key": key, "unit": "instructions" });
    report.tables.insert("credentials".to_owned(), table);
    for (name, value, unit, most) in [
        ("token seen before", cached, "instructions", MOST_CACHED),
        ("new RS256 token, to jsonwebtoken::decode", first / decode, "x", MOST_FIRST),
        ("API key", key, "instructions", MOST_KEY),
    ] {
        report.bars.push(Bar { name: name.to_owned(), value, unit, limit: Limit::AtMost(most) });
    }
    Ok(())
}

fn each(what: &str, made: &str) -> Result<f64, String> {
    let count = |times: u32| {
        let count = callgrind::instructions("bench-credentials", &[what, made, &times.to_string()])?;
        count.ok_or_else(|| "valgrind does not know an instruction of ours".to_owned())
    };
    Ok((count(FEW + MORE)? - count(FEW)?) / f64::from(MORE))
}

//! What verifying a credential costs, in callgrind instructions: a token seen before, a new one against `jsonwebtoken`, a key.

use std::time::Instant;

use serde_json::json;

use super::callgrind;
use crate::report::{Bar, Limit, Report};
use crate::shell;

const FEW: u32 = 20;
const MORE: u32 = 200;

/// 600 nanoseconds at four instructions in a nanosecond.
const MOST_CACHED: f64 = 2_400.0;
/// Times one HMAC-SHA-256. Under callgrind that runs without the instructions that processors have for it, so the bar of one
/// microsecond says nothing of its count; the time of the real thing is printed beside.
const MOST_KEY: f64 = 1.5;
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
    let hmac = each("hmac")?;
    let nanoseconds = time("key", &made)?;
    report.lines.push(format!("{:<36} {:>12}  instructions", "credentials", "each"));
    for (name, value) in [
        ("token seen before", cached),
        ("RS256 token, new", first),
        ("the same by jsonwebtoken::decode", decode),
        ("API key", key),
        ("its HMAC-SHA-256 alone", hmac),
    ] {
        report.lines.push(format!("{name:<36} {value:>12.0}"));
    }
    report.lines.push(format!("an API key takes {nanoseconds:.0} ns here\n"));
    let table = json!({
        "cached": cached, "first": first, "decode": decode, "key": key, "hmac": hmac, "unit": "instructions",
        "keyNanoseconds": nanoseconds,
    });
    report.tables.insert("credentials".to_owned(), table);
    for (name, value, unit, most) in [
        ("token seen before", cached, "instructions", MOST_CACHED),
        ("new RS256 token, to jsonwebtoken::decode", first / decode, "x", MOST_FIRST),
        ("API key, to its HMAC-SHA-256", key / hmac, "x", MOST_KEY),
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

/// Nanoseconds on this machine, the least of five runs.
fn time(what: &str, made: &str) -> Result<f64, String> {
    const TIMES: u32 = 1_000_000;
    let run = |times: u32| {
        let started = Instant::now();
        shell::output(&mut shell::command("target/release/bench-credentials", &[what, made, &times.to_string()]))?;
        Ok::<_, String>(started.elapsed().as_secs_f64())
    };
    let mut least = f64::INFINITY;
    for _ in 0..5 {
        least = least.min((run(TIMES)? - run(1)?) * 1e9 / f64::from(TIMES));
    }
    Ok(least)
}

//! One libFuzzer target, on stable Rust.
//!
//! The instrumentation is a pass of LLVM, which stable rustc can be told to run. AddressSanitizer needs an unstable flag;
//! it is used only when asked for.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::report::{Bar, Limit, Report};
use crate::shell;

/// Coverage counters and compared values for libFuzzer, as cargo-fuzz asks for them.
const INSTRUMENTED: &[&str] = &[
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Cllvm-args=-simplifycfg-branch-fold-threshold=0",
    "-Ccodegen-units=1",
];
const LONGEST_INPUT_SECONDS: u32 = 20;

pub(super) fn run(name: &str, seconds: u32, asan: bool, report: &mut Report) -> Result<(), String> {
    let Some(corpora) = shell::corpora() else {
        report.lines.push(format!("fuzz {name}: skipped, because ../shared/data is absent"));
        return Ok(());
    };
    let work = shell::root().join("target/fuzz").join(name);
    let (seeds, corpus, artifacts) = (work.join("seeds"), work.join("corpus"), work.join("artifacts"));
    for folder in [&seeds, &corpus, &artifacts] {
        let _ = (folder != &corpus).then(|| fs::remove_dir_all(folder));
        fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    }
    let mut writer = shell::command("cargo", &["run", "--quiet", "-p", "gateway-differential", "--", "seeds", name]);
    shell::output(writer.arg(&corpora).arg(&seeds))?;
    let binary = build(name, asan)?;
    let mut command = shell::command(&binary, &[]);
    command.arg(&corpus).arg(&seeds).args(["-print_final_stats=1", "-seed=1", "-rss_limit_mb=4096", "-max_len=65536"]);
    command.arg(format!("-max_total_time={seconds}")).arg(format!("-timeout={LONGEST_INPUT_SECONDS}"));
    command.arg(format!("-artifact_prefix={}/", artifacts.display()));
    // It ends with an error where it found something, and says what.
    let output = command.output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr);
    let executions = statistic(&said, "stat::number_of_executed_units").unwrap_or_default();
    let crashes = count(&artifacts);
    if crashes > 0.0 || !output.status.success() {
        let behind: Vec<&str> = said.lines().rev().take(60).collect();
        report.lines.extend(behind.iter().rev().map(|line| (*line).to_owned()));
    }
    if !output.status.success() && crashes == 0.0 {
        return Err(format!("{}\n{}: {}", report.lines.join("\n"), binary, output.status));
    }
    report.lines.push(format!(
        "fuzz {name}: {executions:.0} executions in {seconds} s from {:.0} seeds, {crashes:.0} crashes in {}",
        count(&seeds),
        artifacts.display()
    ));
    report.tables.insert(
        format!("fuzz/{name}"),
        json!({ "executions": executions, "seconds": seconds, "seeds": count(&seeds), "crashes": crashes, "asan": asan }),
    );
    let mut bar = |name: String, value, unit, limit| report.bars.push(Bar { name, value, unit, limit });
    bar(format!("fuzz {name}"), crashes, "crashes", Limit::AtMost(0.0));
    bar(format!("fuzz {name}, beyond the seeds"), executions - count(&seeds), "executions", Limit::AtLeast(1.0));
    Ok(())
}

/// Builds one target and gives the path of the program.
fn build(name: &str, asan: bool) -> Result<String, String> {
    let host = shell::output(&mut shell::command("rustc", &["-vV"]))?;
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc does not name its host")?;
    // The same versions as in the workspace: what is missing there is added, nothing else is chosen anew.
    let copied = fs::copy(shell::root().join("Cargo.lock"), shell::root().join("fuzz/Cargo.lock"));
    copied.map_err(|error| format!("fuzz/Cargo.lock: {error}"))?;
    let mut flags = INSTRUMENTED.to_vec();
    let folder = if asan { "target/fuzz/build-asan" } else { "target/fuzz/build" };
    let mut command = shell::command("cargo", &["build", "--release", "--quiet", "--manifest-path", "fuzz/Cargo.toml"]);
    command.args(["--bin", name, "--target", host, "--target-dir", folder]);
    if asan {
        flags.push("-Zsanitizer=address");
        command.env("RUSTC_BOOTSTRAP", "1");
    }
    shell::output(command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}")))?;
    Ok(shell::root().join(folder).join(host).join("release").join(name).to_string_lossy().into_owned())
}

fn statistic(said: &str, name: &str) -> Option<f64> {
    said.lines().find_map(|line| line.strip_prefix(name)?.trim_start_matches(':').trim().parse().ok())
}

#[allow(clippy::cast_precision_loss, reason = "a count of files")]
fn count(folder: &Path) -> f64 {
    fs::read_dir(folder).map_or(0.0, |entries| entries.count() as f64)
}

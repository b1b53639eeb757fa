//! `cargo xtask memcheck`: the tests of the crate with the unsafe code, under valgrind.

use std::path::Path;
use std::process::ExitCode;

use serde_json::Value;

use crate::{packages, shell};

/// How many cases each property is tried with: valgrind is some thirty times slower.
const CASES: &str = "200";

/// Runs every test of `gateway-cursor`. Exit code 1 where one fails, or valgrind sees an invalid read or write.
pub(crate) fn run() -> ExitCode {
    if let Err(code) = packages::ensure(packages::FOR_BENCH) {
        return code;
    }
    match check() {
        Ok(count) => {
            println!("{count} test binaries of gateway-cursor, no invalid read or write");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("memcheck: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn check() -> Result<usize, String> {
    let build = ["test", "-p", "gateway-cursor", "--no-run", "--quiet", "--message-format", "json"];
    let messages = shell::output(&mut shell::command("cargo", &build))?;
    let binaries: Vec<String> = messages.lines().filter_map(executable).collect();
    if binaries.is_empty() {
        return Err("cargo built no tests".to_owned());
    }
    for binary in &binaries {
        println!("{}", Path::new(binary).file_stem().unwrap_or_default().display());
        let mut command = shell::command("valgrind", &["--quiet", "--error-exitcode=9", binary]);
        shell::output(command.env("PROPTEST_CASES", CASES))?;
    }
    Ok(binaries.len())
}

/// The binary that a message of cargo is about.
fn executable(message: &str) -> Option<String> {
    let message: Value = serde_json::from_str(message).ok()?;
    message.get("executable")?.as_str().map(str::to_owned)
}

//! The commands people and CI run.
//!
//! `cargo xtask test` checks everything; `cargo xtask bench` measures everything. Both print what they did and how long
//! it took. Exit codes: 0 all well, 1 something failed, 2 usage, 3 something is missing that only you can install.

mod badinput;
mod bench;
mod conformance;
mod fuzz;
mod memcheck;
mod packages;
mod prism;
mod report;
mod schemathesis;
mod shell;
mod test;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <command>

  test               formatting, lints, documentation, every test, the release binary; with the time per step
  bench [WHAT..]     proxy, validators, front, parameters, credentials, footprint, connections, build, scale (default: the first seven)
        --json       print the report as JSON
        --rounds N   interleaved rounds of the proxy comparison (default 5)
  badinput           the catalogue of bad input against the orders gateway
        --json       print the report as JSON
  conformance        the official JSON Schema suites and the parsing corpus
        --json       print the report as JSON
  prism              the acceptance cases of the mock server Prism, replayed
        --json       print the report as JSON
  schemathesis       requests that schemathesis makes of the orders document, valid and not; needs Python
        --examples N how many per operation (default 200), besides those for each rule
        --json       print the report as JSON
  fuzz TARGET        cursor, validators, document, pattern, multipart, gzip, xml or lines
        --seconds N  how long (default 60)
        --asan       with AddressSanitizer, which needs an unstable flag of rustc
  fuzz differential  compiled validators of all shared documents against the interpreter
        --cases N    how many instances (default 1000000)
        --seed N     the same seed gives the same instances (default 1)
        --json       print the report as JSON
  memcheck           the tests of the crate with the unsafe code, under valgrind
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((command, rest)) = arguments.split_first() else {
        eprint!("{USAGE}");
        return ExitCode::from(2);
    };
    match command.as_str() {
        "test" if rest.is_empty() => test::run(),
        "badinput" if rest.is_empty() => badinput::run(false),
        "badinput" if matches!(rest, [only] if only == "--json") => badinput::run(true),
        "conformance" if rest.is_empty() => conformance::run(false),
        "conformance" if matches!(rest, [only] if only == "--json") => conformance::run(true),
        "prism" if rest.is_empty() => prism::run(false),
        "prism" if matches!(rest, [only] if only == "--json") => prism::run(true),
        "memcheck" if rest.is_empty() => memcheck::run(),
        "schemathesis" => match schemathesis::Options::parse(rest) {
            Ok(options) => schemathesis::run(&options),
            Err(problem) => {
                eprintln!("{problem}\n\n{USAGE}");
                ExitCode::from(2)
            }
        },
        "fuzz" => match fuzz::Options::parse(rest) {
            Ok(options) => fuzz::run(&options),
            Err(problem) => {
                eprintln!("{problem}\n\n{USAGE}");
                ExitCode::from(2)
            }
        },
        "bench" => match bench::Options::parse(rest) {
            Ok(options) => bench::run(&options),
            Err(problem) => {
                eprintln!("{problem}\n\n{USAGE}");
                ExitCode::from(2)
            }
        },
        _ => {
            eprint!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

//! `cargo xtask schemathesis`: requests that schemathesis makes of `specs/orders.yaml`, sent to the orders gateway.
//!
//! The upstream answers everything with 200, so that every other status is the gateway's own.

mod install;
mod subject;

use std::fs;
use std::process::{ExitCode, Stdio};

use serde_json::{Value, json};

pub(crate) use install::install;

use crate::report::{Bar, Limit, Report};
use crate::{report, shell};
use subject::Subject;

/// What to run and how.
pub(crate) struct Options {
    examples: u32,
    json: bool,
}

impl Options {
    pub(crate) fn parse(arguments: &[String]) -> Result<Self, String> {
        let mut options = Self { examples: 200, json: false };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--json" => options.json = true,
                "--examples" => {
                    let number = arguments.next().and_then(|text| text.parse().ok());
                    options.examples = number.ok_or("--examples takes a number")?;
                }
                other => return Err(format!("unknown argument `{other}`")),
            }
        }
        Ok(options)
    }
}

/// Installs, sends, prints. Exit code 1 where a bar is missed.
pub(crate) fn run(options: &Options) -> ExitCode {
    report::run("schemathesis", options.json, |report| send(options.examples, report))
}

/// A kind of finding that is known, and why it is none.
struct Exception {
    operation: &'static str,
    kind: &'static str,
    reason: &'static str,
}

const EXCEPTIONS: &[Exception] = &[
    Exception {
        operation: "POST /edi/orders",
        kind: "AcceptedNegativeData",
        reason: "XML is held to its form, not to a schema, as the description of the operation says",
    },
    Exception {
        operation: "POST /orders/{orderId}/attachments",
        kind: "AcceptedNegativeData",
        reason: "`{}` as one photo is meant to be of the wrong type, and is two octets of a file like any other",
    },
    Exception {
        operation: "TRACE /products/{sku}/stores/{near}",
        kind: "UnsupportedMethodResponse",
        reason: "400 instead of 405: `;` has a meaning in that path only for the method that declares it",
    },
];

const CHECKS: &str = "not_a_server_error,negative_data_rejection,positive_data_acceptance,missing_required_header,\
                      unsupported_method,ignored_auth";

fn send(examples: u32, report: &mut Report) -> Result<(), String> {
    let program = install()?;
    let folder = shell::root().join("target/schemathesis-run");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let (result, log) = (folder.join("report.json"), folder.join("output.txt"));
    // A result of an earlier run must not be taken for this one's.
    let _ = fs::remove_file(&result);
    let output = fs::File::create(&log).map_err(|error| format!("{}: {error}", log.display()))?;
    let subject = Subject::start()?;
    let examples = examples.to_string();
    let status = std::process::Command::new(&program)
        .arg("run")
        .arg(shell::root().join("specs/orders.yaml"))
        .args(["--url", &format!("http://{}/v2", subject.address)])
        .args(["--header", &format!("Authorization: Bearer {}", subject.token)])
        .args(["--header", "Host: api.orders.example"])
        .args(["--phases", "examples,coverage,fuzzing", "--checks", CHECKS, "--max-examples", &examples])
        .args(["--generation-deterministic", "--generation-with-security-parameters", "false"])
        // Should a limit be met all the same, the request is repeated, so that 429 hides nothing.
        .args([
            "--continue-on-failure",
            "--suppress-health-check",
            "filter_too_much",
            "--rate-limit",
            "auto",
            "--no-color",
            "--report",
            "json",
        ])
        .arg("--report-json-path")
        .arg(&result)
        .env("SCHEMATHESIS_HOOKS", shell::root().join("tests/schemathesis/hooks.py"))
        .current_dir(&folder)
        .stdin(Stdio::null())
        .stderr(output.try_clone().map_err(|error| error.to_string())?)
        .stdout(output)
        .status();
    let seen = subject.end()?;
    status.map_err(|error| format!("{}: {error}", program.display()))?;
    let text =
        fs::read_to_string(&result).map_err(|error| format!("no result, {} says why: {error}", log.display()))?;
    let found: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    report.lines.push(format!("what schemathesis wrote: {}", log.display()));
    judge(&found, &seen, report)
}

/// Counts what was found. Every failure is of one of the first three kinds or of the fourth, so that none is lost.
fn judge(found: &Value, seen: &Value, report: &mut Report) -> Result<(), String> {
    let generated = found.pointer("/test_cases/generated").and_then(Value::as_f64).ok_or("the result has no cases")?;
    let failures = found.get("failures").and_then(Value::as_array).ok_or("the result has no failures")?;
    let (mut server, mut accepted, mut refused, mut other) = (0.0, 0.0, 0.0, 0.0);
    for failure in failures {
        let kind = failure.get("type").and_then(Value::as_str).unwrap_or_default();
        for operation in failure.get("operations").and_then(Value::as_array).into_iter().flatten() {
            let operation = operation.as_str().unwrap_or_default();
            let known = EXCEPTIONS.iter().find(|known| known.kind == kind && known.operation == operation);
            if let Some(known) = known {
                report.lines.push(format!("known: {operation}: {kind}: {}", known.reason));
                continue;
            }
            report.lines.push(format!("found: {operation}: {kind}"));
            match kind {
                "ServerError" => server += 1.0,
                "AcceptedNegativeData" => accepted += 1.0,
                "RejectedPositiveData" => refused += 1.0,
                _ => other += 1.0,
            }
        }
    }
    for error in found.get("errors").and_then(Value::as_array).into_iter().flatten() {
        report.lines.push(format!("error: {error}"));
        other += 1.0;
    }
    let untested = ["total", "tested"]
        .map(|key| found.pointer(&format!("/operations/{key}")).and_then(Value::as_f64).unwrap_or(f64::NAN));
    let (valid, taken) = valid(found);
    report.lines.push(format!("{generated} requests; {taken} of {valid} valid ones answered by the upstream"));
    report.lines.push(format!("seen by the gateway: {seen}"));
    let mut bar = |name: &str, value, unit, limit| report.bars.push(Bar { name: name.to_owned(), value, unit, limit });
    bar("requests", generated, "", Limit::AtLeast(1000.0));
    bar("answered with 5xx", server, "operations", Limit::AtMost(0.0));
    bar("invalid requests accepted", accepted, "operations", Limit::AtMost(0.0));
    bar("valid requests refused", refused + valid - taken, "", Limit::AtMost(0.0));
    bar("other failures and errors", other, "", Limit::AtMost(0.0));
    bar("operations not tested", untested[0] - untested[1], "", Limit::AtMost(0.0));
    report.tables.insert("schemathesis".to_owned(), json!({ "result": found, "seen": seen }));
    Ok(())
}

/// How many valid requests there were, and how many of them were answered with success.
fn valid(found: &Value) -> (f64, f64) {
    let (mut all, mut taken) = (0.0, 0.0);
    let operations = found.get("valid_rates").and_then(Value::as_object).into_iter().flatten();
    for (_, phases) in operations {
        for counts in phases.as_object().into_iter().flat_map(|phases| phases.values()) {
            let counts = counts.as_object().into_iter().flatten();
            for (what, count) in counts.filter_map(|(what, count)| Some((what, count.as_f64()?))) {
                all += count;
                taken += if what == "accepted" { count } else { 0.0 };
            }
        }
    }
    (all, taken)
}

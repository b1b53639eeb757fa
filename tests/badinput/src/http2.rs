//! The rows of HTTP/2: scripts of frames, sent by `http2/driver.py` and judged like those of HTTP/1.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use gateway_tests::{Behaviour, Subject};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Outcome;
use crate::judge::{CUSTOMER, ORDER};

/// Far longer than any event takes.
const PATIENCE: Duration = Duration::from_secs(5);

/// One case of the catalogue, with one or several scripts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// Its name in the catalogue of bad input.
    pub id: String,
    /// What is bad about it.
    pub what: String,
    /// What is sent, in the steps of `http2/driver.py`: each on a connection of its own.
    pub send: Vec<String>,
    /// What must come back, one of them: `status N` or `reset CODE` on the last of `streams`, or `goaway CODE`.
    pub outcome: Vec<String>,
    /// The streams whose end is waited for.
    #[serde(default = "first_stream")]
    pub streams: Vec<u32>,
    /// The public codes of which the one event must have one; none where there must be no event.
    #[serde(default)]
    pub code: Vec<String>,
    /// Whether there may be several events: one for each stream that is in error.
    #[serde(default)]
    pub each: bool,
    /// The request lines the upstream must have seen.
    #[serde(default)]
    pub upstream: Vec<String>,
    /// Where requests are begun and given up: how many of them the upstream may have seen.
    #[serde(default)]
    pub at_most: usize,
    /// Header fields the upstream must not have seen.
    #[serde(default)]
    pub absent: Vec<String>,
    /// Lines of the `[bounds]` section of a gateway of its own.
    #[serde(default)]
    pub bounds: Option<String>,
}

fn first_stream() -> Vec<u32> {
    vec![1]
}

#[derive(Deserialize)]
struct File {
    row: Vec<Script>,
}

impl Script {
    /// Whether nothing is refused.
    pub const fn is_control(&self) -> bool {
        self.code.is_empty()
    }
}

/// Every row of the data file; an error says what is wrong with it.
pub fn scripts() -> Result<Vec<Script>, String> {
    let file: File = toml::from_str(include_str!("../http2/rows.toml")).map_err(|error| error.to_string())?;
    for row in &file.row {
        if row.send.is_empty() || row.outcome.is_empty() || (row.is_control() && row.upstream.is_empty()) {
            return Err(format!("{}: a script, an outcome, and for a control what the upstream sees", row.id));
        }
    }
    Ok(file.row)
}

/// The process that speaks HTTP/2. It ends with this value.
#[derive(Debug)]
pub struct Driver {
    child: Child,
    orders: ChildStdin,
    findings: BufReader<ChildStdout>,
}

impl Driver {
    /// Starts it; the first time, `pip` brings what it needs.
    ///
    /// # Errors
    /// Where Python or its packages are not to be had.
    pub fn start() -> Result<Self, String> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("http2");
        let packages = packages(&here)?;
        let mut child = Command::new("python3")
            .arg(here.join("driver.py"))
            .env("PYTHONPATH", packages)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("python3: {error}"))?;
        let (Some(orders), Some(findings)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("the driver has no pipes".to_owned());
        };
        Ok(Self { child, orders, findings: BufReader::new(findings) })
    }

    /// Runs a script on a connection of its own.
    ///
    /// # Errors
    /// Where the driver does not understand it.
    pub fn run(&mut self, address: SocketAddr, steps: &str, streams: &[u32]) -> Result<Value, String> {
        let order = json!({ "address": [address.ip().to_string(), address.port()], "steps": steps, "await": streams });
        writeln!(self.orders, "{order}").map_err(|error| format!("the driver is gone: {error}"))?;
        let mut line = String::new();
        self.findings.read_line(&mut line).map_err(|error| error.to_string())?;
        serde_json::from_str(&line).map_err(|_| format!("the driver gave up on: {steps}"))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The folder with the packages of `requirements.txt`.
fn packages(here: &Path) -> Result<PathBuf, String> {
    let wanted = here.join("requirements.txt");
    let built = here.join("../../../target");
    let folder = built.join("http2-driver");
    let done = folder.join("requirements.txt");
    let text = std::fs::read_to_string(&wanted).map_err(|error| error.to_string())?;
    if std::fs::read_to_string(&done).is_ok_and(|found| found == text) {
        return Ok(folder);
    }
    let fresh = built.join(format!("http2-driver-{}", std::process::id()));
    let installed = Command::new("python3")
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore"])
        .arg("--target")
        .arg(&fresh)
        .arg("--requirement")
        .arg(&wanted)
        .status();
    if !installed.is_ok_and(|status| status.success()) {
        return Err("pip cannot install the packages of tests/badinput/http2/requirements.txt".to_owned());
    }
    std::fs::copy(&wanted, fresh.join("requirements.txt")).map_err(|error| error.to_string())?;
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::rename(&fresh, &folder).map_err(|error| error.to_string())?;
    Ok(folder)
}

/// Runs every script of a row against `subject`, or against a gateway of the row's own.
///
/// # Errors
/// Where a script cannot be run.
pub fn judge_script(row: &Script, subject: &Subject, driver: &mut Driver) -> Result<Vec<Outcome>, String> {
    let own =
        row.bounds.as_ref().map(|bounds| Subject::orders().tls().bounds(bounds).upstream(Behaviour::Large).start());
    let subject = own.as_ref().unwrap_or(subject);
    row.send.iter().enumerate().map(|(index, steps)| one(row, index + 1, steps, subject, driver)).collect()
}

fn one(row: &Script, spelling: usize, steps: &str, subject: &Subject, driver: &mut Driver) -> Result<Outcome, String> {
    subject.clock().advance(Duration::from_mins(10));
    subject.forget();
    let found = driver.run(subject.address(), &written(steps, subject), &row.streams)?;
    let mut outcome =
        Outcome { id: row.id.clone(), spelling, let_through: false, control_refused: false, faults: Vec::new() };
    let seen = outcome_of(row, &found);
    if !row.outcome.contains(&seen) {
        outcome.control_refused = row.is_control();
        outcome.faults.push(format!("the outcome is `{seen}`"));
    }
    if seen.starts_with("goaway") && found.get("closed") != Some(&Value::Bool(true)) {
        outcome.faults.push("the connection stays open".to_owned());
    }
    forwarded(row, subject, &mut outcome);
    told(row, subject, &mut outcome);
    unharmed(row, subject, driver, &mut outcome)?;
    Ok(outcome)
}

/// A script with the texts of the run in it.
fn written(steps: &str, subject: &Subject) -> String {
    let bearer = |scopes: &str| format!("'authorization=Bearer {}'", subject.token(scopes));
    let pseudo = |method: &str| format!(":method={method} :scheme=https :authority=localhost :path=/v2/orders");
    [
        ("{get}", pseudo("GET")),
        ("{post}", pseudo("POST")),
        ("{read}", bearer("orders:read")),
        ("{write}", bearer("orders:write")),
        ("{customers}", bearer("customers:read")),
        ("{customer}", CUSTOMER.to_owned()),
        ("{json}", "content-type=application/json".to_owned()),
        ("{order}", format!("'{ORDER}'")),
        ("{order-length}", format!("content-length={}", ORDER.len())),
    ]
    .iter()
    .fold(steps.to_owned(), |steps, (name, text)| steps.replace(name, text))
}

/// What came back, in the words of a row.
fn outcome_of(row: &Script, found: &Value) -> String {
    if let Some(code) = found.get("goaway").and_then(Value::as_str).filter(|code| *code != "NO_ERROR") {
        return format!("goaway {code}");
    }
    let stream = row.streams.last().map(u32::to_string).unwrap_or_default();
    let of = |what: &str| found.get(what).and_then(|streams| streams.get(&stream));
    match (of("status"), of("resets").and_then(Value::as_str)) {
        (Some(status), _) => format!("status {status}"),
        (None, Some(code)) => format!("reset {code}"),
        (None, None) if found.get("closed") == Some(&Value::Bool(true)) => "closed".to_owned(),
        (None, None) => "nothing".to_owned(),
    }
}

fn forwarded(row: &Script, subject: &Subject, outcome: &mut Outcome) {
    let seen = subject.upstream().seen();
    let lines: Vec<&str> = seen.iter().map(|seen| seen.line.as_str()).collect();
    let is_right = if row.at_most > 0 { lines.len() <= row.at_most } else { lines == row.upstream };
    if !is_right {
        outcome.let_through = lines.len() > row.upstream.len().max(row.at_most);
        let shown: Vec<_> = lines.iter().take(3).collect();
        outcome.faults.push(format!("the upstream saw {} requests: {shown:?}", lines.len()));
    }
    for name in &row.absent {
        if seen.iter().any(|seen| seen.header(name).is_some()) {
            outcome.let_through = true;
            outcome.faults.push(format!("the upstream saw the field `{name}`"));
        }
    }
}

fn told(row: &Script, subject: &Subject, outcome: &mut Outcome) {
    let started = Instant::now();
    let mut events = subject.events();
    // An event may come a moment after the frame it is about.
    while events.is_empty() && !row.is_control() && started.elapsed() < PATIENCE {
        std::thread::yield_now();
        events = subject.events();
    }
    let codes: Vec<&str> = events.iter().filter_map(|event| event.get("code")?.as_str()).collect();
    let is_known = codes.iter().all(|code| row.code.iter().any(|known| known == code));
    let is_right = match codes.len() {
        0 => row.is_control(),
        1 => is_known,
        _ => row.each && is_known,
    };
    if !is_right {
        let shown: Vec<_> = events.iter().take(5).map(ToString::to_string).collect();
        outcome.faults.push(format!("there are {} events: {shown:?}", events.len()));
    }
    let named = events.iter().all(|event| event.get("client").and_then(Value::as_str) == Some("127.0.0.1"));
    if !named {
        outcome.faults.push("an event does not name the client".to_owned());
    }
}

/// A clean request right behind it, on a connection of its own.
fn unharmed(row: &Script, subject: &Subject, driver: &mut Driver, outcome: &mut Outcome) -> Result<(), String> {
    subject.clock().advance(Duration::from_mins(10));
    subject.forget();
    let clean = "acknowledging\nheaders 1 end :method=GET :scheme=https :authority=localhost :path=/v2/customers/{customer} {customers}";
    let found = driver.run(subject.address(), &written(clean, subject), &[1])?;
    let status = found.get("status").and_then(|status| status.get("1")).and_then(Value::as_u64);
    let seen = subject.upstream().seen().into_iter().map(|seen| seen.line);
    // Requests that were given up may still be on their way.
    let lines: Vec<String> = seen.filter(|line| row.at_most == 0 || line.contains("customers")).collect();
    if status != Some(200) || lines != [format!("GET /v2/customers/{CUSTOMER} HTTP/1.1")] {
        outcome.faults.push(format!("the next request got {found}, and the upstream saw {lines:?}"));
    }
    Ok(())
}

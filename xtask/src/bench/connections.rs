//! What connections that send half of something and stop cost in memory.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::json;

use super::process::Running;
use crate::report::{Bar, Limit, Report};
use crate::shell;

const CONNECTIONS: &str = "1000";

/// What so many may add to the resident memory, in MiB.
const MOST: f64 = 64.0;

/// What each connection sends half of, and whether it is within TLS.
const KINDS: &[(&str, bool)] = &[("head", false), ("body", false), ("tls-head", true), ("http2-head", true)];

pub(crate) fn measure(report: &mut Report) -> Result<(), String> {
    let binaries = shell::root().join("target/release");
    let upstream = Running::start(1, &binaries.join("bench-upstream"), &[])?;
    let upstream = upstream.address.to_string();
    for (kind, tls) in KINDS {
        let arguments: &[&str] = if *tls { &[&upstream, "tls"] } else { &[&upstream] };
        let gateway = Running::start(0, &binaries.join("bench-gateway"), arguments)?;
        // The first connection brings what is made once.
        slow(kind, &gateway, "1")?;
        let before = gateway.resident_kib();
        let after = slow(kind, &gateway, CONNECTIONS)?;
        #[allow(clippy::cast_precision_loss, reason = "a resident size in KiB fits a double")]
        let added = after.saturating_sub(before) as f64 / 1024.0;
        report.lines.push(format!("{CONNECTIONS} connections with half a {kind}: {added:.1} MiB"));
        report.tables.insert(format!("connections/{kind}"), json!({ "count": CONNECTIONS, "added_mib": added }));
        let name = format!("{CONNECTIONS} connections, half a {kind}");
        report.bars.push(Bar { name, value: added, unit: "MiB", limit: Limit::AtMost(MOST) });
    }
    report.lines.push(String::new());
    Ok(())
}

/// The resident memory in KiB while so many slow connections are open.
fn slow(kind: &str, gateway: &Running, count: &str) -> Result<u64, String> {
    let mut child = Command::new("python3")
        .arg(shell::root().join("bench/slow.py"))
        .args([kind, &gateway.address.to_string(), count, &gateway.announced])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("python3: {error}"))?;
    let mut said = BufReader::new(child.stdout.take().ok_or("no standard output")?).lines();
    let opened = said.next().and_then(Result::ok);
    // What was sent last is still to be read.
    std::thread::sleep(Duration::from_millis(500));
    let resident = gateway.resident_kib();
    drop(child.stdin.take());
    let closed = said.next().and_then(Result::ok);
    let ended = child.wait();
    if opened.as_deref() != Some("open") || closed.as_deref() != Some("0") || !ended.is_ok_and(|code| code.success()) {
        return Err(format!("half a {kind}: the connections did not stay open ({opened:?}, {closed:?})"));
    }
    Ok(resident)
}

//! The gateway against the bare reference proxy: same upstream, same bytes, same run.
//!
//! The contender runs on one core; load and upstream share the other. Rounds are interleaved and the median of the
//! per-round ratios is judged, because the machine's speed drifts.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

use serde_json::json;

use super::process::Running;
use crate::report::{Bar, Limit, Report};
use crate::shell;

const CONTENDER_CORE: usize = 0;
const LOAD_CORE: &str = "1";
const CONNECTIONS: &str = "32";
const ORDER: &str = "3f2b9a4e-5a0c-4d7e-9b52-0e6f4c1d2a33";

/// One kind of request, as `wrk` script and as raw bytes.
struct Load {
    name: &'static str,
    bar_name: &'static str,
    bar: f64,
    method: &'static str,
    path: String,
    body: String,
}

/// One measurement of one contender.
struct Sample {
    cpu_micros: f64,
    per_second: f64,
    p50: String,
    p99: String,
}

pub(crate) fn measure(rounds: usize, report: &mut Report) -> Result<(), String> {
    let binaries = shell::root().join("target/release");
    let upstream = Running::start(1, &binaries.join("bench-upstream"), &[])?;
    let upstream_address = upstream.address.to_string();
    let reference = Running::start(CONTENDER_CORE, &binaries.join("bench-reference"), &[&upstream_address])?;
    let gateway = Running::start(CONTENDER_CORE, &binaries.join("bench-gateway"), &[&upstream_address])?;
    let token = gateway.announced.clone();
    let loads = loads();
    prove(&reference, &gateway, &token, &loads)?;

    let scripts = shell::root().join("target/bench");
    std::fs::create_dir_all(&scripts).map_err(|error| error.to_string())?;
    report.lines.push(format!(
        "{:<28} {:<10} {:>10} {:>12} {:>10} {:>10} {:>9}",
        "load", "contender", "CPU µs/req", "requests/s", "p50", "p99", "RSS MiB"
    ));
    for load in &loads {
        let script = scripts.join(format!("{}.lua", load.method));
        std::fs::write(&script, load.script(&token)).map_err(|error| error.to_string())?;
        let mut ratios = Vec::new();
        let mut samples = (Vec::new(), Vec::new());
        for contender in [&reference, &gateway] {
            sample(contender, load, &script, 1)?;
        }
        for _ in 0..rounds {
            let bare = sample(&reference, load, &script, 3)?;
            let ours = sample(&gateway, load, &script, 3)?;
            ratios.push(ours.cpu_micros / bare.cpu_micros);
            samples.0.push(bare);
            samples.1.push(ours);
        }
        let ratio = median(&mut ratios);
        for (name, running, samples) in [("reference", &reference, samples.0), ("gateway", &gateway, samples.1)] {
            add_row(report, load, name, running, samples);
        }
        report.bars.push(Bar {
            name: load.bar_name.to_owned(),
            value: ratio,
            unit: "x reference",
            limit: Limit::AtMost(load.bar),
        });
    }
    Ok(())
}

fn add_row(report: &mut Report, load: &Load, name: &str, running: &Running, mut samples: Vec<Sample>) {
    samples.sort_by(|a, b| a.cpu_micros.total_cmp(&b.cpu_micros));
    let Some(middle) = samples.get(samples.len() / 2) else { return };
    #[allow(clippy::cast_precision_loss, reason = "a resident size in KiB fits a double")]
    let resident = running.resident_kib() as f64 / 1024.0;
    report.lines.push(format!(
        "{:<28} {:<10} {:>10.2} {:>12.0} {:>10} {:>10} {:>9.1}",
        load.name, name, middle.cpu_micros, middle.per_second, middle.p50, middle.p99, resident
    ));
    report.tables.insert(
        format!("{}/{name}", load.name),
        json!({
            "cpu_micros": middle.cpu_micros, "per_second": middle.per_second,
            "p50": middle.p50, "p99": middle.p99, "resident_mib": resident,
        }),
    );
}

fn loads() -> Vec<Load> {
    let items: Vec<String> = (0..9)
        .map(|index| {
            format!(r#"{{"sku":"TEA-{index:04}","quantity":{},"unitPrice":1250,"name":"Green tea"}}"#, index + 1)
        })
        .collect();
    let body = format!(
        r#"{{"customerId":"{ORDER}","currency":"EUR","items":[{}],"shipTo":{{"line1":"60 Long Harbour Road","line2":null,"city":"Rotterdam","postalCode":"3011 AB","country":"NL"}},"email":"ada.lovelace@example.org","requestedFor":"2026-03-14T09:26:53Z","note":"{}"}}"#,
        items.join(","),
        "Please ring twice. ".repeat(6)
    );
    vec![
        Load {
            name: "GET, JWT + scope + limit",
            bar_name: "GET CPU per request",
            bar: 1.45,
            method: "GET",
            path: format!("/v1/orders/{ORDER}"),
            body: String::new(),
        },
        Load {
            name: "POST 1 KiB, + schema",
            bar_name: "validated POST CPU per request",
            bar: 1.65,
            method: "POST",
            path: "/v1/orders".to_owned(),
            body,
        },
    ]
}

impl Load {
    fn script(&self, token: &str) -> String {
        let body = if self.body.is_empty() {
            String::new()
        } else {
            format!("wrk.headers['Content-Type'] = 'application/json'\nwrk.body = '{}'\n", self.body)
        };
        format!(
            "wrk.method = '{}'\nwrk.headers['Host'] = 'bench.example'\nwrk.headers['Authorization'] = 'Bearer {token}'\n{body}",
            self.method
        )
    }

    fn raw(&self, token: Option<&str>, body: &str) -> String {
        let authorization = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
        let content = if body.is_empty() {
            String::new()
        } else {
            format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len())
        };
        format!(
            "{} {} HTTP/1.1\r\nhost: bench.example\r\nconnection: close\r\n{authorization}{content}\r\n{body}",
            self.method, self.path
        )
    }
}

/// Behaviour before timing: both answer what they should, and the gateway refuses what it should.
fn prove(reference: &Running, gateway: &Running, token: &str, loads: &[Load]) -> Result<(), String> {
    for load in loads {
        expect(reference.address, &load.raw(Some(token), &load.body), "200")?;
        expect(gateway.address, &load.raw(Some(token), &load.body), "200")?;
        expect(gateway.address, &load.raw(None, &load.body), "401")?;
        expect(gateway.address, &load.raw(Some(&format!("{token}A")), &load.body), "401")?;
        if !load.body.is_empty() {
            expect(gateway.address, &load.raw(Some(token), &load.body.replace("TEA-0003", "tea-0003")), "400")?;
        }
    }
    Ok(())
}

fn expect(address: SocketAddr, request: &str, status: &str) -> Result<(), String> {
    let answer = exchange(address, request).map_err(|error| format!("{address}: {error}"))?;
    let got = answer.split(' ').nth(1).unwrap_or("nothing");
    if got == status {
        return Ok(());
    }
    let line = request.lines().next().unwrap_or_default();
    Err(format!("{address} answered {got} instead of {status} to `{line}`:\n{answer}"))
}

fn exchange(address: SocketAddr, request: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

fn sample(contender: &Running, load: &Load, script: &Path, seconds: u32) -> Result<Sample, String> {
    let before = contender.cpu_nanos();
    let url = format!("http://{}{}", contender.address, load.path);
    let mut command = shell::command("taskset", &["-c", LOAD_CORE, "wrk", "--latency", "-t1", "-c", CONNECTIONS]);
    command.arg(format!("-d{seconds}s")).arg("-s").arg(script).arg(url);
    let text = shell::output(&mut command)?;
    let cpu = contender.cpu_nanos() - before;
    if text.contains("Non-2xx") || text.contains("Socket errors") {
        return Err(format!("{}: not every request was answered:\n{text}", load.name));
    }
    let requests =
        field(&text, "requests in", 0).and_then(|word| word.parse::<f64>().ok()).filter(|count| *count > 0.0);
    let requests = requests.ok_or_else(|| format!("cannot read what wrk says:\n{text}"))?;
    #[allow(clippy::cast_precision_loss, reason = "a few seconds in nanoseconds fit a double")]
    let cpu_micros = cpu as f64 / 1000.0 / requests;
    Ok(Sample {
        cpu_micros,
        per_second: field(&text, "Requests/sec:", 1).and_then(|word| word.parse().ok()).unwrap_or(0.0),
        p50: field(&text, "50%", 1).unwrap_or_default(),
        p99: field(&text, "99%", 1).unwrap_or_default(),
    })
}

/// The word at a position of the first line that contains a text.
fn field(text: &str, line_with: &str, word: usize) -> Option<String> {
    let line = text.lines().find(|line| line.contains(line_with))?;
    line.split_whitespace().nth(word).map(str::to_owned)
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

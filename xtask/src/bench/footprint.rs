//! Memory and start of the release binary, configured as an operator would with a JWKS file.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use super::process::resident_kib;
use crate::report::{Bar, Limit, Report};
use crate::shell;

const STARTS: usize = 5;
const PATIENCE: Duration = Duration::from_secs(10);

/// The public half of a P-256 key made for this measurement; nothing is ever signed with it.
const JWKS: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","kid":"bench","alg":"ES256","use":"sig","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}"#;

pub(crate) fn measure(report: &mut Report) -> Result<(), String> {
    let folder = shell::root().join("target/bench/footprint");
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).map_err(|error| error.to_string());
    write("jwks.json", JWKS)?;
    write("keys.json", "[]")?;
    write("pepper", "0123456789abcdef0123456789abcdef")?;
    let mut quickest = Duration::MAX;
    let mut resident = 0;
    for _ in 0..STARTS {
        let health = free_address()?;
        write("gateway.toml", &configuration(health))?;
        let started = Instant::now();
        let mut gateway = Gateway::start(&folder)?;
        while !ready(health) {
            if started.elapsed() > PATIENCE || !gateway.runs() {
                return Err("the gateway did not become ready".to_owned());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        quickest = quickest.min(started.elapsed());
        resident = resident.max(resident_kib(gateway.0.id()));
    }
    #[allow(clippy::cast_precision_loss, reason = "a resident size in KiB fits a double")]
    let resident = resident as f64 / 1024.0;
    let start = quickest.as_secs_f64() * 1000.0;
    report.lines.push(format!("footprint: {resident:.1} MiB resident when idle, ready {start:.1} ms after exec\n"));
    report.tables.insert("footprint".to_owned(), json!({ "resident_mib": resident, "start_ms": start }));
    report.bars.push(Bar { name: "idle RSS".to_owned(), value: resident, unit: "MiB", limit: Limit::AtMost(20.0) });
    report.bars.push(Bar {
        name: "cold start to ready".to_owned(),
        value: start,
        unit: "ms",
        limit: Limit::AtMost(200.0),
    });
    Ok(())
}

fn configuration(health: SocketAddr) -> String {
    format!(
        r#"[listen]
data = "127.0.0.1:0"
health = "{health}"
plaintext = true

[upstreams.orders]
urls = ["http://127.0.0.1:1"]
[upstreams.exports]
urls = ["http://127.0.0.1:1"]

[auth.oauth]
jwks = {{ file = "jwks.json" }}

[stores.partners]
file = "keys.json"
pepper = {{ file = "pepper" }}

[stores.sessions]
file = "keys.json"
pepper = {{ file = "pepper" }}
"#
    )
}

/// A running gateway; killed when dropped.
struct Gateway(Child);

impl Gateway {
    fn start(folder: &std::path::Path) -> Result<Self, String> {
        let mut command = Command::new(shell::root().join("target/release/orders"));
        command.args(["serve", "--config", "gateway.toml"]).current_dir(folder);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().map(Self).map_err(|error| format!("cannot start the gateway: {error}"))
    }

    fn runs(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(None))
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A port that was free a moment ago: the gateway must be told where to listen for health.
fn free_address() -> Result<SocketAddr, String> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
    listener.local_addr().map_err(|error| error.to_string())
}

fn ready(health: SocketAddr) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect(health)?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        stream.write_all(b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer)?;
        Ok(answer.ends_with(b"200"))
    };
    ask().unwrap_or(false)
}

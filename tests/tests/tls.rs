//! TLS and HTTP/2 with clients that others wrote: `curl`, and `openssl s_client` where it is there.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so")]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use gateway_tests::Subject;
use tempfile::TempDir;

/// A gateway that speaks TLS, and its certificate as a file.
struct Served {
    subject: Subject,
    certificate: PathBuf,
    _folder: TempDir,
}

impl Served {
    fn start() -> Self {
        let subject = Subject::orders().tls().start();
        let folder = tempfile::tempdir().unwrap();
        let certificate = folder.path().join("tls.crt");
        std::fs::write(&certificate, subject.certificate().unwrap()).unwrap();
        Self { subject, certificate, _folder: folder }
    }

    /// Asks for the public operation, for `https://localhost` as the authority.
    fn curl(&self, options: &[&str]) -> Output {
        Command::new("curl")
            .args(["-sS", "-o", "/dev/null", "-w", "%{http_version} %{http_code}", "--cacert"])
            .arg(&self.certificate)
            .args(["--connect-to", &format!("localhost:443:{}", self.subject.address())])
            .args(options)
            .arg("https://localhost/v2/status")
            .output()
            .expect("curl is installed")
    }

    /// One handshake of `openssl s_client`, or nothing where it is not installed.
    fn openssl(&self, options: &[&str]) -> Option<Output> {
        let output = Command::new("openssl")
            .args(["s_client", "-connect", &self.subject.address().to_string()])
            .args(["-servername", "localhost", "-verify_return_error", "-CAfile"])
            .arg(&self.certificate)
            .args(options)
            .stdin(Stdio::null())
            .output();
        match output {
            Ok(output) => Some(output),
            Err(why) => {
                eprintln!("skipped: openssl cannot be started: {why}");
                None
            }
        }
    }
}

fn printed(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn a_client_gets_the_protocol_it_asks_for() {
    let served = Served::start();
    for (option, expected) in [("--http2", "2 200"), ("--http1.1", "1.1 200"), ("--tlsv1.3", "2 200")] {
        let output = served.curl(&[option]);
        assert_eq!((output.status.code(), &*printed(&output)), (Some(0), expected), "{option}");
    }
    assert_eq!(served.subject.upstream().seen().len(), 3);
}

#[test]
fn a_certificate_is_checked_against_the_name() {
    let served = Served::start();
    let address = format!("other.example:443:{}", served.subject.address());
    let output = served.curl(&["--connect-to", &address, "https://other.example/v2/status", "--fail-early"]);
    assert_eq!(output.status.code(), Some(60), "{}", printed(&output));
}

#[test]
fn versions_before_1_2_are_refused_by_the_gateway() {
    let served = Served::start();
    // The lower security level makes the client offer the version at all; the refusal is then the gateway's alert.
    for version in ["1.0", "1.1"] {
        let output = served.curl(&["--tlsv1.0", "--tls-max", version, "--ciphers", "DEFAULT@SECLEVEL=0"]);
        let printed = printed(&output);
        assert_eq!(output.status.code(), Some(35), "{printed}");
        assert!(printed.contains("alert"), "{printed}");
    }
    assert_eq!(served.curl(&["--tlsv1.2", "--tls-max", "1.2"]).status.code(), Some(0));
}

#[test]
fn openssl_agrees() {
    let served = Served::start();
    for (version, named) in [("-tls1_3", "TLSv1.3"), ("-tls1_2", "TLSv1.2")] {
        let Some(output) = served.openssl(&[version, "-alpn", "h2,http/1.1"]) else { return };
        let printed = printed(&output);
        for expected in [named, "ALPN protocol: h2", "Verify return code: 0 (ok)"] {
            assert!(printed.contains(expected), "{expected} is not in\n{printed}");
        }
    }
    let Some(output) = served.openssl(&["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"]) else { return };
    let printed = printed(&output);
    assert!(!output.status.success() && printed.contains(" alert "), "{printed}");
    let Some(output) = served.openssl(&["-alpn", "spdy/3"]) else { return };
    assert!(!output.status.success(), "a protocol nobody serves was agreed on");
}

#[test]
fn plain_http_on_the_tls_port_is_closed_and_harms_nobody() {
    let served = Served::start();
    let mut stream = TcpStream::connect(served.subject.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(b"GET /v2/status HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("the end of the stream, not a reset");
    assert!(!answer.starts_with(b"HTTP/"), "plaintext was answered");
    assert!(served.subject.upstream().seen().is_empty());
    assert_eq!(served.curl(&[]).status.code(), Some(0));
}

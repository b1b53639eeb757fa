//! `healthcheck`: asks a running gateway whether it is ready, for images that have no shell.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use core::time::Duration;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::ExitCode;

use super::console::complain;
use super::settings;
use crate::contract::ProductFacts;

/// How long connecting, and each read or write, may take.
const WITHIN: Duration = Duration::from_secs(3);

pub(super) fn run(facts: &'static ProductFacts, config: Option<&Path>) -> ExitCode {
    let settings = match settings(facts, config) {
        Ok(settings) => settings,
        Err(code) => return code,
    };
    let address = reachable(settings.listen.health);
    match ask(address) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            complain(format_args!("{address} is not ready"));
            ExitCode::FAILURE
        }
        Err(why) => {
            complain(format_args!("{address} does not answer: {why}"));
            ExitCode::FAILURE
        }
    }
}

/// An address that listens everywhere is reached on the loopback interface.
fn reachable(listening: SocketAddr) -> SocketAddr {
    let ip = match listening.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, listening.port())
}

/// Whether `/readyz` answers 200.
fn ask(address: SocketAddr) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect_timeout(&address, WITHIN)?;
    stream.set_read_timeout(Some(WITHIN))?;
    stream.set_write_timeout(Some(WITHIN))?;
    let request = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut status = [0; 12];
    stream.read_exact(&mut status)?;
    Ok(status == *b"HTTP/1.1 200")
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    fn answering(status: &'static str) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 512];
            let _ = stream.read(&mut request);
            write!(stream, "HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n").unwrap();
        });
        address
    }

    #[test]
    fn only_200_is_ready() {
        assert!(ask(answering("200 OK")).unwrap());
        assert!(!ask(answering("503 Service Unavailable")).unwrap());
    }

    #[test]
    fn a_wildcard_is_reached_on_loopback() {
        assert_eq!(reachable("0.0.0.0:9464".parse().unwrap()), "127.0.0.1:9464".parse().unwrap());
        assert_eq!(reachable("192.0.2.1:9464".parse().unwrap()), "192.0.2.1:9464".parse().unwrap());
    }
}

//! A product as a separate process, configured by a file, killed when dropped.

use core::net::SocketAddr;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Client;

/// A running product.
#[derive(Debug)]
pub struct Process {
    child: Child,
    data: SocketAddr,
    health: SocketAddr,
}

impl Process {
    /// Starts `binary serve` with a plaintext listener and the given sections, in `folder`, and waits until it is ready.
    pub fn serve(binary: &Path, folder: &Path, host: &str, sections: &str) -> Self {
        let (data, health) = (free_address(), free_address());
        let configuration = folder.join("gateway.toml");
        let text = format!(
            "[listen]\ndata = \"{data}\"\nhealth = \"{health}\"\nhosts = [\"{host}\"]\nplaintext = true\nworkers = 1\n\n{sections}\n"
        );
        std::fs::write(&configuration, text).expect("a file is written");
        let child = Command::new(binary)
            .args(["serve", "--config"])
            .arg(&configuration)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("the product starts");
        let mut process = Self { child, data, health };
        process.wait_until_ready();
        process
    }

    /// Where it listens for requests.
    pub fn address(&self) -> SocketAddr {
        self.data
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the process to end and gives its exit code.
    pub fn wait(&mut self) -> Option<i32> {
        self.child.wait().ok().and_then(|status| status.code())
    }

    fn wait_until_ready(&mut self) {
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(30) {
            let ended = self.child.try_wait().expect("a child can be asked");
            assert!(ended.is_none(), "the product ended: {ended:?}");
            if std::net::TcpStream::connect(self.health).is_ok() {
                let probe = "GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
                if Client::connect(self.health).ask(probe).status == 200 {
                    return;
                }
            }
            std::thread::yield_now();
        }
        panic!("the product did not become ready");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A loopback address that was free a moment ago, for a process that must be told where to listen.
pub fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port is free");
    listener.local_addr().expect("a bound socket has an address")
}

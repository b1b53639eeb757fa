//! Real upstream servers that others wrote, each writing down the request lines it read.

use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::free_address;

/// Which one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Make {
    /// nginx, as Debian packages it.
    Nginx,
    /// `http.server` of Python.
    Python,
}

/// A running server; killed when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    address: SocketAddr,
    log: PathBuf,
    _folder: TempDir,
}

impl Server {
    /// Starts one and waits until it listens.
    pub fn start(make: Make) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (address, log) = (free_address(), folder.path().join("requests.log"));
        let mut command = match make {
            Make::Nginx => nginx(folder.path(), address, &log),
            Make::Python => python(address, &log),
        };
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let child = child.unwrap_or_else(|error| panic!("{make:?} is not installed: {error}"));
        let mut server = Self { child, address, log, _folder: folder };
        let started = Instant::now();
        while TcpStream::connect(address).is_err() {
            let ended = server.child.try_wait().expect("a child can be asked");
            assert!(
                ended.is_none() && started.elapsed() < Duration::from_secs(20),
                "{make:?} does not start: {ended:?}"
            );
            std::thread::yield_now();
        }
        server
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The request lines it has read.
    pub fn lines(&self) -> Vec<String> {
        let text = std::fs::read(&self.log).unwrap_or_default();
        String::from_utf8_lossy(&text).lines().map(str::to_owned).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One process without a master, so that killing it ends all of it.
fn nginx(folder: &Path, address: SocketAddr, log: &Path) -> Command {
    let here = folder.display();
    let configuration = format!(
        "daemon off; master_process off; pid {here}/pid; error_log /dev/null;
events {{ worker_connections 512; }}
http {{
    log_format line '$request'; access_log {} line;
    client_body_temp_path {here}/body; proxy_temp_path {here}/proxy; fastcgi_temp_path {here}/fastcgi;
    uwsgi_temp_path {here}/uwsgi; scgi_temp_path {here}/scgi;
    keepalive_requests 1000000; default_type application/json;
    server {{ listen {address}; location / {{ return 200 '{{}}'; }} }}
}}
",
        log.display()
    );
    std::fs::write(folder.join("nginx.conf"), configuration).expect("a file is written");
    let mut command = Command::new("nginx");
    command.arg("-e").arg("/dev/null").arg("-p").arg(folder).arg("-c").arg(folder.join("nginx.conf"));
    command
}

fn python(address: SocketAddr, log: &Path) -> Command {
    let mut command = Command::new("python3");
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("servers/threading.py"));
    command.arg(address.port().to_string()).arg(log);
    command
}

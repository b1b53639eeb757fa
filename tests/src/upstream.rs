//! An upstream that remembers every byte of every request it saw.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What the upstream does with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behaviour {
    /// Answers 200 with a small JSON body.
    Answers,
    /// Reads the request and closes without an answer.
    Closes,
    /// Answers with bytes that are not HTTP.
    Lies,
    /// Never answers.
    Stalls,
}

/// One request as it arrived.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The request line.
    pub line: String,
    /// Names in lower case, in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Seen {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A running upstream; its threads end with the process.
#[derive(Debug, Clone)]
pub struct Upstream {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Upstream {
    /// Starts on a free loopback port.
    pub fn start(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port is free");
        let address = listener.local_addr().expect("a bound socket has an address");
        let seen = Arc::new(Mutex::new(Vec::new()));
        let upstream = Self { address, seen };
        let memory = upstream.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let memory = memory.clone();
                std::thread::spawn(move || memory.serve(stream, behaviour));
            }
        });
        upstream
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Everything seen so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("no thread panics while it holds the lock").clone()
    }

    /// Forgets everything seen so far.
    pub fn forget(&self) {
        self.seen.lock().expect("no thread panics while it holds the lock").clear();
    }

    fn serve(&self, stream: TcpStream, behaviour: Behaviour) {
        let mut reader = BufReader::new(stream);
        while let Some(request) = read_request(&mut reader) {
            self.seen.lock().expect("no thread panics while it holds the lock").push(request);
            let answer: &[u8] = match behaviour {
                Behaviour::Answers => {
                    b"HTTP/1.1 200 OK\r\nserver: secret/1.0\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{\"ok\":true}"
                }
                Behaviour::Closes => return,
                Behaviour::Lies => b"SMTP ready\r\n\r\n",
                Behaviour::Stalls => continue,
            };
            if reader.get_mut().write_all(answer).is_err() || behaviour == Behaviour::Lies {
                return;
            }
        }
    }
}

fn read_request(reader: &mut BufReader<TcpStream>) -> Option<Seen> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end_matches(['\r', '\n']).to_owned();
        if line.is_empty() {
            break;
        }
        lines.push(line);
    }
    let (line, fields) = lines.split_first()?;
    let headers: Vec<(String, String)> = fields
        .iter()
        .filter_map(|field| field.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let mut seen = Seen { line: line.clone(), headers, body: Vec::new() };
    let length = seen.header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    seen.body = vec![0; length];
    reader.read_exact(&mut seen.body).ok()?;
    Some(seen)
}

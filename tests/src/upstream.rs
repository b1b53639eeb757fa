//! An upstream that remembers every byte of every request it saw.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

/// What the upstream does with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behaviour {
    /// Answers 200 with a small JSON body.
    Answers,
    /// Reads the request and closes without an answer.
    Closes,
    /// Answers a request with a body 413 as soon as its head is there, says that it closes, reads the body and does.
    Early,
    /// Answers 200 with a mebibyte of JSON.
    Large,
    /// Answers with bytes that are not HTTP.
    Lies,
    /// Never answers.
    Stalls,
    /// Answers like [`Answers`](Self::Answers), but only after [`Upstream::release`].
    Waits,
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
    memory: Arc<(Mutex<Memory>, Condvar)>,
}

#[derive(Debug, Default)]
struct Memory {
    seen: Vec<Seen>,
    released: bool,
}

impl Upstream {
    /// Starts on a free loopback port.
    pub fn start(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port is free");
        let address = listener.local_addr().expect("a bound socket has an address");
        let upstream = Self { address, memory: Arc::default() };
        let serving = upstream.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let serving = serving.clone();
                std::thread::spawn(move || serving.serve(stream, behaviour));
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
        self.lock().seen.clone()
    }

    /// Forgets everything seen so far.
    pub fn forget(&self) {
        self.lock().seen.clear();
    }

    /// Waits until this many requests have been seen.
    pub fn wait_for(&self, requests: usize) {
        self.wait_until(|memory| memory.seen.len() >= requests);
    }

    /// Lets a waiting upstream answer.
    pub fn release(&self) {
        self.lock().released = true;
        self.memory.1.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Memory> {
        self.memory.0.lock().expect("no thread panics while it holds the lock")
    }

    fn wait_until(&self, reached: impl Fn(&Memory) -> bool) {
        let waited = self.memory.1.wait_timeout_while(self.lock(), Duration::from_secs(20), |memory| !reached(memory));
        assert!(waited.is_ok_and(|(_, timeout)| !timeout.timed_out()), "the upstream waited in vain");
    }

    fn serve(&self, stream: TcpStream, behaviour: Behaviour) {
        let mut reader = BufReader::new(stream);
        let large = large();
        while let Some(mut request) = read_head(&mut reader) {
            let is_early = behaviour == Behaviour::Early && request.header("content-length").is_some();
            if is_early {
                self.lock().seen.push(request.clone());
                let early = b"HTTP/1.1 413 Content Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
                let _ = reader.get_mut().write_all(early);
            }
            if read_body(&mut reader, &mut request).is_none() || is_early {
                return;
            }
            self.lock().seen.push(request);
            self.memory.1.notify_all();
            if behaviour == Behaviour::Waits {
                self.wait_until(|memory| memory.released);
            }
            let answer: &[u8] = match behaviour {
                Behaviour::Answers | Behaviour::Early | Behaviour::Waits => {
                    b"HTTP/1.1 200 OK\r\nserver: secret/1.0\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{\"ok\":true}"
                }
                Behaviour::Large => &large,
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

/// A mebibyte of JSON behind its head.
fn large() -> Vec<u8> {
    const LENGTH: usize = 1024 * 1024;
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {LENGTH}\r\n\r\n");
    [head.as_bytes(), b"\"", "a".repeat(LENGTH - 2).as_bytes(), b"\""].concat()
}

fn read_head(reader: &mut BufReader<TcpStream>) -> Option<Seen> {
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
    Some(Seen { line: line.clone(), headers, body: Vec::new() })
}

fn read_body(reader: &mut BufReader<TcpStream>, seen: &mut Seen) -> Option<()> {
    if seen.header("transfer-encoding") == Some("chunked") {
        seen.body = read_chunks(reader)?;
        return Some(());
    }
    let length = seen.header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    seen.body = vec![0; length];
    reader.read_exact(&mut seen.body).ok()
}

fn read_chunks(reader: &mut BufReader<TcpStream>) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut size = String::new();
        reader.read_line(&mut size).ok()?;
        let size = usize::from_str_radix(size.trim_end(), 16).ok()?;
        let mut chunk = vec![0; size + 2];
        reader.read_exact(&mut chunk).ok()?;
        body.extend(chunk.get(..size)?);
        if size == 0 {
            return Some(body);
        }
    }
}

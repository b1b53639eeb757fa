//! A client that sends exactly the bytes it is given and reads answers as HTTP/1.1 says.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// Far longer than any answer takes; only a hang meets it.
const PATIENCE: Duration = Duration::from_secs(20);

/// One plaintext connection.
#[derive(Debug)]
pub struct Client {
    stream: BufReader<TcpStream>,
    held: Option<Vec<u8>>,
}

/// One answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Names in lower case, in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// Whether `100 Continue` came before it.
    pub continued: bool,
}

impl Client {
    /// Opens a connection.
    pub fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("the gateway listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout can be set");
        stream.set_nodelay(true).expect("the option can be set");
        Self { stream: BufReader::new(stream), held: None }
    }

    /// Sends bytes; a connection the other side has closed is no error here, the answer tells.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.stream.get_mut().write_all(bytes.as_ref());
    }

    /// Sends bytes and reads one answer.
    pub fn ask(&mut self, bytes: impl AsRef<[u8]>) -> Answer {
        self.send(bytes);
        self.answer().expect("an answer")
    }

    /// Holds bytes back until `100 Continue` comes (RFC 9110 §10.1.1); where it does not, they are never sent.
    pub fn hold_back(&mut self, bytes: impl Into<Vec<u8>>) {
        self.held = Some(bytes.into());
    }

    /// Tells the other side that nothing more will come.
    pub fn finish_sending(&mut self) {
        let _ = self.stream.get_mut().shutdown(std::net::Shutdown::Write);
    }

    /// The next answer; `None` where the connection ended instead.
    pub fn answer(&mut self) -> Option<Answer> {
        self.read(true)
    }

    /// The next answer to a HEAD, which has no body whatever its head says (RFC 9110 §9.3.2).
    pub fn answer_to_head(&mut self) -> Option<Answer> {
        self.read(false)
    }

    fn read(&mut self, has_body: bool) -> Option<Answer> {
        let status_line = self.line()?;
        let status = status_line.split(' ').nth(1)?.parse().ok()?;
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':')?;
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut answer = Answer { status, headers, body: Vec::new(), continued: false };
        if status == 100 {
            if let Some(held) = self.held.take() {
                self.send(held);
            }
            return self.read(has_body).map(|answer| Answer { continued: true, ..answer });
        }
        if !has_body {
            return Some(answer);
        }
        if answer.header("transfer-encoding") == Some("chunked") {
            answer.body = self.chunks()?;
        } else if let Some(length) = answer.header("content-length").and_then(|text| text.parse().ok()) {
            answer.body = vec![0; length];
            self.stream.read_exact(&mut answer.body).ok()?;
        }
        Some(answer)
    }

    /// Whether the other side has closed, waiting for it where it is about to.
    pub fn is_closed(&mut self) -> bool {
        let mut rest = Vec::new();
        match self.stream.get_mut().set_read_timeout(Some(Duration::from_secs(5))) {
            Ok(()) => matches!(self.stream.read_to_end(&mut rest), Ok(0)) && rest.is_empty(),
            Err(_) => true,
        }
    }

    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = self.stream.read_line(&mut line).ok()?;
        (read > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
    }

    fn chunks(&mut self) -> Option<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let size = usize::from_str_radix(&self.line()?, 16).ok()?;
            let mut chunk = vec![0; size];
            self.stream.read_exact(&mut chunk).ok()?;
            body.extend(chunk);
            self.line()?;
            if size == 0 {
                return Some(body);
            }
        }
    }
}

impl Answer {
    /// The value of a header that occurs once.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON; `Null` where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The `code` of a problem document, empty where the body is none.
    pub fn code(&self) -> String {
        self.json().get("code").and_then(Value::as_str).unwrap_or_default().to_owned()
    }
}

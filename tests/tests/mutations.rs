//! Mutated HTTP/1.1 through the gateway to servers that others wrote: what they read is exactly what the gateway admitted.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use gateway_tests::{Make, Server, Subject};

/// How many messages are sent to the gateway before each server.
const MESSAGES: usize = 10_000;

/// How many threads send, for each of the two servers.
const THREADS: u64 = 2;

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

const ORDER: &str = r#"{"customerId":"3f2b9a4e-5a0c-4d7e-9b52-0e6f4c1d2a33","currency":"EUR","items":[{"sku":"TEA-0042","quantity":2,"unitPrice":1250}]}"#;

/// Behind the messages of every connection, so that it ends.
const LAST: &[u8] = b"GET /v2/status HTTP/1.1\r\nhost: api.orders.example\r\nconnection: close\r\n\r\n";

/// Numbers that are the same in every run (xorshift64*).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(high).expect("31 bits") % sides.max(1)
    }

    fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.roll(of.len())]
    }
}

/// A request that is admitted as it stands.
fn good(dice: &mut Dice, token: &str) -> Vec<u8> {
    let host = "host: api.orders.example\r\n";
    let bearer = format!("authorization: Bearer {token}\r\n");
    let post = format!("POST /v2/orders HTTP/1.1\r\n{host}{bearer}content-type: application/json\r\n");
    match dice.roll(5) {
        0 => format!("GET /v2/status HTTP/1.1\r\n{host}accept: */*\r\n\r\n"),
        1 => format!("GET /v2/orders?limit=5 HTTP/1.1\r\n{host}{bearer}accept: application/json\r\n\r\n"),
        2 => format!("{post}content-length: {}\r\n\r\n{ORDER}", ORDER.len()),
        3 => format!("{post}transfer-encoding: chunked\r\n\r\n{:x}\r\n{ORDER}\r\n0\r\n\r\n", ORDER.len()),
        _ => {
            let (start, end) = ORDER.split_at(30);
            format!(
                "{post}transfer-encoding: chunked\r\n\r\n{:x};a=b\r\n{start}\r\n{:X}\r\n{end}\r\n0\r\nx-trailer: a\r\n\r\n",
                start.len(),
                end.len()
            )
        }
    }
    .into_bytes()
}

/// Lines that make framing ambiguous, or try to.
const LINES: &[&str] = &[
    "content-length: 0",
    "content-length: 4",
    "Content-Length: 135",
    "content-length: +4",
    "content-length: 4, 4",
    "content-length : 4",
    "content-length:\t4",
    "content_length: 4",
    "transfer-encoding: chunked",
    "Transfer-Encoding: identity",
    "transfer-encoding: gzip, chunked",
    "transfer-encoding:\x0bchunked",
    "transfer-encoding: chunked\r\ntransfer-encoding: chunked",
    "transfer-encoding:\r\n chunked",
    "TRANSFER-ENCODING: Chunked",
    "te: trailers",
    "connection: close, content-length",
    "connection: transfer-encoding",
    "connection: upgrade\r\nupgrade: websocket",
    "expect: 100-continue",
    "host: evil.example",
    "x-a: b\n",
    "x-a: b\rx: y",
    " folded: yes",
    "",
];

/// Bytes that some reader takes for an end, a space or nothing.
const BYTES: &[&[u8]] =
    &[b"\r", b"\n", b"\r\n", b" ", b"\t", b"\0", b":", b",", b";", b"0", b"f", b"\x0b", b"\x80", b"_"];

/// Another whole request, for where none should be.
const SMUGGLED: &[u8] = b"GET /v2/orders?limit=99 HTTP/1.1\r\nhost: api.orders.example\r\n\r\n";

/// Changes a message once.
fn mutate(message: &mut Vec<u8>, dice: &mut Dice) {
    let lines: Vec<usize> =
        message.windows(2).enumerate().filter(|(_, pair)| pair == b"\r\n").map(|(at, _)| at).collect();
    let line_end = if lines.is_empty() { 0 } else { lines[dice.roll(lines.len())] };
    let at = dice.roll(message.len());
    match dice.roll(14) {
        0 | 1 => {
            let line = format!("\r\n{}", dice.pick(LINES));
            let end = lines[..lines.len().min(6)].get(dice.roll(6)).copied().unwrap_or(line_end);
            splice(message, end, 0, line.as_bytes());
        }
        2 => splice(message, at, 0, dice.pick(BYTES)),
        3 => splice(message, at, 1, b""),
        4 => splice(message, at, 1, dice.pick(BYTES)),
        5 => splice(
            message,
            line_end,
            2,
            dice.pick(&[b"\n".as_slice(), b"\r", b"\r\r\n", b"\r\n\r\n", b" \r\n", b"\r\n "]),
        ),
        6 => {
            // A line twice.
            let start = line_end + 2;
            let rest = message.get(start..).unwrap_or_default();
            let length = rest.windows(2).position(|pair| pair == b"\r\n").map_or(0, |length| length + 2);
            let line = rest[..length].to_vec();
            splice(message, start, 0, &line);
        }
        7 => message[at] ^= 0x20,
        8 => {
            // Another number.
            let digits: Vec<usize> = (0..message.len()).filter(|at| message[*at].is_ascii_digit()).collect();
            let digit = digits.get(dice.roll(digits.len())).copied().unwrap_or(at);
            splice(
                message,
                digit,
                1,
                dice.pick(&[b"0".as_slice(), b"1", b"9", b"00", b"ff", b"-1", b"+1", b" 1", b"0x1", b"1 "]),
            );
        }
        9 => {
            let colons: Vec<usize> = (0..message.len()).filter(|at| message[*at] == b':').collect();
            let colon = colons.get(dice.roll(colons.len())).copied().unwrap_or(at);
            splice(message, colon, 1, dice.pick(&[b" :".as_slice(), b"::", b": \t", b"", b":\r\n ", b"\0:", b";"]));
        }
        10 => message.extend_from_slice(dice.pick(&[b"\r\n".as_slice(), b"\n", b"0\r\n\r\n", b"x", SMUGGLED])),
        11 => splice(message, line_end + 2, 0, SMUGGLED),
        12 if dice.roll(4) == 0 => message.truncate(at),
        _ => message
            .splice(0..0, dice.pick(&[b"\r\n".as_slice(), b" ", b"\n", b"X", SMUGGLED]).iter().copied())
            .for_each(drop),
    }
}

fn splice(message: &mut Vec<u8>, at: usize, removed: usize, new: &[u8]) {
    let at = at.min(message.len());
    let end = (at + removed).min(message.len());
    message.splice(at..end, new.iter().copied()).for_each(drop);
}

/// Sends messages of one connection and takes whatever comes until it ends.
fn exchange(subject: &Subject, bytes: &[u8], cut: usize) {
    let mut stream = TcpStream::connect(subject.address()).expect("the gateway listens");
    stream.set_nodelay(true).expect("the option can be set");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout can be set");
    let (start, end) = bytes.split_at(cut.min(bytes.len()));
    // A connection that the gateway has closed is no error: it may refuse at any byte.
    let _ = stream.write_all(start).and_then(|()| stream.write_all(end));
    let _ = stream.read_to_end(&mut Vec::new());
    let _ = stream.shutdown(Shutdown::Both);
}

fn send_all(subject: &Subject, sent: &AtomicUsize, counted: &Mutex<Counted>, seed: u64) {
    let mut dice = Dice(seed);
    let mut token = String::new();
    let mut connections = 0;
    while sent.load(Ordering::Relaxed) < MESSAGES {
        if connections % 20 == 0 {
            token = subject.token("orders:read orders:write");
        }
        connections += 1;
        let count = 1 + dice.roll(4);
        let mut bytes = Vec::new();
        for _ in 0..count {
            let mut message = good(&mut dice, &token);
            for _ in 0..dice.roll(3) {
                mutate(&mut message, &mut dice);
            }
            bytes.extend(message);
        }
        bytes.extend_from_slice(LAST);
        sent.fetch_add(count, Ordering::Relaxed);
        // The limits of the document are not what is tested.
        subject.clock().advance(Duration::from_secs(3));
        exchange(subject, &bytes, dice.roll(bytes.len()));
        admitted(subject, &mut counted.lock().expect("no sender panics"));
    }
}

/// Method and path template of what was admitted, counted.
type Counted = BTreeMap<String, usize>;

fn admitted(subject: &Subject, counted: &mut Counted) {
    for record in subject.records_so_far() {
        if record.code.is_none() {
            let method = record.method.map_or("", |method| method.as_str());
            *counted.entry(format!("{method} {}", record.route.unwrap_or_default())).or_default() += 1;
        }
    }
}

fn read(server: &Server) -> Counted {
    let mut counted = Counted::new();
    for line in server.lines() {
        let target = line.strip_suffix(" HTTP/1.1").unwrap_or(&line);
        let path = target.split('?').next().unwrap_or_default();
        *counted.entry(path.to_owned()).or_default() += 1;
    }
    counted
}

#[test]
fn servers_read_exactly_what_was_admitted() {
    let started = Instant::now();
    std::thread::scope(|scope| {
        for make in [Make::Nginx, Make::Python] {
            scope.spawn(move || {
                let server = Server::start(make);
                let bounds = "headTimeout = \"100ms\"\nbodyTimeout = \"100ms\"";
                let subject = Subject::orders().upstream_at(server.address()).bounds(bounds).start();
                let sent = AtomicUsize::new(0);
                let counted = Mutex::new(Counted::new());
                std::thread::scope(|scope| {
                    for seed in 1..=THREADS {
                        let (subject, sent, counted) = (&subject, &sent, &counted);
                        scope.spawn(move || send_all(subject, sent, counted, SEED.wrapping_mul(seed)));
                    }
                });
                let mut expected = counted.into_inner().expect("no sender panicked");
                let patience = Instant::now();
                while read(&server) != expected && patience.elapsed() < Duration::from_secs(5) {
                    admitted(&subject, &mut expected);
                    std::thread::yield_now();
                }
                assert_eq!(read(&server), expected, "{make:?}");
                let count: usize = expected.values().sum();
                let sent = sent.load(Ordering::Relaxed);
                assert!(sent >= MESSAGES && count > MESSAGES / 4, "{make:?}: {count} admitted of {sent}");
                println!("{make:?}: {sent} messages, {count} admitted, {:.1?}", started.elapsed());
            });
        }
    });
}

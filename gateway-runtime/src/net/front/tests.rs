//! The front check with hyper above it, on raw bytes.
//!
//! Long because it holds every refused and every accepted head as one table.

use core::convert::Infallible;
use core::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use proptest::prelude::*;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};

use super::framer::{Framer, Stop};
use super::{Front, Limits};
use crate::denial::Denial;
use crate::request_body::{BodyFlaw, RequestBody, joined};

const LIMITS: Limits = Limits { head: Duration::from_secs(10), idle: Duration::from_mins(1) };

/// Serves one end of a pipe like a connection of the gateway: 200 with what arrived, or the code of the denial.
fn serve(stream: DuplexStream) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move {
        let front = Front::new(stream, LIMITS);
        let findings = front.findings();
        let service = service_fn(move |request: Request<Incoming>| {
            let findings = std::sync::Arc::clone(&findings);
            async move {
                let in_flight = findings.begin();
                let refused = findings.take();
                let line = format!("{} {} ", request.method(), request.uri());
                let body = RequestBody::incoming(request.into_body(), Some(findings));
                let answer = match refused {
                    Some(denial) => denial.code().to_owned(),
                    None => match joined(body, 1 << 20).await {
                        Ok(body) => format!("{line}{}", String::from_utf8_lossy(&body)),
                        Err(BodyFlaw::MalformedChunk) => "malformed-chunk".to_owned(),
                        Err(flaw) => format!("{flaw:?}"),
                    },
                };
                drop(in_flight);
                Ok::<_, Infallible>(Response::new(Full::new(Bytes::from(format!("<{answer}>")))))
            }
        });
        let mut connection = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(front), service);
        let _ = (&mut connection).await;
        connection.into_parts().io.into_inner().close().await;
    })
}

/// Sends the pieces and gives the bodies of all answers, in order, and whether the connection was closed.
async fn exchange(pieces: &[&[u8]], answers: usize) -> (Vec<String>, bool) {
    let (mut client, server) = tokio::io::duplex(1 << 20);
    let serving = serve(server);
    for piece in pieces {
        client.write_all(piece).await.unwrap();
        tokio::task::yield_now().await;
    }
    let mut seen = Vec::new();
    let mut closed = false;
    while !closed && count(&seen) < answers + 1 {
        let mut buffer = [0; 4096];
        let read = tokio::time::timeout(Duration::from_millis(50), client.read(&mut buffer)).await;
        match read {
            Ok(Ok(0) | Err(_)) => closed = true,
            Ok(Ok(read)) => seen.extend_from_slice(&buffer[..read]),
            Err(_) => break,
        }
    }
    drop(client);
    serving.await.unwrap();
    let text = String::from_utf8_lossy(&seen).into_owned();
    let bodies = text.split('<').skip(1).map(|part| part.split('>').next().unwrap().to_owned()).collect();
    (bodies, closed)
}

fn count(bytes: &[u8]) -> usize {
    bytes.split(|&byte| byte == b'>').count() - 1
}

/// What the framer says about `bytes`, given whole.
fn verdict(bytes: &[u8]) -> Result<u64, Denial> {
    let mut framer = Framer::new();
    match framer.advance(bytes) {
        (_, Stop::Refused(denial)) => Err(denial),
        (_, Stop::Malformed) => Err(Denial::MalformedChunk),
        (_, Stop::Starved) => Ok(framer.heads()),
    }
}

/// The same, given in two pieces, whatever the cut.
fn verdict_cut(bytes: &[u8], cut: usize) -> Result<u64, Denial> {
    let mut framer = Framer::new();
    let mut pending = Vec::new();
    for piece in [&bytes[..cut], &bytes[cut..]] {
        pending.extend_from_slice(piece);
        match framer.advance(&pending) {
            (_, Stop::Refused(denial)) => return Err(denial),
            (_, Stop::Malformed) => return Err(Denial::MalformedChunk),
            (cleared, Stop::Starved) => drop(pending.drain(..cleared)),
        }
    }
    Ok(framer.heads())
}

fn post(fields: &str, body: &str) -> Vec<u8> {
    format!("POST /a HTTP/1.1\r\nHost: a\r\n{fields}\r\n\r\n{body}").into_bytes()
}

fn get(fields: &str) -> Vec<u8> {
    format!("GET /a HTTP/1.1\r\nHost: a\r\n{fields}\r\n\r\n").into_bytes()
}

/// Every kind of head that is refused; the comment names the row of the bad-input catalogue.
#[rustfmt::skip]
fn refused() -> Vec<(Vec<u8>, Denial)> {
    use Denial as D;
    let long_target = format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "a".repeat(8 * 1024)).into_bytes();
    let endless_target = format!("GET /{}", "a".repeat(40 * 1024)).into_bytes();
    let many = get("x: y\r\n".repeat(100).trim_end());
    let large = get(&format!("x: {}", "y".repeat(33 * 1024)));
    vec![
        (post("Content-Length: 4\r\nTransfer-Encoding: chunked", "0\r\n\r\n"), D::AmbiguousFraming), // A01
        (post("Transfer-Encoding: chunked\r\nContent-Length: 4", "0\r\n\r\n"), D::AmbiguousFraming), // A01
        (post("Content-Length: 4\r\nContent-Length: 4", "abcd"), D::AmbiguousFraming), // A02
        (post("Content-Length: 4, 4", "abcd"), D::AmbiguousFraming),
        (post("Content-Length: +1", "a"), D::AmbiguousFraming), // A05
        (post("Content-Length: -1", "a"), D::AmbiguousFraming),
        (post("Content-Length: 0x1", "a"), D::AmbiguousFraming),
        (post("Content-Length: 1_0", "a"), D::AmbiguousFraming),
        (post("Content-Length: 1 0", "a"), D::AmbiguousFraming),
        (post("Content-Length: 1Z", "a"), D::AmbiguousFraming),
        (post("Content-Length:", ""), D::AmbiguousFraming),
        (post("Content-Length: 1\u{e9}", "a"), D::AmbiguousFraming),
        (post("Content-Length: 18446744073709551617", "a"), D::AmbiguousFraming),
        (post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n"), D::UnsupportedTransferCoding), // A09
        (post("Transfer-Encoding: chunked, identity", "0\r\n\r\n"), D::UnsupportedTransferCoding), // A10
        (post("Transfer-Encoding: identity", ""), D::UnsupportedTransferCoding),
        (post("Transfer-Encoding: chunked\u{e9}", "0\r\n\r\n"), D::UnsupportedTransferCoding),
        (post("Transfer-Encoding: xchunked", "0\r\n\r\n"), D::UnsupportedTransferCoding),
        (post("Transfer-Encoding: gzip, chunked", "0\r\n\r\n"), D::UnsupportedTransferCoding), // A11
        (post("Transfer-Encoding: ,chunked", "0\r\n\r\n"), D::UnsupportedTransferCoding), // A12
        (post("Transfer-Encoding: \u{b}chunked", "0\r\n\r\n"), D::MalformedHeader), // A13
        (post("Transfer-Encoding: \"chunked\"", "0\r\n\r\n"), D::UnsupportedTransferCoding),
        (post("Transfer-Encoding: chunked;q=1", "0\r\n\r\n"), D::UnsupportedTransferCoding),
        (b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".to_vec(), D::UnsupportedTransferCoding),
        (post("Transfer-Encoding : chunked", "0\r\n\r\n"), D::MalformedHeader), // A14
        (post("Transfer-Encoding:\r\n chunked", "0\r\n\r\n"), D::UnsupportedTransferCoding), // A15
        (get("X: a\r\n b"), D::MalformedHeader), // A15
        (get("Expect: 200-ok"), D::ExpectationFailed), // A35
        (get("Expect: y 100-continue"), D::ExpectationFailed),
        (b"GET / HTTP/1.1\nHost: a\n\n".to_vec(), D::BareLineFeed), // A37
        (b"GET / HTTP/1.1\r\nHost: a\n\r\n".to_vec(), D::BareLineFeed),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\n".to_vec(), D::BareLineFeed),
        (get("X: a\rb"), D::MalformedHeader), // A38
        (get("X: a\0b"), D::MalformedHeader),
        (get("X: a\u{7f}b"), D::MalformedHeader),
        (get("no colon"), D::MalformedHeader), // A39
        (get("nocolon"), D::MalformedHeader),
        (get(": empty"), D::MalformedHeader),
        (b"GET / HTTP/1.1\r\n Host: a\r\n\r\n".to_vec(), D::MalformedHeader),
        (get("X\0: a"), D::MalformedHeader), // A40
        (get("X(: a"), D::MalformedHeader),
        (get("\u{e9}: a"), D::MalformedHeader),
        (get("Authorization: Bearer \u{e9}"), D::MalformedHeader), // A41
        (get("Content-Type: \u{e9}"), D::MalformedHeader),
        (b"GET /\r\n".to_vec(), D::MalformedRequestLine), // A42
        (b"GET / HTTP/1.2\r\nHost: a\r\n\r\n".to_vec(), D::UnsupportedVersion),
        (b"GET / HTTP/2.0\r\nHost: a\r\n\r\n".to_vec(), D::UnsupportedVersion),
        (b"GET / http/1.1\r\nHost: a\r\n\r\n".to_vec(), D::MalformedRequestLine),
        (b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(), D::MalformedRequestLine),
        (b"GET / HTTP/1.1 \r\nHost: a\r\n\r\n".to_vec(), D::MalformedRequestLine),
        (b"GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(), D::MalformedRequestLine),
        (b"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(), D::MalformedRequestLine),
        (b"G\"ET / HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(), D::MalformedRequestLine), // B28
        (b"GET /{a} HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(), D::MalformedRequestLine), // B25
        (b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(), D::MalformedRequestLine),
        (b"GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(), D::AmbiguousTarget), // B23
        (b"GET / HTTP/1.1\r\nX: a\r\n\r\n".to_vec(), D::AmbiguousHost), // B01
        (get("Host: a"), D::AmbiguousHost), // B02
        (b"GET / HTTP/1.1\r\nHost: a b@c/..\r\n\r\n".to_vec(), D::AmbiguousHost), // B03
        (b"GET / HTTP/1.1\r\nHost: a,b\r\n\r\n".to_vec(), D::AmbiguousHost),
        (b"GET / HTTP/1.1\r\nHost: a\tb\r\n\r\n".to_vec(), D::AmbiguousHost),
        (b"GET / HTTP/1.1\r\nHost:\r\n\r\n".to_vec(), D::AmbiguousHost),
        (b"GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(), D::AmbiguousHost), // B04
        (b"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n".to_vec(), D::MalformedRequestLine), // C05
        (get("X_Forwarded_For: a"), D::UnderscoreHeader), // C07
        (get("Connection: close, Authorization"), D::ProtectedConnectionOption), // C09
        (get("Connection: X-Auth-Subject"), D::ProtectedConnectionOption),
        (get("Connection: keep-alive, Transfer-Encoding, Content-Length"), D::ProtectedConnectionOption), // C10
        (many, D::HeadTooLarge), // C17
        (large, D::HeadTooLarge),
        (long_target, D::TargetTooLong),
        (endless_target, D::TargetTooLong),
        (post("Transfer-Encoding: chunked", "0x1\r\na\r\n0\r\n\r\n"), D::MalformedChunk), // A18
        (post("Transfer-Encoding: chunked", "1;a\nb\r\na\r\n0\r\n\r\n"), D::MalformedChunk), // A22
        (post("Transfer-Encoding: chunked", "1\na\n0\n\n"), D::MalformedChunk), // A23
        (post("Transfer-Encoding: chunked", "1\r\nZXX0\r\n\r\n"), D::MalformedChunk), // A24
        (post("Transfer-Encoding: chunked", "00000000000000000001\r\na\r\n0\r\n\r\n"), D::MalformedChunk), // A19
    ]
}

/// Heads and bodies that must pass, with what the service sees.
#[rustfmt::skip]
fn passed() -> Vec<(Vec<u8>, String)> {
    let at_limit = format!("/{}", "a".repeat(8 * 1024 - 1));
    vec![
        (get("Accept: */*"), "GET /a ".to_owned()),
        (get("X: \u{e9}\r\nEmpty:\r\nY: a\tb"), "GET /a ".to_owned()),
        (get("Connection: keep-alive, Upgrade, HTTP2-Settings, te"), "GET /a ".to_owned()),
        (get("x: y\r\n".repeat(99).trim_end()), "GET /a ".to_owned()),
        (b"GET /a HTTP/1.1\r\nhOST:a.example:8443\r\n\r\n".to_vec(), "GET /a ".to_owned()),
        (b"GET http://a/b HTTP/1.1\r\nHost: A\r\n\r\n".to_vec(), "GET http://a/b ".to_owned()),
        (b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(), "OPTIONS * ".to_owned()),
        (b"GET /a?b[c]=%20d&e HTTP/1.1\r\nHost: [::1]:80\r\n\r\n".to_vec(), "GET /a?b[c]=%20d&e ".to_owned()),
        (format!("GET {at_limit} HTTP/1.1\r\nHost: a\r\n\r\n").into_bytes(), format!("GET {at_limit} ")),
        (post("Content-Length: 4", "abcd"), "POST /a abcd".to_owned()),
        (post("Content-Length: 0", ""), "POST /a ".to_owned()),
        (post("Content-Length: \t4 ", "abcd"), "POST /a abcd".to_owned()),
        (post("Expect: 100-Continue\r\nContent-Length: 1", "a"), "POST /a a".to_owned()),
        (post("Transfer-Encoding: chunked", "3\r\nabc\r\n1;x=\"y\"\r\nd\r\n0\r\nT: u\r\n\r\n"), "POST /a abcd".to_owned()),
        (post("transfer-encoding: CHUNKED", "0\r\n\r\n"), "POST /a ".to_owned()),
    ]
}

#[test]
fn refused_heads_are_refused_however_they_are_cut() {
    for (bytes, denial) in refused() {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
        assert_eq!(verdict(&bytes), Err(denial.clone()), "{shown}");
        let step = if bytes.len() > 2000 { 997 } else { 1 };
        for cut in (0..bytes.len()).step_by(step) {
            assert_eq!(verdict_cut(&bytes, cut), Err(denial.clone()), "cut at {cut}: {shown}");
        }
    }
}

#[test]
fn good_messages_pass_however_they_are_cut() {
    for (bytes, _) in passed() {
        assert_eq!(verdict(&bytes), Ok(1));
        let step = if bytes.len() > 2000 { 997 } else { 1 };
        for cut in (0..bytes.len()).step_by(step) {
            assert_eq!(verdict_cut(&bytes, cut), Ok(1), "cut at {cut}: {}", String::from_utf8_lossy(&bytes));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_answered_once_and_ends_the_connection() {
    for (bytes, denial) in refused() {
        let (answers, closed) = exchange(&[&bytes, &get("X: smuggled")], 1).await;
        assert_eq!((answers, closed), (vec![denial.code().to_owned()], true));
    }
}

#[tokio::test(start_paused = true)]
async fn good_messages_are_answered_and_keep_the_connection() {
    for (bytes, seen) in passed() {
        let (answers, closed) = exchange(&[&bytes, &get("X: y")], 2).await;
        assert_eq!((answers, closed), (vec![seen, "GET /a ".to_owned()], false));
    }
}

#[tokio::test(start_paused = true)]
async fn cut_at_every_byte_on_the_wire() {
    let samples = [
        post("Transfer-Encoding: chunked", "3\r\nabc\r\n1;x\r\nd\r\n0\r\nT: u\r\n\r\n"),
        post("Content-Length: 4", "abcd"),
    ];
    for bytes in samples {
        for cut in 0..bytes.len() {
            let (answers, closed) = exchange(&[&bytes[..cut], &bytes[cut..], &get("X: y")], 2).await;
            assert_eq!(
                (answers, closed),
                (vec!["POST /a abcd".to_owned(), "GET /a ".to_owned()], false),
                "cut at {cut}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn one_byte_at_a_time() {
    let bytes = [post("Content-Length: 2", "ab"), get("X_Y: z")].concat();
    let pieces: Vec<&[u8]> = bytes.chunks(1).collect();
    let (answers, closed) = exchange(&pieces, 2).await;
    assert_eq!((answers, closed), (vec!["POST /a ab".to_owned(), "underscore-header".to_owned()], true));
}

#[tokio::test(start_paused = true)]
async fn a_hostile_second_message_in_the_same_packet_is_refused_behind_the_first() {
    for (hostile, denial) in refused() {
        let bytes = [post("Content-Length: 2", "ab"), hostile, get("X: smuggled")].concat();
        let (answers, closed) = exchange(&[&bytes], 2).await;
        assert_eq!((answers, closed), (vec!["POST /a ab".to_owned(), denial.code().to_owned()], true));
    }
}

#[tokio::test(start_paused = true)]
async fn many_good_messages_in_one_packet() {
    let bytes = get("X: y").repeat(40);
    let (answers, closed) = exchange(&[&bytes], 40).await;
    assert_eq!((answers.len(), closed), (40, false));
}

#[tokio::test(start_paused = true)]
async fn a_dribbled_head_is_refused_in_time() {
    let (mut client, server) = tokio::io::duplex(1 << 16);
    let serving = serve(server);
    let started = tokio::time::Instant::now();
    client.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n").await.unwrap();
    let mut seen = String::new();
    client.read_to_string(&mut seen).await.unwrap();
    assert!(seen.contains("<head-timeout>"), "{seen}");
    assert!((LIMITS.head..LIMITS.head * 2).contains(&started.elapsed()));
    drop(client);
    serving.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_idle_connection_ends_silently() {
    for used in [false, true] {
        let (mut client, server) = tokio::io::duplex(1 << 16);
        let serving = serve(server);
        let started = tokio::time::Instant::now();
        if used {
            client.write_all(&get("X: y")).await.unwrap();
        }
        let mut seen = String::new();
        client.read_to_string(&mut seen).await.unwrap();
        assert_eq!(seen.is_empty(), !used);
        assert!((LIMITS.idle..=LIMITS.idle * 2 + Duration::from_secs(1)).contains(&started.elapsed()));
        drop(client);
        serving.await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_read_is_given_up() {
    let (mut client, server) = tokio::io::duplex(256);
    let serving = serve(server);
    let flood = tokio::spawn(async move {
        let _ = client.write_all(&get("X: y").repeat(2000)).await;
        client
    });
    serving.await.unwrap();
    flood.abort();
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_cut_off_is_incomplete() {
    let (mut client, server) = tokio::io::duplex(1 << 16);
    let serving = serve(server);
    client.write_all(&post("Content-Length: 9", "abc")).await.unwrap();
    let mut seen = vec![0; 4096];
    let read = client.read(&mut seen).await.unwrap();
    assert!(String::from_utf8_lossy(&seen[..read]).contains("<Timeout>"));
    drop(client);
    serving.await.unwrap();
}

/// Bytes that look like a head, well-formed or not.
fn head_like() -> impl Strategy<Value = Vec<u8>> {
    let word = prop_oneof![
        Just("GET".to_owned()),
        Just("/a".to_owned()),
        Just("HTTP/1.1".to_owned()),
        "[!-~]{1,6}",
        "[\\x00-\\xff]{0,3}",
    ];
    let request = prop_oneof![
        8 => Just("GET /a HTTP/1.1".to_owned()),
        2 => ("[A-Z!#$%&'*+.^`|~-]{1,9}", "/[ -~]{0,9}").prop_map(|(method, target)| format!("{method} {target} HTTP/1.1")),
        1 => proptest::collection::vec(word, 1..5).prop_map(|words| words.join(" ")),
    ];
    let name = prop_oneof![
        "[!-~]{0,9}",
        Just("Host".to_owned()),
        Just("Content-Length".to_owned()),
        Just("Transfer-Encoding".to_owned()),
        Just("Connection".to_owned()),
        Just("Expect".to_owned()),
    ];
    let value = prop_oneof![
        "[ -~]{0,9}",
        "[0-9]{1,20}",
        Just(" chunked".to_owned()),
        Just(" close".to_owned()),
        "[\\x00-\\xff]{0,3}"
    ];
    let end = prop_oneof![9 => Just("\r\n"), 1 => Just("\n"), 1 => Just("\r"), 1 => Just("\r\n ")];
    let field = (name, prop_oneof![9 => Just(":"), 1 => Just(" :"), 1 => Just("")], value, end.clone())
        .prop_map(|(name, colon, value, end)| format!("{name}{colon}{value}{end}"));
    (request, end, any::<bool>(), proptest::collection::vec(field, 0..6)).prop_map(|(request, end, host, fields)| {
        let host = if host { "Host: a\r\n" } else { "" };
        let text = format!("{request}{end}{host}{}\r\n", fields.concat());
        text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
    })
}

/// A head of the usual form, most often with one byte that is another.
fn usual_like() -> impl Strategy<Value = Vec<u8>> {
    let name = prop_oneof![
        4 => "[A-Za-z0-9-]{1,40}",
        1 => prop::sample::select(vec!["content-length", "Transfer-Encoding", "Connection", "expect", "host", "Content-Type"])
            .prop_map(str::to_owned),
    ];
    let value = prop_oneof![3 => "[ -~]{0,90}", 1 => "[0-9]{1,3}", 1 => prop::sample::select(vec![" chunked", " close", "100-continue"]).prop_map(str::to_owned)];
    let fields = proptest::collection::vec((name, value).prop_map(|(name, value)| format!("{name}:{value}\r\n")), 0..5);
    let change = proptest::option::of((any::<prop::sample::Index>(), any::<u8>()));
    ("[A-Z]{1,7}", "/[!-~]{0,40}", "[a-z0-9.-]{1,40}(:[0-9]{1,5})?", fields, change).prop_map(
        |(method, target, host, fields, change)| {
            let text = format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\n{}\r\n", fields.concat());
            let mut bytes = text.into_bytes();
            if let Some((at, byte)) = change {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            bytes
        },
    )
}

/// What hyper itself makes of the bytes: the answer of its own error path, or of the service.
async fn hyper_accepts(bytes: &[u8]) -> bool {
    let (mut client, server) = tokio::io::duplex(1 << 16);
    let service = service_fn(|_: Request<Incoming>| async {
        Ok::<_, Infallible>(Response::builder().status(299).body(Full::new(Bytes::new())).unwrap())
    });
    let connection =
        hyper::server::conn::http1::Builder::new().half_close(true).serve_connection(TokioIo::new(server), service);
    let serving = tokio::spawn(async move { drop(connection.await) });
    client.write_all(bytes).await.unwrap();
    client.shutdown().await.unwrap();
    let mut seen = Vec::new();
    client.read_to_end(&mut seen).await.unwrap();
    serving.await.unwrap();
    seen.starts_with(b"HTTP/1.1 299") || seen.starts_with(b"HTTP/1.0 299")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// What passes here is a head for httparse and hyper too, with the same end.
    #[test]
    fn refuses_at_least_what_hyper_refuses(bytes in head_like()) {
        if let Ok(Some(head)) = super::head::check(&bytes) {
            let mut fields = [httparse::EMPTY_HEADER; super::MAX_FIELDS];
            let mut request = httparse::Request::new(&mut fields);
            prop_assert_eq!(request.parse(&bytes), Ok(httparse::Status::Complete(head.len)));
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            prop_assert!(runtime.block_on(hyper_accepts(&bytes[..head.len])));
        }
    }

    /// What the quick way reads, the whole check reads the same; bytes behind the head change nothing.
    #[test]
    fn the_quick_way_says_what_the_whole_check_says(
        bytes in prop_oneof![3 => usual_like(), 1 => head_like()],
        behind in proptest::collection::vec(any::<u8>(), 0..40),
    ) {
        let quick = super::usual::check(&bytes);
        if quick.is_some() {
            prop_assert_eq!(super::head::judge(&bytes), Ok(quick));
            prop_assert_eq!(super::usual::check(&[bytes, behind].concat()), quick);
        }
    }

    /// The verdict depends on the bytes alone.
    #[test]
    fn cuts_do_not_matter(bytes in head_like(), cut in any::<prop::sample::Index>()) {
        prop_assert_eq!(verdict_cut(&bytes, cut.index(bytes.len())), verdict(&bytes));
    }
}

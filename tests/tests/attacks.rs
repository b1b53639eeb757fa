//! Requests that two readers could take for two things, end to end: each of them once got further than it should have.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use gateway_tests::{Answer, Client, Subject};

const ORDER: &str = "3f2b9a4e-5a0c-4d7e-9b52-0e6f4c1d2a33";
const NEW_ORDER: &str = r#"{"customerId":"3f2b9a4e-5a0c-4d7e-9b52-0e6f4c1d2a33","currency":"EUR","items":[{"sku":"TEA-0042","quantity":2,"unitPrice":1250}]}"#;
const PHOTO: &str = "--x\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n1\r\n";

fn ask(subject: &Subject, line: &str, fields: &str, body: &[u8]) -> Answer {
    subject.clock().advance(std::time::Duration::from_mins(10));
    subject.forget();
    let token = subject.token("orders:write");
    let head = format!("{line} HTTP/1.1\r\nhost: api.orders.example\r\nauthorization: Bearer {token}\r\n{fields}\r\n");
    Client::connect(subject.address()).ask([head.as_bytes(), body].concat())
}

/// What is told of a refused request: the code, and the pointer and keyword of the first error. The upstream saw nothing.
fn told(subject: &Subject, answer: &Answer) -> [String; 3] {
    assert_eq!(subject.upstream().seen().len(), 0);
    assert_eq!(subject.events().len(), 1);
    let problem = answer.json();
    let of_error = |key: &str| problem["errors"][0][key].as_str().unwrap_or_default().to_owned();
    [answer.code(), of_error("pointer"), of_error("code")]
}

fn attach(subject: &Subject, parts: &[&str]) -> Answer {
    let body = format!("{}--x--\r\n", parts.concat());
    let fields = format!("content-type: multipart/form-data; boundary=x\r\ncontent-length: {}\r\n", body.len());
    ask(subject, &format!("POST /v2/orders/{ORDER}/attachments"), &fields, body.as_bytes())
}

fn field(name: &str, content_type: &str, data: &str) -> String {
    format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\nContent-Type: {content_type}\r\n\r\n{data}\r\n")
}

#[test]
fn a_part_is_of_the_type_that_the_gateway_reads() {
    let subject = Subject::orders().start();
    let kind = field("kind", "text/plain;charset=UTF-8", "damage");
    let passes = |more: &str| {
        let answer = attach(&subject, &[&kind, PHOTO, more]);
        assert_eq!((answer.status, answer.code()), (200, String::new()), "{more}");
    };
    let refused = |more: &str, pointer: &str, keyword: &str| {
        let answer = attach(&subject, &[&kind, PHOTO, more]);
        assert_eq!(told(&subject, &answer), ["body-invalid", pointer, keyword], "{more}");
    };
    passes(&field("takenBy", "application/json", r#"{"name":"Ann"}"#));
    passes(&field("takenBy", "text/plain", r#"{"name":"Ann"}"#));
    passes(&field("labels", "text/plain", "a"));
    refused(&field("labels", "application/json", r#"{"$ne":1}"#), "/labels", "part-content-type");
    refused(&field("labels", "text/plain; charset=utf-7", "a"), "/labels", "part-content-type");
    refused(
        &field("takenBy", "application/json; charset=utf-16", r#"{"name":"Ann"}"#),
        "/takenBy",
        "part-content-type",
    );
    refused(&field("_charset_", "text/plain", "utf-7"), "/_charset_", "part-content-type");
    refused(&PHOTO.replace("Content-Type: image/png\r\n", ""), "/photos", "part-content-type");
}

#[test]
fn a_multipart_body_of_no_bytes_is_no_body() {
    let subject = Subject::orders().start();
    let line = format!("POST /v2/orders/{ORDER}/attachments");
    let fields = "content-type: multipart/form-data; boundary=x\r\ntransfer-encoding: chunked\r\n";
    let answer = ask(&subject, &line, fields, b"0\r\n\r\n");
    assert_eq!(told(&subject, &answer), ["body-missing", "", ""]);
}

#[test]
fn a_digest_of_other_bytes_than_those_forwarded_ends_here() {
    let subject = Subject::orders().start();
    let digest = "content-digest: sha-256=:AAAA:\r\nrepr-digest: sha-256=:AAAA:\r\n";
    let seen = |line: &str, kind: &str, body: &[u8]| {
        let fields = format!("{digest}content-type: {kind}\r\ncontent-length: {}\r\n", body.len());
        let answer = ask(&subject, line, &fields, body);
        assert_eq!((answer.status, answer.code()), (200, String::new()), "{kind}");
        let seen = subject.upstream().seen();
        ["content-digest", "repr-digest"].map(|name| seen[0].header(name).is_some())
    };
    let lines = "POST /v2/imports/orders";
    let plain = format!("{NEW_ORDER}\n");
    let mut zipped = GzEncoder::new(Vec::new(), Compression::best());
    zipped.write_all(plain.as_bytes()).unwrap();
    let zipped = zipped.finish().unwrap();
    assert_eq!(seen(lines, "application/x-ndjson", plain.as_bytes()), [true; 2], "as it came");
    assert_eq!(seen(lines, "application/x-ndjson\r\ncontent-encoding: gzip", &zipped), [false; 2], "inflated");
    let kind = field("kind", "text/plain", "damage");
    let parts = format!("{kind}{PHOTO}--x--\r\n");
    let attachments = format!("POST /v2/orders/{ORDER}/attachments");
    assert_eq!(seen(&attachments, "multipart/form-data; boundary=x", parts.as_bytes()), [false; 2], "written anew");
}

//! Bodies of every kind a document can declare, end to end: what is accepted, what the upstream gets, what is refused.

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

fn head(subject: &Subject, line: &str, fields: &str) -> String {
    let token = subject.token("orders:write");
    format!("{line} HTTP/1.1\r\nhost: api.orders.example\r\nauthorization: Bearer {token}\r\n{fields}\r\n")
}

/// Sends a body of known length, and gives the answer and the body the upstream saw, where it saw one. No limit is spent.
fn send(subject: &Subject, line: &str, fields: &str, body: &[u8]) -> (Answer, Option<Vec<u8>>) {
    subject.clock().advance(std::time::Duration::from_mins(10));
    subject.forget();
    let head = head(subject, line, &format!("{fields}content-length: {}\r\n", body.len()));
    let answer = Client::connect(subject.address()).ask([head.as_bytes(), body].concat());
    let seen = subject.upstream().seen();
    assert!(seen.len() <= 1, "{line}");
    (answer, seen.into_iter().next().map(|seen| seen.body))
}

/// The body passes, as it is.
fn passes(subject: &Subject, line: &str, fields: &str, body: &[u8]) {
    let (answer, seen) = send(subject, line, fields, body);
    assert_eq!((answer.status, answer.code()), (200, String::new()), "{line} {fields}");
    assert!(seen.as_deref() == Some(body), "{line}: the upstream saw something else");
}

/// The body is refused: the code, and the pointer and the keyword of the first error.
fn refused(subject: &Subject, line: &str, fields: &str, body: &[u8]) -> (String, String, String) {
    let (answer, seen) = send(subject, line, fields, body);
    assert_eq!(seen, None, "{line} {fields}");
    let events = subject.events();
    assert_eq!(events.len(), 1, "{events:?}");
    let problem = answer.json();
    let of_error = |key: &str| problem["errors"][0][key].as_str().unwrap_or_default().to_owned();
    (answer.code(), of_error("pointer"), of_error("code"))
}

fn gzip(data: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

fn is(found: (String, String, String), code: &str, pointer: &str, keyword: &str) {
    assert_eq!(found, (code.to_owned(), pointer.to_owned(), keyword.to_owned()));
}

#[test]
fn each_media_type_has_its_own_schema() {
    let subject = Subject::orders().start();
    let line = format!("PATCH /v2/orders/{ORDER}");
    let patch = br#"[{"op":"replace","path":"/note","value":"ring twice"}]"#;
    passes(&subject, &line, "content-type: application/json-patch+json\r\n", patch);
    passes(&subject, &line, "content-type: application/merge-patch+json\r\n", br#"{"note":null}"#);
    let refused =
        |kind: &str, body: &[u8]| refused(&subject, &line, &format!("content-type: application/{kind}\r\n"), body);
    is(refused("merge-patch+json", patch), "body-invalid", "", "type");
    is(refused("json-patch+json", br#"{"note":null}"#), "body-invalid", "", "type");
    is(refused("json-patch+json", br#"[{"op":"replace","path":"/customerId"}]"#), "body-invalid", "/0/path", "pattern");
    let flood = format!("[{}]", vec![r#"{"op":"test","path":"/note"}"#; 21].join(","));
    is(refused("json-patch+json", flood.as_bytes()), "body-invalid", "", "maxItems");
    is(refused("xml", b"<a/>"), "media-type-unsupported", "", "");
}

#[test]
fn text_is_held_to_its_schema() {
    let subject = Subject::orders().start();
    let line = format!("PUT /v2/orders/{ORDER}/note");
    let plain = "content-type: text/plain; charset=utf-8\r\n";
    passes(&subject, &line, plain, "ring \"twice\"\n\tgrüße".as_bytes());
    passes(&subject, &line, "content-type: TEXT/plain\r\n", b"x");
    is(refused(&subject, &line, plain, b"<b>"), "body-invalid", "", "pattern");
    is(refused(&subject, &line, plain, "é".repeat(501).as_bytes()), "body-invalid", "", "maxLength");
    is(refused(&subject, &line, plain, b"\xff"), "body-invalid", "", "utf-8");
    is(refused(&subject, &line, plain, b"a\0"), "body-invalid", "", "utf-8");
    is(refused(&subject, &line, plain, b""), "body-missing", "", "");
    is(
        refused(&subject, &line, "content-type: text/plain; charset=utf-16\r\n", b"x"),
        "media-type-unsupported",
        "",
        "",
    );
    is(refused(&subject, &line, "content-type: text/html\r\n", b"x"), "media-type-unsupported", "", "");
}

#[test]
fn xml_is_well_formed_and_has_no_document_type() {
    let subject = Subject::orders().start();
    let line = "POST /v2/edi/orders";
    let xml = "content-type: application/xml\r\n";
    passes(
        &subject,
        line,
        xml,
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Order><Sku n=\"1\">TEA &amp; more</Sku></Order>\n",
    );
    let refused = |body: &str| refused(&subject, line, xml, body.as_bytes());
    is(refused("<Order>"), "body-invalid", "", "xml-malformed");
    is(refused("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>"), "body-invalid", "", "xml-dtd");
    is(refused("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>"), "body-invalid", "", "xml-dtd");
    is(refused("<a>&x;</a>"), "body-invalid", "", "xml-reference");
    is(refused("<?xml version=\"1.0\" encoding=\"utf-16\"?><a/>"), "body-invalid", "", "xml-encoding");
    is(refused(&format!("{}{}", "<a>".repeat(9), "</a>".repeat(9))), "body-invalid", "", "xml-max-depth");
    is(refused("<a/><b/>"), "body-invalid", "", "xml-malformed");
}

#[test]
fn sequences_are_judged_item_by_item() {
    let subject = Subject::orders().start();
    let line = "POST /v2/imports/orders";
    let lines = "content-type: application/x-ndjson\r\n";
    let sequence = "content-type: application/json-seq\r\n";
    passes(&subject, line, lines, format!("{NEW_ORDER}\n{NEW_ORDER}\r\n{NEW_ORDER}").as_bytes());
    passes(&subject, line, sequence, format!("\u{1e}{NEW_ORDER}\n\u{1e}{NEW_ORDER}\n").as_bytes());
    let refused = |kind: &str, body: String| refused(&subject, line, kind, body.as_bytes());
    is(refused(lines, format!("{NEW_ORDER}\n{{\"currency\":\"EUR\"}}\n")), "body-invalid", "/1", "required");
    is(refused(lines, format!("{NEW_ORDER}\n{NEW_ORDER} {NEW_ORDER}\n")), "body-invalid", "/1", "syntax");
    is(refused(lines, format!("{NEW_ORDER},\n{NEW_ORDER}\n")), "body-invalid", "/0", "syntax");
    is(refused(lines, format!("{NEW_ORDER}\n\n{NEW_ORDER}\n")), "body-invalid", "", "item-blank");
    is(refused(lines, format!("{NEW_ORDER}\n").repeat(501)), "body-invalid", "", "maxItems");
    is(refused(sequence, format!("{NEW_ORDER}\n")), "body-invalid", "", "record-separator");
    is(refused(sequence, format!("\u{1e}{NEW_ORDER}")), "body-invalid", "", "item-truncated");
}

#[test]
fn gzip_is_inflated_where_the_document_says_so() {
    let subject = Subject::orders().start();
    let line = "POST /v2/imports/orders";
    let fields = "content-type: application/x-ndjson\r\ncontent-encoding: gzip\r\n";
    let plain = format!("{NEW_ORDER}\n");
    let (answer, seen) = send(&subject, line, fields, &gzip(plain.as_bytes()));
    assert_eq!(answer.status, 200);
    assert_eq!(seen.as_deref(), Some(plain.as_bytes()), "the upstream gets what was validated");
    assert_eq!(subject.upstream().seen()[0].header("content-encoding"), None);
    let refused = |fields: &str, body: &[u8]| refused(&subject, line, fields, body);
    is(refused(fields, &gzip(b"{}\n")), "body-invalid", "/0", "required");
    is(refused(fields, plain.as_bytes()), "body-invalid", "", "gzip-header");
    is(refused(fields, &gzip(&[b' '; 500_000])), "body-invalid", "", "gzip-max-ratio");
    let twice = [gzip(plain.as_bytes()), gzip(plain.as_bytes())].concat();
    is(refused(fields, &twice), "body-invalid", "", "gzip-trailing");
    let cut = gzip(plain.as_bytes());
    is(refused(fields, &cut[..cut.len() - 1]), "body-invalid", "", "gzip-truncated");
    for coding in ["br", "zstd", "identity", "gzip, gzip", "x-gzip", "deflate"] {
        let fields = format!("content-type: application/x-ndjson\r\ncontent-encoding: {coding}\r\n");
        is(refused(&fields, plain.as_bytes()), "content-encoding-unsupported", "", "");
    }
    let twice = "content-type: application/x-ndjson\r\ncontent-encoding: gzip\r\ncontent-encoding: gzip\r\n";
    is(refused(twice, &gzip(plain.as_bytes())), "content-encoding-unsupported", "", "");
    let (answer, _) = send(
        &subject,
        "POST /v2/orders",
        "content-type: application/json\r\ncontent-encoding: gzip\r\n",
        &gzip(NEW_ORDER.as_bytes()),
    );
    assert_eq!((answer.status, answer.header("accept-encoding")), (415, Some("identity")));
}

#[test]
fn bytes_pass_through_as_they_come() {
    let subject = Subject::orders().start();
    let line = format!("PUT /v2/orders/{ORDER}/invoice");
    let scan: Vec<u8> = (0..3_000_000_u32).map(|number| number.to_le_bytes()[1]).collect();
    passes(&subject, &line, "content-type: image/png; charset=latin1\r\n", &scan);
    passes(&subject, &line, "content-type: application/pdf\r\n", b"%PDF\0\xff");
    is(refused(&subject, &line, "content-type: application/pdf\r\n", &scan), "body-too-large", "", "maxBytes");
    is(refused(&subject, &line, "content-type: video/mp4\r\n", b"x"), "media-type-unsupported", "", "");
    is(refused(&subject, &line, "content-type: image/png\r\n", b""), "body-missing", "", "");

    subject.forget();
    let mut client = Client::connect(subject.address());
    client.send(head(&subject, &line, "content-type: image/gif\r\ntransfer-encoding: chunked\r\n"));
    let answer = client.ask("3\r\nGIF\r\n2\r\n89\r\n0\r\n\r\n");
    assert_eq!(answer.status, 200);
    let seen = subject.upstream().seen();
    assert_eq!((seen[0].header("transfer-encoding"), seen[0].body.as_slice()), (Some("chunked"), &b"GIF89"[..]));
}

/// Sends the head of a chunked body and some of it, and gives the connection.
fn begun(subject: &Subject, piece: &str) -> Client {
    let line = format!("PUT /v2/orders/{ORDER}/invoice");
    let mut client = Client::connect(subject.address());
    client.send(head(subject, &line, "content-type: application/pdf\r\ntransfer-encoding: chunked\r\n"));
    client.send(piece);
    client
}

#[test]
fn a_body_that_breaks_on_its_way_is_never_complete_for_the_upstream() {
    let subject = Subject::orders().start();
    let malformed = begun(&subject, "3\r\nPDF\r\n").ask("Z\r\n");
    assert_eq!((malformed.status, malformed.code().as_str()), (400, "malformed-chunk"));
    let mut cut = begun(&subject, "3\r\nPDF\r\n5\r\nab");
    cut.finish_sending();
    assert_eq!(cut.answer().map(|answer| answer.code()).as_deref(), Some("body-incomplete"));
    let large = format!("{:x}\r\n{}\r\n", 600_000, "x".repeat(600_000));
    let mut client = begun(&subject, &large);
    client.send(&large);
    assert_eq!(client.answer().map(|answer| answer.code()).as_deref(), Some("body-too-large"));
    assert!(subject.upstream().seen().is_empty(), "no request was ever whole");
    let codes: Vec<_> = subject.events().iter().map(|event| event["code"].as_str().unwrap().to_owned()).collect();
    assert_eq!(codes, ["malformed-chunk", "body-incomplete", "body-too-large"]);
    passes(&subject, &format!("PUT /v2/orders/{ORDER}/note"), "content-type: text/plain\r\n", b"next");
}

#[test]
fn a_body_that_stays_out_is_refused_in_time() {
    let subject = Subject::orders().bounds("bodyTimeout = \"200ms\"").start();
    let silent = begun(&subject, "").answer().unwrap();
    assert_eq!((silent.status, silent.code().as_str()), (408, "body-timeout"));
    let stalled = begun(&subject, "3\r\nPDF\r\n").answer().unwrap();
    assert_eq!((stalled.status, stalled.code().as_str()), (408, "body-timeout"));
    assert!(subject.upstream().seen().is_empty());
}

#[test]
fn all_bodies_together_take_no_more_memory_than_is_set_aside() {
    let subject = Subject::orders().bounds("bodyMemory = \"32KiB\"").start();
    let line = "POST /v2/imports/orders";
    let lines = "content-type: application/x-ndjson\r\n";
    let large = format!("{NEW_ORDER}\n").repeat(200);
    assert!(large.len() < 32 << 10);
    passes(&subject, line, lines, large.as_bytes());
    let (answer, seen) = send(&subject, line, lines, format!("{NEW_ORDER}\n").repeat(300).as_bytes());
    assert_eq!((answer.status, answer.code().as_str(), seen.is_some()), (503, "overloaded", false));
    passes(&subject, line, lines, large.as_bytes());
}

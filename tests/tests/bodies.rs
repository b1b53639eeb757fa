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
use gateway_tests::{Answer, Behaviour, Client, Subject};

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
    is(refused(fields, &gzip(&vec![b' '; 500_000])), "body-invalid", "", "gzip-max-ratio");
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

#[test]
fn a_form_is_judged_as_one_object_and_forwarded_in_one_form() {
    let subject = Subject::orders().start();
    let line = "POST /v2/quotes";
    let form = "content-type: application/x-www-form-urlencoded; charset=UTF-8\r\n";
    let get = |fields: &str, body: &str| {
        subject.clock().advance(std::time::Duration::from_mins(10));
        subject.forget();
        let token = subject.token("orders:read");
        let answer = Client::connect(subject.address()).ask(format!(
            "{line} HTTP/1.1\r\nhost: api.orders.example\r\nauthorization: Bearer {token}\r\n{fields}content-length: {}\r\n\r\n{body}",
            body.len()
        ));
        let seen = subject.upstream().seen().into_iter().next().map(|seen| String::from_utf8(seen.body).unwrap());
        let errors = answer.json()["errors"][0].clone();
        let of = |key: &str| errors[key].as_str().unwrap_or_default().to_owned();
        (seen, answer.code(), of("pointer"), of("code"))
    };
    let passes = |body: &str, forwarded: &str| {
        assert_eq!(
            get(form, body),
            (Some(forwarded.to_owned()), String::new(), String::new(), String::new()),
            "{body}"
        );
    };
    passes("sku=TEA-0042&quantity=2", "sku=TEA-0042&quantity=2");
    passes("s%6bu=TEA-0042&quantity=2&express=true", "sku=TEA-0042&quantity=2&express=true");
    passes("sku=TEA-0042&quantity=2&regions=SE,DK", "sku=TEA-0042&quantity=2&regions=SE,DK");
    passes(
        "sku=TEA-0042&quantity=2&size[width]=10&size[height]=20",
        "sku=TEA-0042&quantity=2&size%5Bwidth%5D=10&size%5Bheight%5D=20",
    );
    let address =
        "%7B%22line1%22%3A%22a%22%2C%22city%22%3A%22b%22%2C%22postalCode%22%3A%22123%22%2C%22country%22%3A%22SE%22%7D";
    let with_address = format!("sku=TEA-0042&quantity=2&shipTo={address}");
    passes(&with_address, &with_address);
    let refused = |body: &str, pointer: &str, keyword: &str| {
        let found = get(form, body);
        assert_eq!(found, (None, "body-invalid".to_owned(), pointer.to_owned(), keyword.to_owned()), "{body}");
    };
    refused("sku=TEA-0042", "", "required");
    refused("sku=TEA-0042&quantity=2&quantity=3", "/quantity", "duplicate-key");
    refused("sku=TEA-0042&quantity=+2", "/quantity", "type");
    refused("sku=TEA-0042&quantity=2;express=true", "/quantity", "type");
    refused("sku=TEA-0042&quantity=2&role=admin", "/role", "additionalProperties");
    refused("sku=TEA-0042&quantity=2&regions[]=SE", "/regions[]", "additionalProperties");
    refused("sku=TEA-0042&quantity=2&size.width=1", "/size.width", "additionalProperties");
    refused("sku=TEA-0042&quantity=2&size[depth]=1", "/size/depth", "additionalProperties");
    refused("sku=TEA-0042&quantity=2&regions=SE,DK,NO,FI,IS,GB", "/regions", "maxItems");
    refused("sku=%zz&quantity=2", "/sku", "syntax");
    refused("sku=TEA-0042&quantity=2&shipTo=%7B%7D,%22role%22:1", "/shipTo", "syntax");
    refused("sku=TEA-0042&quantity=2&shipTo=%7B%22line1%22:1%7D", "/shipTo/line1", "type");
    let latin = get("content-type: application/x-www-form-urlencoded; charset=latin1\r\n", "sku=TEA-0042&quantity=2");
    assert_eq!(latin.1, "media-type-unsupported");
}

const PHOTO: &str = "--x\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\u{89}PNG\r\n";
const KIND: &str = "--x\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\ndamage\r\n";

fn part(head: &str, data: &str) -> String {
    format!("--x\r\n{head}\r\n\r\n{data}\r\n")
}

fn field(name: &str, data: &str) -> String {
    part(&format!("Content-Disposition: form-data; name=\"{name}\""), data)
}

#[test]
fn parts_are_judged_one_by_one_and_written_anew() {
    let subject = Subject::orders().start();
    let line = format!("POST /v2/orders/{ORDER}/attachments");
    let parted = "content-type: multipart/form-data; boundary=\"x\"\r\n";
    let passes = |body: String| {
        let (answer, seen) = send(&subject, &line, parted, body.as_bytes());
        assert_eq!((answer.status, answer.json()["errors"].to_string()), (200, "null".to_owned()));
        let content_type = subject.upstream().seen()[0].header("content-type").unwrap().to_owned();
        let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap().to_owned();
        assert_ne!(boundary, "x", "the client does not choose the boundary");
        String::from_utf8(seen.unwrap()).unwrap().replace(&boundary, "?")
    };
    let forwarded = passes(format!("{KIND}{PHOTO}--x--\r\n"));
    assert_eq!(
        forwarded,
        "--?\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\ndamage\r\n--?\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\u{89}PNG\r\n--?--\r\n"
    );
    let all = [
        KIND.to_owned(),
        field("position", "7"),
        field("labels", "a"),
        field("labels", "b"),
        part("content-type: application/json\r\ncontent-disposition: form-data; name=takenBy", r#"{"name":"Ann"}"#),
        PHOTO.replace("Content-Type", "X-Taken-At: 2026-01-02T03:04:05Z\r\nContent-Type"),
        PHOTO.to_owned(),
        "--x--".to_owned(),
    ];
    let forwarded = passes(all.concat());
    assert!(forwarded.contains("X-Taken-At: 2026-01-02T03:04:05Z\r\n"), "{forwarded}");

    let refused = |body: String| refused(&subject, &line, parted, body.as_bytes());
    let with = |more: &str| refused(format!("{KIND}{PHOTO}{more}--x--\r\n"));
    is(refused(format!("{KIND}--x--\r\n")), "body-invalid", "", "required");
    is(with(&PHOTO.repeat(4)), "body-invalid", "/photos", "maxItems");
    is(with(KIND), "body-invalid", "/kind", "duplicate-key");
    is(with(&field("position", "0")), "body-invalid", "/position", "minimum");
    is(with(&field("position", "x")), "body-invalid", "/position", "type");
    is(with(&field("takenBy", r#"{"name":"a"},"role":"admin""#)), "body-invalid", "/takenBy", "syntax");
    is(with(&field("takenBy", r#"{"role":"admin"}"#)), "body-invalid", "/takenBy/role", "additionalProperties");
    is(with(&field("role", "admin")), "body-invalid", "/role", "additionalProperties");
    is(with(&PHOTO.replace("photos", "kind2")), "body-invalid", "/kind2", "part-file");
    is(with(&PHOTO.replace("image/png", "text/html")), "body-invalid", "/photos", "part-content-type");
    is(with(&PHOTO.replace("a.png", "../a.png")), "body-invalid", "", "file-name-separator");
    is(with(&PHOTO.replace("a.png", "a.php%00.png")), "body-invalid", "", "file-name-control");
    is(with(&PHOTO.replace("Content-Type", "X-Taken-At: now\r\nContent-Type")), "body-invalid", "/photos", "format");
    is(with(&PHOTO.replace("Content-Type", "X-Other: 1\r\nContent-Type")), "body-invalid", "", "part-header-unknown");
    is(
        with(&KIND.replace("kind\"", "position\"\r\nX-Taken-At: 2026-01-02T03:04:05Z")),
        "body-invalid",
        "/position",
        "part-header-unknown",
    );
    is(
        with(&field("labels", "a").replace("\r\n\r\n", "\r\nContent-Transfer-Encoding: base64\r\n\r\n")),
        "body-invalid",
        "",
        "part-transfer-encoding",
    );
    is(refused(format!("{KIND}{PHOTO}")), "body-invalid", "", "truncated");
    is(refused(format!("hello\r\n{KIND}{PHOTO}--x--\r\n")), "body-invalid", "", "preamble");
    is(refused(format!("{KIND}{PHOTO}--x--\r\nmore")), "body-invalid", "", "epilogue");
    is(refused(field("labels", "a").repeat(101)), "body-invalid", "", "max-parts");
    let large = format!("{KIND}{}--x--\r\n", PHOTO.replace("PNG", &"x".repeat(2_100_000)));
    is(refused(large), "body-invalid", "/photos", "maxLength");
    for content_type in
        ["multipart/form-data", "multipart/form-data; boundary=x; boundary=y", "multipart/form-data; boundary*=x"]
    {
        let (answer, seen) = send(&subject, &line, &format!("content-type: {content_type}\r\n"), KIND.as_bytes());
        assert!(seen.is_none() && matches!(answer.status, 400 | 415), "{content_type}: {}", answer.status);
    }
}

#[test]
fn large_parts_wait_on_disk_and_arrive_whole() {
    let subject = Subject::orders().bounds("bodyMemory = \"768KiB\"").start();
    let line = format!("POST /v2/orders/{ORDER}/attachments");
    let parted = "content-type: multipart/form-data; boundary=x\r\n";
    let data = "0123456789abcde\n".repeat(100_000);
    let body = format!("{KIND}{}{PHOTO}--x--\r\n", PHOTO.replace("\u{89}PNG", &data));
    let (answer, seen) = send(&subject, &line, parted, body.as_bytes());
    assert_eq!(answer.status, 200);
    let seen = String::from_utf8(seen.unwrap()).unwrap();
    let boundary = seen.lines().next().unwrap().trim_start_matches("--").to_owned();
    let again = seen.replace(&boundary, "x");
    assert!(again == body, "{} bytes of {}", again.len(), body.len());
}

#[test]
fn a_body_that_breaks_behind_an_early_answer_is_told_once() {
    let subject = Subject::orders().upstream(Behaviour::Early).start();
    let line = format!("PUT /v2/orders/{ORDER}/invoice");
    let mut client = Client::connect(subject.address());
    client.send(head(&subject, &line, "content-type: application/pdf\r\ncontent-length: 10\r\n"));
    client.send("PDF");
    assert_eq!(client.answer().map(|answer| answer.status), Some(413), "the upstream's own");
    assert!(subject.events().is_empty());
    client.finish_sending();
    let told = || subject.events().iter().map(|event| event["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let started = std::time::Instant::now();
    while told().is_empty() && started.elapsed().as_secs() < 10 {
        std::thread::yield_now();
    }
    assert_eq!(told(), ["body-incomplete"]);
}

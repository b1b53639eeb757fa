//! One end-to-end case per denial and per fault.
//!
//! Each case asserts the client's answer, that the upstream saw nothing, that exactly one security event exists, and
//! that the next request is unharmed: on the same connection where it stays open, on a new one where the rule closes it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;

use gateway_tests::{Answer, Behaviour, Claims, Client, SecureClient, Subject, SubjectBuilder};
use serde_json::{Value, json};

const ORDER: &str = "3f2b9a4e-5a0c-4d7e-9b52-0e6f4c1d2a33";
const NEW_ORDER: &str = r#"{"customerId":"3f2b9a4e-5a0c-4d7e-9b52-0e6f4c1d2a33","currency":"EUR","items":[{"sku":"TEA-0042","quantity":2,"unitPrice":1250}]}"#;

/// How one denial is provoked, and what must be seen.
struct Case {
    code: &'static str,
    status: u16,
    closes: bool,
    /// The operation in the event, where the request got that far.
    operation: Option<&'static str>,
    /// The configuration beyond the usual one.
    build: fn(SubjectBuilder) -> SubjectBuilder,
    /// Sends what is to be refused and gives the answer.
    provoke: fn(&Subject, &mut Client) -> Answer,
    /// What else must be true of the answer.
    check: fn(&Answer),
}

impl Case {
    const fn new(code: &'static str, status: u16, provoke: fn(&Subject, &mut Client) -> Answer) -> Self {
        Self { code, status, closes: false, operation: None, build: |builder| builder, provoke, check: |_| {} }
    }

    const fn closing(mut self) -> Self {
        self.closes = true;
        self
    }

    const fn of(mut self, operation: &'static str) -> Self {
        self.operation = Some(operation);
        self
    }

    const fn built(mut self, build: fn(SubjectBuilder) -> SubjectBuilder) -> Self {
        self.build = build;
        self
    }

    const fn checked(mut self, check: fn(&Answer)) -> Self {
        self.check = check;
        self
    }
}

/// A GET of `path` with extra header lines, each ended by CRLF.
fn get(path: &str, lines: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: api.orders.example\r\n{lines}\r\n")
}

fn bearer(token: &str) -> String {
    format!("authorization: Bearer {token}\r\n")
}

/// A GET of the orders by a client that may.
fn good_get(subject: &Subject, lines: &str) -> String {
    get("/v2/orders", &format!("{}{lines}", bearer(&subject.token("orders:read"))))
}

/// A POST of `body` as JSON by a client that may.
fn post(subject: &Subject, lines: &str, body: &str) -> String {
    format!(
        "POST /v2/orders HTTP/1.1\r\nhost: api.orders.example\r\n{}{lines}\r\n{body}",
        bearer(&subject.token("orders:write"))
    )
}

fn post_json(subject: &Subject, body: &str) -> String {
    post(subject, &format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len()), body)
}

fn token_with(subject: &Subject, claim: &str, value: Value) -> String {
    subject.mint().sign(&Claims::valid("shop", "orders:read", subject.now()).with(claim, value))
}

/// A form that a page of the portal sends.
fn quote(fields: &str) -> String {
    let form = "sku=TEA-0042&quantity=3";
    let length = form.len();
    format!(
        "POST /v2/quotes HTTP/1.1\r\nhost: api.orders.example\r\n{fields}content-type: application/x-www-form-urlencoded\r\n\
         content-length: {length}\r\n\r\n{form}"
    )
}

/// The token of a customer who is not of the support team.
fn customer(subject: &Subject, id: &str) -> String {
    let claims = Claims::valid("shop", "customers:read", subject.now()).with("groups", Value::Null);
    subject.mint().sign(&claims.with("customer_id", json!(id)))
}

/// The token of somebody who may delete orders and has one factor.
fn one_factor(subject: &Subject) -> String {
    let claims = Claims::valid("shop", "orders:write orders:admin", subject.now());
    subject.mint().sign(&claims.with("acr", json!("urn:example:pwd")))
}

/// The first error of a problem document.
fn first_error(answer: &Answer) -> Value {
    answer.json().pointer("/errors/0").cloned().unwrap_or(Value::Null)
}

#[rustfmt::skip]
const CASES: &[Case] = &[
    // Receive: the front check below hyper.
    Case::new("ambiguous-framing", 400, |s, c| c.ask(post(s, "content-length: 4\r\ntransfer-encoding: chunked\r\n", "0\r\n\r\n"))).closing(),
    Case::new("ambiguous-host", 400, |_, c| c.ask("GET /v2/status HTTP/1.1\r\n\r\n")).closing(),
    Case::new("ambiguous-target", 400, |s, c| c.ask(get("/v2/orders/../status", &bearer(&s.token("orders:read"))))).closing(),
    Case::new("bare-line-feed", 400, |_, c| c.ask("GET /v2/status HTTP/1.1\nhost: api.orders.example\r\n\r\n")).closing(),
    Case::new("expectation-failed", 417, |s, c| c.ask(good_get(s, "expect: 200-ok\r\n"))).closing(),
    Case::new("head-timeout", 408, |_, c| c.ask("GET /v2/status HTT")).closing()
        .built(|b| b.bounds("headTimeout = \"300ms\"")),
    Case::new("head-too-large", 431, |s, c| c.ask(good_get(s, &format!("x-long: {}\r\n", "a".repeat(40_000))))).closing(),
    Case::new("malformed-header", 400, |s, c| c.ask(good_get(s, "no colon here\r\n"))).closing(),
    Case::new("malformed-request-line", 400, |_, c| c.ask("GET  /v2/status HTTP/1.1\r\nhost: api.orders.example\r\n\r\n")).closing(),
    Case::new("protected-connection-option", 400, |s, c| c.ask(good_get(s, "connection: close, authorization\r\n"))).closing(),
    Case::new("target-too-long", 414, |s, c| c.ask(get(&format!("/v2/orders?cursor={}", "a".repeat(9000)), &bearer(&s.token("orders:read"))))).closing(),
    Case::new("underscore-header", 400, |s, c| c.ask(good_get(s, "x_forwarded_for: 10.0.0.1\r\n"))).closing(),
    Case::new("unsupported-transfer-coding", 400, |s, c| c.ask(post(s, "transfer-encoding: gzip, chunked\r\n", "0\r\n\r\n"))).closing(),
    Case::new("unsupported-version", 505, |_, c| c.ask("GET /v2/status HTTP/1.2\r\nhost: api.orders.example\r\n\r\n")).closing(),

    // Canonicalize, throttle, route.
    Case::new("misdirected-request", 421, |_, c| c.ask("GET /v2/status HTTP/1.1\r\nhost: other.example\r\n\r\n")),
    Case::new("address-limit-exceeded", 429, |s, c| {
        for _ in 0..10 {
            assert_eq!(c.ask(get("/v2/status", "")).status, 200);
            s.forget();
        }
        c.ask(get("/v2/status", ""))
    }).of("getStatus").checked(|a| assert_eq!(a.header("retry-after"), Some("1"))),
    Case::new("unknown-path", 404, |s, c| c.ask(get("/v2/admin", &bearer(&s.token("orders:admin"))))),
    Case::new("method-not-allowed", 405, |s, c| c.ask(format!("DELETE /v2/orders HTTP/1.1\r\nhost: api.orders.example\r\n{}\r\n", bearer(&s.token("orders:admin")))))
        .checked(|a| assert_eq!(a.header("allow"), Some("GET, POST"))),
    Case::new("operation-disabled", 404, |s, c| c.ask(good_get(s, ""))).of("listOrders")
        .built(|b| b.operator("[operations.listOrders]\ndisabled = true\n")),

    // Authenticate, authorize, meter.
    Case::new("credential-missing", 401, |_, c| c.ask(get("/v2/orders", ""))).of("listOrders")
        .checked(|a| assert_eq!(a.header("www-authenticate"), Some(r#"Bearer realm="orders""#))),
    Case::new("credential-ambiguous", 400, |s, c| c.ask(good_get(s, &bearer(&s.token("orders:read"))))).of("listOrders"),
    Case::new("token-invalid", 401, |s, c| c.ask(get("/v2/orders", &bearer(&token_with(s, "aud", json!("https://elsewhere.example")))))).of("listOrders")
        .checked(|a| assert_eq!(a.header("www-authenticate"), Some(r#"Bearer realm="orders", error="invalid_token""#))),
    Case::new("key-invalid", 401, |_, c| c.ask(format!(
        "POST /v2/orders HTTP/1.1\r\nhost: api.orders.example\r\nx-api-key: ord_unknown_key\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{NEW_ORDER}", NEW_ORDER.len()
    ))).of("createOrder"),
    Case::new("cross-site-request", 403, |_, c| c.ask(quote("cookie: __Host-portal=ses_k1_secret\r\norigin: https://evil.example\r\n"))).of("requestQuote"),
    Case::new("scope-insufficient", 403, |s, c| c.ask(get("/v2/orders", &bearer(&s.token("customers:read"))))).of("listOrders")
        .checked(|a| assert_eq!(a.header("www-authenticate"), Some(r#"Bearer realm="orders", error="insufficient_scope", scope="orders:read""#))),
    Case::new("requirement-unmet", 403, |s, c| c.ask(get(&format!("/v2/customers/{ORDER}"), &bearer(&customer(s, "00000000-0000-4000-8000-000000000000"))))).of("getCustomer")
        .checked(|a| assert_eq!(a.header("www-authenticate"), None)),
    Case::new("step-up-required", 401, |s, c| c.ask(format!("DELETE /v2/orders/{ORDER} HTTP/1.1\r\nhost: api.orders.example\r\n{}\r\n", bearer(&one_factor(s))))).of("deleteOrder")
        .checked(|a| assert_eq!(a.header("www-authenticate"), Some(r#"Bearer realm="orders", error="insufficient_user_authentication", acr_values="urn:example:mfa""#))),
    Case::new("client-limit-exceeded", 429, |s, c| {
        for _ in 0..5 {
            assert_eq!(c.ask(post_json(s, NEW_ORDER)).status, 200);
            s.forget();
        }
        c.ask(post_json(s, NEW_ORDER))
    }).of("createOrder").checked(|a| {
        assert_eq!(a.header("retry-after"), Some("2"));
        assert!(a.header("ratelimit").is_some_and(|value| value.contains(r#""create";r=0"#)), "{a:?}");
    }),

    // Validate.
    Case::new("parameter-missing", 400, |s, c| c.ask(get("/v2/exports/orders?from=2026-01-01", &bearer(&s.token("orders:read orders:export"))))).of("exportOrders")
        .checked(|a| assert_eq!(first_error(a)["parameter"], "to")),
    Case::new("parameter-invalid", 400, |s, c| c.ask(get("/v2/orders?limit=101", &bearer(&s.token("orders:read"))))).of("listOrders")
        .checked(|a| assert_eq!(first_error(a)["parameter"], "limit")),
    Case::new("parameter-repeated", 400, |s, c| c.ask(get("/v2/orders?limit=1&limi%74=2", &bearer(&s.token("orders:read"))))).of("listOrders"),
    Case::new("parameter-undeclared", 400, |s, c| c.ask(get("/v2/orders?debug=1", &bearer(&s.token("orders:read"))))).of("listOrders"),
    Case::new("unexpected-body", 400, |s, c| c.ask(good_get(s, "content-length: 2\r\n") + "{}")).closing().of("listOrders"),
    Case::new("body-missing", 400, |s, c| c.ask(post(s, "content-type: application/json\r\ncontent-length: 0\r\n", ""))).of("createOrder"),
    Case::new("media-type-unsupported", 415, |s, c| c.ask(post(s, "content-type: text/plain\r\ncontent-length: 2\r\n", "{}"))).closing().of("createOrder")
        .checked(|a| assert_eq!(a.header("accept"), Some("application/json"))),
    Case::new("content-encoding-unsupported", 415, |s, c| c.ask(post(s, "content-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n", "{}"))).closing().of("createOrder"),
    Case::new("body-too-large", 413, |s, c| c.ask(post(s, "content-type: application/json\r\ncontent-length: 16385\r\n", ""))).closing().of("createOrder"),
    Case::new("body-invalid", 400, |s, c| c.ask(post_json(s, &NEW_ORDER.replace("\"quantity\":2", "\"quantity\":0")))).of("createOrder")
        .checked(|a| {
            let error = first_error(a);
            assert_eq!((&error["pointer"], &error["code"]), (&"/items/0/quantity".into(), &"minimum".into()));
            assert_eq!(error["limit"], "1");
            assert!(!String::from_utf8_lossy(&a.body).contains(".yaml"), "the document is not shown");
            assert!(!String::from_utf8_lossy(&a.body).contains("TEA-0042"), "no value is echoed");
        }),
    Case::new("body-timeout", 408, |s, c| c.ask(post(s, "content-type: application/json\r\ncontent-length: 10\r\n", "{"))).closing().of("createOrder")
        .built(|b| b.bounds("bodyTimeout = \"300ms\"")),
    Case::new("body-incomplete", 400, |s, c| {
        c.send(post(s, "content-type: application/json\r\ncontent-length: 10\r\n", "{"));
        c.finish_sending();
        c.answer().expect("an answer")
    }).closing().of("createOrder"),
    Case::new("malformed-chunk", 400, |s, c| c.ask(post(s, "content-type: application/json\r\ntransfer-encoding: chunked\r\n", "2\r\n{}X\r\n0\r\n\r\n"))).closing().of("createOrder"),

    // Approve: the hook of generated/orders/src/hooks.rs.
    Case::new("hook-refused", 403, |s, c| c.ask(post_json(s, &NEW_ORDER.replace("\"quantity\":2,\"unitPrice\":1250", "\"quantity\":999,\"unitPrice\":9999999")))).of("createOrder")
        .checked(|a| assert_eq!(first_error(a)["code"], "order-value-too-high")),
];

#[rustfmt::skip]
const FAULTS: &[Case] = &[
    Case::new("upstream-unreachable", 502, |s, c| c.ask(good_get(s, ""))).of("listOrders").built(SubjectBuilder::without_upstream),
    Case::new("upstream-malformed", 502, |s, c| c.ask(good_get(s, ""))).of("listOrders").built(|b| b.upstream(Behaviour::Lies)),
    Case::new("upstream-timeout", 504, |s, c| c.ask(good_get(s, ""))).of("listOrders").built(|b| b.upstream(Behaviour::Stalls)),
    Case::new("keys-unavailable", 503, |s, c| c.ask(good_get(s, ""))).of("listOrders").built(SubjectBuilder::without_keys),
];

#[test]
fn every_denial_is_refused_as_documented() {
    for case in CASES {
        let subject = (case.build)(Subject::orders()).start();
        let mut client = Client::connect(subject.address());
        let answer = (case.provoke)(&subject, &mut client);
        judge(case, &subject, &answer);
        assert!(
            subject.upstream().seen().is_empty() || case.code.ends_with("limit-exceeded"),
            "{}: forwarded",
            case.code
        );
        unharmed(case, &subject, client);
    }
}

/// Where a frame stands in for the answer.
struct Http2Case {
    code: &'static str,
    reason: &'static str,
    /// What is sent behind the preface and the settings.
    frames: fn() -> Vec<u8>,
    /// The error code of the GOAWAY.
    goaway: u8,
}

#[rustfmt::skip]
const HTTP2_CASES: &[Http2Case] = &[
    Http2Case { code: "http2-flood", reason: "control-frames", goaway: 11, frames: || b"\0\0\x08\x06\0\0\0\0\0badinput".repeat(2000) },
    Http2Case { code: "http2-protocol-error", reason: "protocol-error", goaway: 1, frames: || b"\0\0\x01\0\0\0\0\0\0x".to_vec() },
];

#[test]
fn every_denial_of_http2_ends_the_connection_as_documented() {
    for case in HTTP2_CASES {
        let subject = Subject::orders().tls().start();
        let mut client = SecureClient::connect(&subject, b"h2");
        client.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0");
        client.send((case.frames)());
        let read = client.rest();
        let goaway = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, case.goaway];
        let ends = read.windows(goaway.len()).filter(|window| *window == goaway).count();
        assert_eq!(ends, 1, "{}: {read:?}", case.code);
        let events = subject.events();
        assert_eq!(events.len(), 1, "{}: {events:?}", case.code);
        assert_eq!((&events[0]["code"], &events[0]["reason"]), (&case.code.into(), &case.reason.into()));
        assert_eq!((&events[0]["client"], &events[0]["operation"]), (&"127.0.0.1".into(), &Value::Null));
        assert!(subject.upstream().seen().is_empty());
        let mut client = SecureClient::connect(&subject, b"http/1.1");
        client.send("GET /v2/status HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        assert!(client.rest().starts_with(b"HTTP/1.1 200"), "{}: the next request", case.code);
    }
}

#[test]
fn every_fault_is_answered_as_documented() {
    for case in FAULTS {
        let subject = (case.build)(Subject::orders()).start();
        let mut client = Client::connect(subject.address());
        let answer = (case.provoke)(&subject, &mut client);
        judge(case, &subject, &answer);
    }
}

fn judge(case: &Case, subject: &Subject, answer: &Answer) {
    let code = case.code;
    assert_eq!((answer.status, answer.code().as_str()), (case.status, code), "{code}: {answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{code}");
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{code}");
    assert!(answer.header("x-request-id").is_some(), "{code}");
    assert_eq!(answer.header("connection") == Some("close"), case.closes, "{code}: {answer:?}");
    (case.check)(answer);
    let events = subject.events();
    assert_eq!(events.len(), 1, "{code}: {events:?}");
    assert_eq!(events[0]["code"], code);
    assert_eq!(events[0]["operation"], case.operation.map_or(Value::Null, Value::from), "{code}");
    assert_eq!(events[0]["request_id"].as_str(), answer.header("x-request-id"), "{code}");
    let place = events[0]["place"].as_str();
    let breaks_a_rule = matches!(code, "body-invalid" | "parameter-invalid" | "requirement-unmet" | "step-up-required");
    assert_eq!(place.is_some_and(|place| place.contains(".yaml:")), breaks_a_rule, "{code}: {place:?}");
}

/// A clean request gets its own answer.
fn unharmed(case: &Case, subject: &Subject, mut client: Client) {
    if case.closes {
        assert!(client.is_closed(), "{}: the connection stays open", case.code);
        client = Client::connect(subject.address());
    }
    let path = format!("/v2/customers/{ORDER}");
    let answer = client.ask(get(&path, &bearer(&subject.token("customers:read"))));
    assert_eq!(answer.status, 200, "{}: the next request: {answer:?}", case.code);
}

/// A cookie counts where a page of ours, or one that the document lists, sent it.
#[test]
fn a_cookie_counts_on_requests_of_pages_of_ours() {
    let hash = gateway_runtime::verifier::stored_hash(gateway_tests::PEPPER, "ses_k1_secret");
    let sessions = format!(r#"[{{"id":"k1","hash":"{hash}","owner":"portal"}}]"#);
    let subject = Subject::orders().partners(&sessions).start();
    let mut client = Client::connect(subject.address());
    let cookie = "cookie: theme=dark; __Host-portal=ses_k1_secret\r\n";
    for (fields, status) in [
        ("origin: https://api.orders.example\r\n", 200),
        ("origin: https://portal.orders.example\r\nsec-fetch-site: same-site\r\n", 200),
        ("sec-fetch-site: same-origin\r\n", 200),
        ("", 403),
        ("origin: null\r\n", 403),
        ("origin: https://portal.orders.example.evil.example\r\n", 403),
        ("origin: https://api.orders.example\r\nsec-fetch-site: cross-site\r\n", 403),
    ] {
        assert_eq!(client.ask(quote(&format!("{cookie}{fields}"))).status, status, "{fields}");
        let seen = subject.upstream().seen();
        assert_eq!(seen.len(), usize::from(status == 200), "{fields}");
        assert!(
            seen.iter().all(|request| !format!("{request:?}").contains("ses_k1_secret")),
            "the credential ends here"
        );
        subject.forget();
    }
}

/// Object-level authorisation: whoever is named in the path, and whoever helps them.
#[test]
fn a_customer_sees_themselves_and_support_sees_all() {
    let subject = Subject::orders().start();
    let mut client = Client::connect(subject.address());
    let other = "00000000-0000-4000-8000-000000000000";
    let mut read = |path: &str, token: &str| client.ask(get(&format!("/v2/customers/{path}"), &bearer(token))).status;
    assert_eq!(read(ORDER, &customer(&subject, ORDER)), 200);
    assert_eq!(read(other, &customer(&subject, ORDER)), 403);
    assert_eq!(read(ORDER, &customer(&subject, "")), 403);
    assert_eq!(read(&ORDER.to_uppercase(), &customer(&subject, ORDER)), 403, "another text is another customer");
    let support = Claims::valid("desk", "customers:read", subject.now());
    assert_eq!(read(other, &subject.mint().sign(&support)), 200);
    for groups in [json!("support"), json!(["x", "support"])] {
        assert_eq!(read(other, &subject.mint().sign(&support.clone().with("groups", groups))), 200);
    }
    for groups in [json!("supporters"), json!([["support"]]), json!({"support": true}), json!(["Support"])] {
        assert_eq!(read(other, &subject.mint().sign(&support.clone().with("groups", groups))), 403);
    }
}

#[test]
fn every_row_of_the_denial_table_has_a_case() {
    let tested = CASES.iter().map(|case| case.code).chain(HTTP2_CASES.iter().map(|case| case.code));
    let tested: BTreeSet<&str> = tested.collect();
    let declared = codes(include_str!("../../gateway-runtime/src/denial.rs"));
    assert_eq!(declared.iter().map(String::as_str).collect::<BTreeSet<_>>(), tested);
}

/// The codes of the table in `denial.rs`, which the compiler proves to have one row per variant.
fn codes(source: &str) -> BTreeSet<String> {
    let rows = source.lines().filter(|line| line.trim_start().starts_with("Self::"));
    rows.filter_map(|line| line.split_once("row(\"").or_else(|| line.split_once("closing(\"")))
        .filter_map(|(_, rest)| rest.split_once('"'))
        .map(|(code, _)| code.to_owned())
        .collect()
}

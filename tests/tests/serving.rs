//! What an admitted request becomes: what the upstream sees, what the client gets, what is told about it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use gateway_runtime::verifier::stored_hash;
use gateway_tests::{Behaviour, Claims, Client, Subject};
use serde_json::{Value, json};

const ORDER: &str = "3f2b9a4e-5a0c-4d7e-9b52-0e6f4c1d2a33";
const NEW_ORDER: &str = r#"{"customerId":"3f2b9a4e-5a0c-4d7e-9b52-0e6f4c1d2a33","currency":"EUR","items":[{"sku":"TEA-0042","quantity":2,"unitPrice":1250}]}"#;

fn get(path: &str, lines: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: api.orders.example\r\n{lines}\r\n")
}

fn read(subject: &Subject, path: &str, lines: &str) -> String {
    get(path, &format!("authorization: Bearer {}\r\n{lines}", subject.token("orders:read orders:export")))
}

#[test]
fn the_upstream_sees_a_request_built_anew() {
    let subject = Subject::orders().start();
    let hostile = "X-Forwarded-For: 10.9.8.7\r\nForwarded: for=10.9.8.7\r\nX-HTTP-Method-Override: DELETE\r\nX-Original-URL: /admin\r\nTE: gzip\r\nConnection: keep-alive, te\r\nProxy-Authorization: x\r\nX-Request-Id: mine\r\nX-Consumer-Id: root\r\nAccept-Language: sv\r\n";
    let answer = Client::connect(subject.address()).ask(read(&subject, "/v2/orders?cursor=a%42c&limit=5", hostile));
    assert_eq!(answer.status, 200, "{answer:?}");
    let seen = subject.upstream().seen();
    assert_eq!(seen.len(), 1);
    let request = &seen[0];
    assert_eq!(request.line, "GET /v2/orders?cursor=aBc&limit=5 HTTP/1.1");
    assert_eq!(request.header("host"), Some(subject.upstream().address().to_string().as_str()));
    assert_eq!(request.header("x-forwarded-for"), Some("127.0.0.1"));
    assert_eq!(request.header("accept-language"), Some("sv"));
    for dropped in [
        "authorization",
        "forwarded",
        "x-http-method-override",
        "x-original-url",
        "te",
        "proxy-authorization",
        "x-consumer-id",
    ] {
        assert_eq!(request.header(dropped), None, "{dropped}");
    }
    assert_eq!(request.header("x-request-id"), answer.header("x-request-id"));
    assert!(request.header("traceparent").is_some_and(|value| value.len() == 55 && value.starts_with("00-")));
}

#[test]
fn the_client_sees_an_answer_cleaned() {
    let subject = Subject::orders().start();
    let answer = Client::connect(subject.address()).ask(read(&subject, "/v2/orders", ""));
    assert_eq!(answer.json(), json!({ "ok": true }));
    assert_eq!(answer.header("server"), None);
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert!(answer.header("ratelimit-policy").is_some_and(|value| value.contains(r#""per-client""#)), "{answer:?}");
    assert_eq!(subject.events(), Vec::<Value>::new());
}

#[test]
fn the_checked_bytes_are_what_is_forwarded() {
    let subject = Subject::orders().start();
    let mut client = Client::connect(subject.address());
    let token = subject.token("orders:write");
    let head = format!(
        "POST /v2/orders HTTP/1.1\r\nhost: api.orders.example\r\nauthorization: Bearer {token}\r\ncontent-type: application/json; charset=utf-8\r\n"
    );
    let (first, second) = NEW_ORDER.split_at(50);
    let chunked = format!(
        "{head}transfer-encoding: chunked\r\n\r\n{:x};note=\"ignored\"\r\n{first}\r\n{:x}\r\n{second}\r\n0\r\nx-trailer: dropped\r\n\r\n",
        first.len(),
        second.len()
    );
    assert_eq!(client.ask(chunked).status, 200);
    let seen = subject.upstream().seen();
    assert_eq!(seen[0].body, NEW_ORDER.as_bytes());
    assert_eq!(seen[0].header("content-length"), Some(NEW_ORDER.len().to_string().as_str()));
    assert_eq!(seen[0].header("transfer-encoding"), None);
}

#[test]
fn one_access_log_line_tells_what_happened_and_no_value() {
    let subject = Subject::orders().start();
    let answer = Client::connect(subject.address()).ask(read(&subject, "/v2/orders?cursor=secretcursor", ""));
    let records = subject.records();
    assert_eq!(records.len(), 1, "{records:?}");
    let record = &records[0];
    assert_eq!(record.operation.map(|facts| facts.id), Some("listOrders"));
    assert_eq!(record.route, Some("/v2/orders"));
    assert_eq!(record.status, 200);
    assert_eq!(Some(record.request_id.to_string().as_str()), answer.header("x-request-id"));
    assert_eq!(record.response_bytes, 11);
    let text = format!("{record:?}");
    assert!(!text.contains("secretcursor") && !text.contains("shop"), "{text}");
}

#[test]
fn either_alternative_admits_and_a_key_is_looked_up_by_its_hash() {
    let key = "ord_k1_0123456789abcdefghij";
    let hash = stored_hash(b"0123456789abcdef0123456789abcdef", key);
    let store = json!([{ "id": "k1", "hash": hash, "owner": "acme", "scopes": [] }]).to_string();
    let subject = Subject::orders().partners(&store).start();
    let ask = |lines: &str| {
        Client::connect(subject.address()).ask(format!(
            "POST /v2/orders HTTP/1.1\r\nhost: api.orders.example\r\n{lines}content-type: application/json\r\ncontent-length: {}\r\n\r\n{NEW_ORDER}",
            NEW_ORDER.len()
        ))
    };
    assert_eq!(ask(&format!("x-api-key: {key}\r\n")).status, 200);
    assert_eq!(ask(&format!("authorization: Bearer {}\r\n", subject.token("orders:write"))).status, 200);
    assert_eq!(ask(&format!("authorization: Bearer {}\r\n", subject.token("orders:read"))).status, 403);
    assert_eq!(ask(&format!("x-api-key: {key}x\r\n")).status, 401);
    assert_eq!(subject.upstream().seen().iter().filter(|seen| seen.header("x-api-key").is_some()).count(), 0);
}

#[test]
fn a_token_ends_when_its_time_is_over_also_from_the_cache() {
    let subject = Subject::orders().start();
    let mut client = Client::connect(subject.address());
    let request = read(&subject, "/v2/orders", "");
    assert_eq!(client.ask(&request).status, 200);
    assert_eq!(client.ask(&request).status, 200);
    subject.clock().advance(core::time::Duration::from_secs(400));
    assert_eq!(client.ask(&request).code(), "token-invalid");
}

#[test]
fn tokens_with_one_thing_wrong_are_refused() {
    let subject = Subject::orders().start();
    let valid = Claims::valid("shop", "orders:read", subject.now());
    let wrong = [
        valid.clone().with("iss", json!("https://id.example.com/")),
        valid.clone().with("iss", Value::Null),
        valid.clone().with("aud", json!("https://api.orders.example.evil")),
        valid.clone().with("aud", Value::Null),
        valid.clone().with("exp", json!(subject.now() - 31)),
        valid.clone().with("exp", json!("99999999999")),
        valid.clone().with("exp", Value::Null),
        valid.clone().with("nbf", json!(subject.now() + 31)),
        Claims { token_type: Some("JWT".to_owned()), ..valid.clone() },
        Claims { token_type: None, ..valid.clone() },
        Claims { key_id: Some("other".to_owned()), ..valid.clone() },
    ];
    let mut client = Client::connect(subject.address());
    for claims in wrong {
        let token = subject.mint().sign(&claims);
        let answer = client.ask(get("/v2/orders", &format!("authorization: Bearer {token}\r\n")));
        assert_eq!(answer.code(), "token-invalid", "{claims:?}");
    }
    let within_skew =
        valid.with("exp", json!(subject.now() - 29)).with("aud", json!(["x", "https://api.orders.example"]));
    let token = subject.mint().sign(&within_skew);
    assert_eq!(client.ask(get("/v2/orders", &format!("authorization: Bearer {token}\r\n"))).status, 200);
}

#[test]
fn an_operator_may_tighten() {
    let tightening =
        "[operations.listOrders]\nscopes = [\"orders:export\"]\n[operations.createOrder]\nmaxBodyBytes = \"100B\"\n";
    let subject = Subject::orders().operator(tightening).start();
    let mut client = Client::connect(subject.address());
    assert_eq!(client.ask(read(&subject, "/v2/orders", "")).status, 200);
    let less = subject.token("orders:read");
    assert_eq!(
        client.ask(get("/v2/orders", &format!("authorization: Bearer {less}\r\n"))).code(),
        "scope-insufficient"
    );
    let large = format!(
        "POST /v2/orders HTTP/1.1\r\nhost: api.orders.example\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{NEW_ORDER}",
        subject.token("orders:write"),
        NEW_ORDER.len()
    );
    assert_eq!(client.ask(large).code(), "body-too-large");
}

#[test]
fn custom_verbs_and_arrays_are_matched() {
    let subject = Subject::orders().start();
    let mut client = Client::connect(subject.address());
    let write = subject.token("orders:write");
    let confirm = format!(
        "POST /v2/orders/{ORDER}:confirm HTTP/1.1\r\nhost: api.orders.example\r\nauthorization: Bearer {write}\r\ncontent-length: 0\r\n\r\n"
    );
    assert_eq!(client.ask(confirm).status, 200);
    assert_eq!(client.ask(read(&subject, "/v2/orders?status=paid&status=placed", "")).status, 200);
    assert_eq!(client.ask(read(&subject, "/v2/orders?status=paid&status=lost", "")).code(), "parameter-invalid");
    let export = "/v2/exports/orders?from=2026-01-01&to=2026-02-01&columns=id,total&includeDrafts=true";
    assert_eq!(client.ask(read(&subject, export, "")).status, 200);
    assert_eq!(client.ask(read(&subject, &export.replace("total", "secret"), "")).code(), "parameter-invalid");
    assert_eq!(client.ask(read(&subject, "/v2/orders/not-a-uuid", "")).code(), "parameter-invalid");
}

#[test]
fn pipelined_requests_are_answered_in_order_and_a_hostile_second_one_is_refused() {
    let subject = Subject::orders().start();
    let mut client = Client::connect(subject.address());
    let good = read(&subject, "/v2/orders", "");
    client.send(format!("{good}GET /v2/status HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n{good}"));
    assert_eq!(client.answer().map(|answer| answer.status), Some(200));
    assert_eq!(client.answer().map(|answer| answer.code()), Some("ambiguous-host".to_owned()));
    assert!(client.is_closed());
    assert_eq!(subject.upstream().seen().len(), 1);
}

#[test]
fn probes_and_metrics_live_on_their_own_listener() {
    let subject = Subject::orders().start();
    Client::connect(subject.address()).ask(get("/v2/orders", ""));
    let probe =
        |path: &str| Client::connect(subject.health()).ask(format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n"));
    assert_eq!(probe("/livez").status, 200);
    assert_eq!(probe("/readyz").status, 200);
    let metrics = String::from_utf8(probe("/metrics").body).unwrap();
    assert!(metrics.contains(r#"code="credential-missing""#), "{metrics}");
    assert_eq!(Client::connect(subject.address()).ask(get("/metrics", "")).code(), "unknown-path");
}

#[test]
fn without_keys_it_is_alive_but_not_ready() {
    let subject = Subject::orders().without_keys().start();
    let probe = |path: &str| {
        Client::connect(subject.health()).ask(format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n")).status
    };
    assert_eq!((probe("/livez"), probe("/readyz")), (200, 503));
}

#[test]
fn draining_answers_what_is_in_flight_and_takes_no_more() {
    let subject = Subject::orders().upstream(Behaviour::Waits).start();
    let mut client = Client::connect(subject.address());
    client.send(read(&subject, "/v2/orders", ""));
    subject.upstream().wait_for(1);
    let drained = std::thread::scope(|scope| {
        let draining = scope.spawn(|| subject.drain());
        while subject.is_ready() {
            std::thread::yield_now();
        }
        subject.upstream().release();
        let answer = client.answer().expect("the request in flight is answered");
        draining.join().expect("draining ends");
        answer
    });
    assert_eq!(drained.status, 200);
    assert!(std::net::TcpStream::connect(subject.address()).is_err(), "nothing listens any more");
}

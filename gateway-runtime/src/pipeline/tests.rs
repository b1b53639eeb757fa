use http::StatusCode;
use http_body_util::BodyExt as _;
use serde_json::Value;

use super::*;
use crate::clock::UnixMillis;
use crate::denial::{Denial, Stage};
use crate::policy::fixture::{BEARER, Fixture, GOOD_KEY, NOW, request, run};
use crate::policy::receive::Connection;
use crate::telemetry::{Action, Protocol};
use crate::verifier::KeySet;

struct Answer {
    status: StatusCode,
    headers: http::HeaderMap,
    problem: Value,
}

impl Answer {
    fn field(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

fn send(fixture: &Fixture, received: Received) -> Answer {
    run(async {
        let (parts, body) = serve(&fixture.core, received).await.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let problem = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: parts.status, headers: parts.headers, problem }
    })
}

/// Sends a request and checks status, code, that exactly one event says so, and that the record was closed once.
fn check(fixture: &Fixture, received: Received, status: u16, code: &str, stage: Stage) -> Answer {
    let answer = send(fixture, received);
    assert_eq!((answer.status.as_u16(), answer.problem["code"].as_str()), (status, Some(code)));
    assert_eq!(answer.problem["status"], status);
    assert_eq!(answer.problem["instance"], format!("urn:uuid:{}", answer.field("x-request-id")));
    assert_eq!(answer.field("content-type"), "application/problem+json");
    assert_eq!(answer.field("cache-control"), "no-store");
    let events = fixture.memory.take_events();
    let told: Vec<_> = events.iter().map(|event| (event.code, event.stage, event.action)).collect();
    assert_eq!(told, [(code, stage, Action::Denied)]);
    let records = fixture.memory.take_records();
    assert_eq!(records.len(), 1, "closed once");
    assert_eq!((records[0].status.as_u16(), records[0].code), (status, events.first().map(|event| event.code)));
    answer
}

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

#[test]
fn the_future_may_move_between_threads() {
    fn is_send<T: Send>(_: &T) {}
    let fixture = Fixture::new();
    is_send(&serve(&fixture.core, request("GET", "/status", &[], "")));
}

#[test]
fn what_the_front_check_found_is_refused_first() {
    let fixture = Fixture::new();
    let (parts, ()) = http::Request::new(()).into_parts();
    let connection = Connection { peer: "192.0.2.1:1".parse().unwrap(), protocol: Protocol::Http1, secure: false };
    let body = crate::request_body::RequestBody::empty();
    let received = Received::new(parts, body, &connection, Some(Denial::BareLineFeed));
    let answer = check(&fixture, received, 400, "bare-line-feed", Stage::Receive);
    assert_eq!(answer.field("connection"), "close");
    assert_eq!(answer.field("strict-transport-security"), "");
}

#[test]
fn targets_and_authorities() {
    let fixture = Fixture::new();
    let answer = check(&fixture, request("GET", "/a/../b", &[], ""), 400, "ambiguous-target", Stage::Canonicalize);
    assert_eq!(answer.field("connection"), "close");
    assert_eq!(answer.field("strict-transport-security"), "max-age=31536000");
    let absolute = request("GET", "https://evil.example/status", &[], "");
    check(&fixture, absolute, 400, "ambiguous-host", Stage::Receive);
    let other = Fixture::with(|snapshot| snapshot.hosts = ["other.example".into()].into());
    check(&other, request("GET", "/status", &[], ""), 421, "misdirected-request", Stage::Canonicalize);
}

#[test]
fn paths_and_methods() {
    let fixture = Fixture::new();
    check(&fixture, request("GET", "/nothing", &[], ""), 404, "unknown-path", Stage::Route);
    check(&fixture, request("GET", "/status/", &[], ""), 404, "unknown-path", Stage::Route);
    check(&fixture, request("GET", "/Status", &[], ""), 404, "unknown-path", Stage::Route);
    let answer = check(&fixture, request("PUT", "/orders/1", &[], ""), 405, "method-not-allowed", Stage::Route);
    assert_eq!(answer.field("allow"), "GET, DELETE");
    for method in ["OPTIONS", "TRACE", "get", "PROPFIND"] {
        check(&fixture, request(method, "/status", &[], ""), 405, "method-not-allowed", Stage::Route);
    }
    let head = send(&fixture, request("HEAD", "/status", &[], ""));
    assert_eq!((head.status.as_u16(), &head.problem), (405, &Value::Null), "no body for HEAD");
    assert_ne!(head.field("content-length"), "0");
    let off = Fixture::with(|snapshot| snapshot.operations[0].disabled = true);
    check(&off, request("GET", "/orders/1", &[], ""), 404, "operation-disabled", Stage::Route);
    let answer = check(&off, request("PUT", "/orders/1", &[], ""), 405, "method-not-allowed", Stage::Route);
    assert_eq!(answer.field("allow"), "DELETE");
}

#[test]
fn credentials() {
    let fixture = Fixture::new();
    let get = |fields: &[(&str, &str)]| request("GET", "/orders/1", fields, "");
    let answer = check(&fixture, get(&[]), 401, "credential-missing", Stage::Authenticate);
    let challenges: Vec<_> = answer.headers.get_all("www-authenticate").iter().collect();
    assert_eq!(
        challenges,
        [
            "Bearer realm=\"orders\"",
            "ApiKey realm=\"orders\", in=\"header\", name=\"x-key\"",
            "ApiKey realm=\"orders\", in=\"query\", name=\"key\"",
        ]
    );
    let answer = check(&fixture, get(&[("authorization", "Bearer x")]), 401, "token-invalid", Stage::Authenticate);
    assert_eq!(answer.field("www-authenticate"), "Bearer realm=\"orders\", error=\"invalid_token\"");
    let basic = get(&[("authorization", "Basic eDp5")]);
    check(&fixture, basic, 401, "credential-missing", Stage::Authenticate);
    check(&fixture, get(&[("x-key", "ord_k1_wrong")]), 401, "key-invalid", Stage::Authenticate);
    check(&fixture, get(&[("x-key", "a"), ("x-key", "a")]), 400, "credential-ambiguous", Stage::Authenticate);
    let token = bearer(&fixture.token("shop", "orders:write"));
    let answer = check(&fixture, get(&[("authorization", &token)]), 403, "scope-insufficient", Stage::Authorize);
    assert_eq!(
        answer.field("www-authenticate"),
        "Bearer realm=\"orders\", error=\"insufficient_scope\", scope=\"orders:read\""
    );
    let closed = request("GET", "/closed", &[("authorization", &token)], "");
    check(&fixture, closed, 403, "scope-insufficient", Stage::Authorize);
    let both = request("DELETE", "/orders/1", &[("x-key", GOOD_KEY)], "");
    check(&fixture, both, 401, "credential-missing", Stage::Authenticate);
}

#[test]
fn a_good_credential_admits_beside_a_bad_one() {
    let fixture = Fixture::new();
    let fields = [("authorization", "Bearer garbage"), ("x-key", GOOD_KEY)];
    check(&fixture, request("GET", "/orders/1", &fields, ""), 502, "upstream-unreachable", Stage::Forward);
}

#[test]
fn missing_keys_are_a_fault_unless_another_credential_is_good() {
    let fixture = Fixture::new();
    let token = bearer(&fixture.token("shop", "orders:read"));
    fixture.keys.store(None);
    let received = request("GET", "/orders/1", &[("authorization", &token)], "");
    let answer = check(&fixture, received, 503, "keys-unavailable", Stage::Authenticate);
    assert_eq!(answer.field("retry-after"), "5");
    assert_eq!(answer.problem["type"], "urn:gateway:fault:keys-unavailable");
    let fields = [("authorization", token.as_str()), ("x-key", GOOD_KEY)];
    check(&fixture, request("GET", "/orders/1", &fields, ""), 502, "upstream-unreachable", Stage::Forward);
    check(&fixture, request("GET", "/orders/1", &[], ""), 401, "credential-missing", Stage::Authenticate);
    fixture.keys.store(Some(KeySet::parse(fixture.issuer.jwks().as_bytes(), BEARER.algorithms).unwrap()));
    let received = request("GET", "/orders/1", &[("authorization", &token)], "");
    check(&fixture, received, 502, "upstream-unreachable", Stage::Forward);
}

#[test]
fn limits() {
    let fixture = Fixture::new();
    let (one, two) = (bearer(&fixture.token("one", "orders:read")), bearer(&fixture.token("two", "orders:read")));
    let get = |token: &str| request("GET", "/orders/1", &[("authorization", token)], "");
    for _ in 0..3 {
        check(&fixture, get(&one), 502, "upstream-unreachable", Stage::Forward);
    }
    let answer = check(&fixture, get(&one), 429, "client-limit-exceeded", Stage::Meter);
    assert_eq!((answer.field("retry-after"), answer.field("ratelimit")), ("1", "\"per-client\";r=0;t=1"));
    check(&fixture, get(&two), 502, "upstream-unreachable", Stage::Forward);
    let status = || request("GET", "/status", &[], "");
    for _ in 0..45 {
        check(&fixture, status(), 502, "upstream-unreachable", Stage::Forward);
    }
    check(&fixture, status(), 429, "address-limit-exceeded", Stage::Throttle);
    check(&fixture, request("GET", "/nothing", &[], ""), 429, "address-limit-exceeded", Stage::Throttle);
    fixture.clock.advance(core::time::Duration::from_secs(1));
    check(&fixture, status(), 502, "upstream-unreachable", Stage::Forward);
}

#[test]
fn bodies() {
    let fixture = Fixture::new();
    let token = bearer(&fixture.token("shop", "orders:write"));
    let post = |fields: &[(&str, &str)], body: &str| {
        request("POST", "/orders", &[&[("authorization", token.as_str())], fields].concat(), body)
    };
    let json = ("content-type", "application/json");
    check(&fixture, post(&[json], "\"fine\""), 502, "upstream-unreachable", Stage::Forward);
    check(&fixture, post(&[json], ""), 400, "body-missing", Stage::Validate);
    let answer = check(&fixture, post(&[], "{}"), 415, "media-type-unsupported", Stage::Validate);
    assert_eq!((answer.field("accept"), answer.field("connection")), ("application/json", "close"));
    check(&fixture, post(&[json, json], "{}"), 415, "media-type-unsupported", Stage::Validate);
    let zipped = post(&[json, ("content-encoding", "gzip")], "{}");
    let answer = check(&fixture, zipped, 415, "content-encoding-unsupported", Stage::Validate);
    assert_eq!(answer.field("accept-encoding"), "identity");
    check(&fixture, post(&[json], &" ".repeat(65)), 413, "body-too-large", Stage::Validate);
    check(&fixture, request("GET", "/status", &[json], "{}"), 400, "unexpected-body", Stage::Validate);
    check(&fixture, request("POST", "/orders", &[], "{}"), 401, "credential-missing", Stage::Authenticate);
    check(&fixture, post(&[json], "\"refuse\""), 403, "hook-refused", Stage::Approve);
    for failure in ["\"panic at once\"", "\"panic later\"", "\"undecodable\"", "\"hang\""] {
        check(&fixture, post(&[json], failure), 500, "hook-failed", Stage::Approve);
    }
}

#[test]
fn parameters_in_problem_documents() {
    let fixture = Fixture::new();
    let get = |target: &str| request("GET", target, &[("x-key", GOOD_KEY)], "");
    let answer = check(&fixture, get("/orders/x"), 400, "parameter-invalid", Stage::Validate);
    assert_eq!(answer.problem["errors"][0]["parameter"], "orderId");
    assert_eq!(answer.problem["errors"][0]["code"], "type");
    check(&fixture, get("/orders/1?secret=1"), 400, "parameter-undeclared", Stage::Validate);
    let answer =
        check(&fixture, get("/orders/1?verbose=true&verbose=true"), 400, "parameter-repeated", Stage::Validate);
    assert!(!answer.problem.to_string().contains("true"));
}

#[test]
fn report_mode_lets_through_until_its_date_and_tells_each_denial_once() {
    let fixture = Fixture::new();
    let beta = || request("GET", "/beta?x=1", &[], "");
    let answer = send(&fixture, beta());
    assert_eq!(answer.problem["code"], "upstream-unreachable");
    let told: Vec<_> = fixture.memory.take_events().iter().map(|event| (event.code, event.action)).collect();
    assert_eq!(
        told,
        [
            ("credential-missing", Action::Reported),
            ("parameter-undeclared", Action::Reported),
            ("upstream-unreachable", Action::Denied),
        ]
    );
    let answer = send(&fixture, request("GET", "/beta", &[], "{}"));
    assert_eq!(answer.problem["code"], "unexpected-body", "a denial that closes the connection is never let through");
}

#[test]
fn report_mode_ends_on_its_date() {
    let fixture = Fixture::new();
    fixture.clock.advance(core::time::Duration::from_secs(1));
    assert_eq!(fixture.clock.wall(), UnixMillis(NOW.0 + 1000));
    check(&fixture, request("GET", "/beta", &[], ""), 401, "credential-missing", Stage::Authenticate);
}

#[test]
fn a_client_that_goes_away_leaves_a_closed_record() {
    let fixture = Fixture::new();
    drop(serve(&fixture.core, request("GET", "/status", &[], "")));
    assert!(fixture.memory.take_records().is_empty(), "nothing began");
    run(async {
        let token = bearer(&fixture.token("shop", "orders:write"));
        let fields = [("authorization", token.as_str()), ("content-type", "application/json")];
        let mut serving = core::pin::pin!(serve(&fixture.core, request("POST", "/orders", &fields, "\"hang\"")));
        let mut context = core::task::Context::from_waker(core::task::Waker::noop());
        assert!(serving.as_mut().poll(&mut context).is_pending());
    });
    let records = fixture.memory.take_records();
    assert_eq!((records.len(), records[0].status.as_u16()), (1, 499));
}

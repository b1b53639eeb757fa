use http_body_util::BodyExt as _;

use super::*;
use crate::policy::fixture::{Fixture, GOOD_KEY, request, run};
use crate::stage::Received;

fn admitted(fixture: &Fixture, received: Received) -> Request<Outgoing> {
    run(fixture.admit(received)).unwrap().into_request().1
}

fn get(target: &str, fields: &[(&str, &str)]) -> Request<Outgoing> {
    let fixture = Fixture::new();
    admitted(&fixture, request("GET", target, &[fields, &[("x-key", GOOD_KEY)]].concat(), ""))
}

fn field<'r>(request: &'r Request<Outgoing>, name: &str) -> Option<&'r str> {
    request.headers().get(name).map(|value| value.to_str().unwrap())
}

#[test]
fn the_target_is_canonical_and_the_query_re_encoded() {
    let check = |target: &str, expected: &str| assert_eq!(get(target, &[]).uri(), expected, "{target}");
    check("/orders/1", "/orders/1");
    check("/orders/%31", "/orders/1");
    check("/orders/1?", "/orders/1");
    check("/orders/1?verbose=true", "/orders/1?verbose=true");
    check("/orders/1?ver%62ose=tru%65", "/orders/1?verbose=true");
    check("/orders/1?tag=a+b&tag=%26x%3D1&tag=%c3%a9", "/orders/1?tag=a%20b&tag=%26x%3D1&tag=%C3%A9");
    check("/orders/1?ids=1,2,%33", "/orders/1?ids=1,2,3");
    check("/orders/1?tag=;a", "/orders/1?tag=%3Ba");
    check("/orders/1?&&tag", "/orders/1?tag=");
}

#[test]
fn query_credentials_end_here() {
    let fixture = Fixture::new();
    let target = format!("/orders/1?key={GOOD_KEY}&tag=a");
    assert_eq!(admitted(&fixture, request("GET", &target, &[], "")).uri(), "/orders/1?tag=a");
    let target = format!("/beta?a=1&key={GOOD_KEY}x&b=%zz");
    let reported = admitted(&fixture, request("GET", &target, &[], ""));
    assert_eq!(reported.uri(), "/beta?a=1&b=%zz", "also where the denial was only reported");
}

#[test]
fn the_gateway_states_what_is_its_to_state() {
    let sent = get("/orders/1", &[("x-request-id", "mine"), ("traceparent", "00-1-2-00"), ("content-type", "a/b")]);
    assert_eq!(field(&sent, "x-forwarded-for"), Some("192.0.2.1"));
    assert_eq!(field(&sent, "x-forwarded-proto"), Some("https"));
    assert_eq!(field(&sent, "x-forwarded-host"), Some("api.example.com"));
    assert_eq!(field(&sent, "x-request-id").map(str::len), Some(36));
    assert_eq!(field(&sent, "traceparent").map(str::len), Some(55));
    assert_ne!(field(&sent, "host"), Some("api.example.com"));
    assert_eq!(field(&sent, "content-type"), None, "no body, no type");
    assert_eq!(field(&sent, "content-length"), None);
}

#[test]
fn only_described_fields_pass() {
    let hostile = [
        "forwarded",
        "x-forwarded-for",
        "x-forwarded-prefix",
        "x-real-ip",
        "x-http-method-override",
        "x-original-url",
        "x-rewrite-url",
        "x-envoy-original-path",
        "x-accel-redirect",
        "x-auth-subject",
        "x-consumer-id",
        "x-gateway-verified",
        "client-cert",
        "x-client-cert",
        "proxy-authorization",
        "te",
        "keep-alive",
        "upgrade",
        "x-anything",
        "via",
        "expect",
        "range",
        "authorization",
    ];
    let fields: Vec<_> = hostile.iter().map(|name| (*name, "100-continue")).collect();
    let sent = get("/orders/1", &fields);
    for name in hostile {
        assert!(!field(&sent, name).is_some_and(|value| value.contains("100-continue")), "{name}");
    }
    let sent =
        get("/orders/1", &[("accept", "a/b"), ("x-tenant", "t"), ("if-match", "\"1\""), ("idempotency-key", "k")]);
    assert_eq!(field(&sent, "accept"), Some("a/b"));
    assert_eq!(field(&sent, "x-tenant"), Some("t"), "a declared parameter");
    assert_eq!(field(&sent, "if-match"), Some("\"1\""));
    let sent = get("/orders/1", &[("accept", "a/b"), ("connection", "close, Accept")]);
    assert_eq!((field(&sent, "accept"), field(&sent, "connection")), (None, None), "named in Connection");
}

#[test]
fn credentials_pass_where_the_scheme_forwards_and_they_were_proved() {
    let sent = get("/orders/1", &[("authorization", "Bearer garbage")]);
    assert_eq!(field(&sent, "x-key"), Some(GOOD_KEY));
    assert_eq!(field(&sent, "authorization"), None);
    let fixture = Fixture::new();
    let token = format!("Bearer {}", fixture.token("shop", "orders:read"));
    let fields = [("authorization", token.as_str()), ("x-key", "ord_k1_wrong")];
    let sent = admitted(&fixture, request("GET", "/orders/1", &fields, ""));
    assert_eq!((field(&sent, "x-key"), field(&sent, "authorization")), (None, None));
}

#[test]
fn the_checked_bytes_are_what_is_sent() {
    let fixture = Fixture::new();
    let token = format!("Bearer {}", fixture.token("shop", "orders:write"));
    let fields = [("authorization", token.as_str()), ("content-type", "application/json; charset=utf-8")];
    let sent = admitted(&fixture, request("POST", "/orders", &fields, " \"x\" "));
    assert_eq!(sent.method(), Method::POST);
    assert_eq!(field(&sent, "content-length"), Some("5"));
    assert_eq!(field(&sent, "content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(run(sent.into_body().collect()).unwrap().to_bytes(), " \"x\" ");
}

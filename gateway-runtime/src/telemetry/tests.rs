//! What is told about requests, seen from outside.

use core::time::Duration;
use std::io::Write;
use std::sync::{Arc, Mutex};

use http::StatusCode;

use super::*;
use crate::config::example::FACTS;
use crate::contract::Method;

fn record(clock: &Clock) -> Record {
    Record {
        at: UnixMillis(1_700_000_000_123),
        started: clock.now(),
        request_id: uuid::Uuid::from_u128(7),
        trace: (0xabc, 1),
        peer: "192.0.2.7:4711".parse().unwrap(),
        client: "192.0.2.7".parse().unwrap(),
        protocol: Protocol::Http2,
        method: Some(Method::Post),
        route: Some("/v2/orders"),
        operation: Some(FACTS.operations[0]),
        principal: Some((SchemeId(0), 0xfeed)),
        request_bytes: 81,
        response_bytes: 120,
        upstream_nanos: 1_234_567,
        status: StatusCode::CREATED,
        code: None,
    }
}

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_closed_request_is_one_access_line() {
    let (clock, access, security) = (Clock::manual(UnixMillis(0)), Shared::default(), Shared::default());
    let sink = Sink::lines(Box::new(access.clone()), Box::new(security.clone()));
    let telemetry = Telemetry::new(&FACTS, clock.clone(), sink);
    let record = record(&clock);
    clock.advance(Duration::from_micros(2_100));
    telemetry.close(&record);
    drop(telemetry);
    assert_eq!(
        access.text(),
        concat!(
            r#"{"log":"access","time":"2023-11-14T22:13:20.123Z","#,
            r#""request_id":"00000000-0000-0000-0000-000000000007","trace_id":"00000000000000000000000000000abc","#,
            r#""client":"192.0.2.7","method":"POST","route":"/v2/orders","operation":"createOrder","status":201,"#,
            r#""principal":"000000000000feed","scheme":"oauth","bytes_in":81,"bytes_out":120,"duration_us":2100,"#,
            r#""upstream_us":1234,"protocol":"HTTP/2"}"#,
            "\n"
        )
    );
    assert_eq!(security.text(), "");
}

#[test]
fn a_refusal_is_exactly_one_event() {
    let clock = Clock::manual(UnixMillis(0));
    let (sink, memory) = Sink::memory();
    let telemetry = Telemetry::new(&FACTS, clock.clone(), sink);
    let mut record = record(&clock);
    telemetry.refused(
        &record,
        "token-invalid",
        Stage::Authenticate,
        Cause { reason: Some("expired"), place: None },
        false,
    );
    record.code = Some("token-invalid");
    record.status = StatusCode::UNAUTHORIZED;
    telemetry.close(&record);
    let events = memory.take_events();
    assert_eq!(events.len(), 1);
    assert_eq!(
        (events[0].code, events[0].reason, events[0].action),
        ("token-invalid", Some("expired"), Action::Denied)
    );
    assert_eq!(events[0].principal, Some(("oauth", 0xfeed)));
    assert_eq!(memory.take_records().len(), 1);
    assert!(memory.take_events().is_empty());
}

#[test]
fn metrics_are_text_with_closed_labels() {
    let clock = Clock::manual(UnixMillis(1_000_000));
    let (sink, _memory) = Sink::memory();
    let telemetry = Telemetry::new(&FACTS, clock.clone(), sink);
    let admitted = record(&clock);
    clock.advance(Duration::from_millis(3));
    telemetry.close(&admitted);
    let denied = Record {
        operation: None,
        route: None,
        code: Some("unknown-path"),
        status: StatusCode::NOT_FOUND,
        ..admitted.clone()
    };
    telemetry.refused(&denied, "unknown-path", Stage::Route, Cause::default(), false);
    telemetry.close(&denied);
    telemetry.refused(&admitted, "body-invalid", Stage::Validate, Cause::default(), true);
    let failed = Record { code: Some("upstream-timeout"), status: StatusCode::GATEWAY_TIMEOUT, ..admitted.clone() };
    telemetry.refused(&failed, "upstream-timeout", Stage::Forward, Cause::default(), false);
    telemetry.close(&failed);
    telemetry.keys_obtained(SchemeId(0), UnixMillis(900_000));
    let running = telemetry.begin();
    let text = telemetry.render_metrics();
    for line in [
        "http_server_request_duration_seconds_bucket{le=\"0.005\",operation=\"createOrder\",http_request_method=\"POST\",http_route=\"/v2/orders\",status_class=\"2xx\"} 1",
        "http_server_request_duration_seconds_count{operation=\"none\",http_request_method=\"none\",http_route=\"none\",status_class=\"4xx\"} 1",
        "gateway_decisions_total{operation=\"createOrder\",stage=\"forward\",decision=\"admitted\",code=\"none\"} 1",
        "gateway_decisions_total{operation=\"none\",stage=\"route\",decision=\"denied\",code=\"unknown-path\"} 1",
        "gateway_decisions_total{operation=\"createOrder\",stage=\"validate\",decision=\"reported\",code=\"body-invalid\"} 1",
        "gateway_decisions_total{operation=\"createOrder\",stage=\"forward\",decision=\"failed\",code=\"upstream-timeout\"} 1",
        "gateway_inflight_requests 1",
        "gateway_events_dropped_total 0",
        "gateway_access_log_dropped_total 0",
        "gateway_jwks_age_seconds{scheme=\"oauth\"} 100",
    ] {
        assert!(text.lines().any(|shown| shown == line), "{line}\nis not in\n{text}");
    }
    drop(running);
    assert!(telemetry.render_metrics().contains("gateway_inflight_requests 0\n"));
    assert!(text.ends_with("# EOF\n"));
}

#[test]
fn a_closure_hears_everything() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&told);
    let clock = Clock::manual(UnixMillis(0));
    let sink = Sink::closure(move |one| {
        heard.lock().unwrap().push(match one {
            Told::Access { nanos, .. } => format!("access {nanos}"),
            Told::Security(event) => event.code.to_owned(),
            Told::Incident(incident) => incident.code().to_owned(),
        });
    });
    let telemetry = Telemetry::new(&FACTS, clock.clone(), sink);
    let record = record(&clock);
    clock.advance(Duration::from_nanos(5));
    telemetry.refused(&record, "key-invalid", Stage::Authenticate, Cause::default(), false);
    telemetry.close(&record);
    telemetry.happened(Incident::KeysStale { scheme: SchemeId(0) });
    assert_eq!(*told.lock().unwrap(), ["key-invalid", "access 5", "keys-stale"]);
}

//! Serves the orders gateway for schemathesis until standard input ends.
//!
//! The first line of standard output says where, and with which token; the last one what was seen. The gateway's clock
//! runs a minute per millisecond, so that no limit is ever spent; the upstream answers whatever reaches it with 200, so
//! that any other status is the gateway's own.

#![allow(clippy::print_stdout, clippy::expect_used, reason = "a command of the tests")]

use core::time::Duration;
use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::sync::mpsc::{RecvTimeoutError, channel};

use gateway_tests::{Claims, Subject};
use serde_json::json;

/// Real time between two steps of the clock.
const TICK: Duration = Duration::from_millis(1);
/// One step: more than any limit of the document needs for one more request.
const STEP: Duration = Duration::from_mins(1);
/// Every scope of the document.
const SCOPES: &str = "orders:read orders:write orders:admin orders:export customers:read customers:write";
/// Ten years, which no run outlives at this pace.
const LIFE_SECONDS: u64 = 10 * 365 * 86_400;

fn main() {
    let subject = Subject::orders().start();
    let claims = Claims::valid("schemathesis", SCOPES, subject.now());
    let token = subject.mint().sign(&claims.with("exp", json!(subject.now() + LIFE_SECONDS)));
    println!("{}", json!({ "address": subject.address().to_string(), "token": token }));
    std::io::stdout().flush().expect("somebody reads");

    let (ended, end) = channel::<()>();
    std::thread::spawn(move || {
        let mut rest = Vec::new();
        // Whatever comes is ignored; the end is what counts, and the channel closes with it.
        let _ = std::io::stdin().read_to_end(&mut rest);
        drop(ended);
    });
    while end.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
        subject.clock().advance(STEP);
    }

    let mut refusals: BTreeMap<String, u64> = BTreeMap::new();
    for event in subject.events() {
        let code = event.get("code").and_then(|code| code.as_str()).unwrap_or_default();
        *refusals.entry(code.to_owned()).or_default() += 1;
    }
    println!("{}", json!({ "forwarded": subject.upstream().seen().len(), "refusals": refusals }));
}

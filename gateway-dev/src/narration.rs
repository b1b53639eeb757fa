//! The log of a development gateway: one line per request that says in human words what was checked.

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{Mutex, PoisonError};

use gateway_runtime::contract::{OperationFacts, ProductFacts, SchemeKind};
use gateway_runtime::denial::Stage;
use gateway_runtime::telemetry::{Record, SecurityEvent, Sink, Told};
use uuid::Uuid;

/// Refusals that wait for their request to end; more are told without their reason.
const MAX_WAITING: usize = 1_024;

/// A sink that narrates on standard error.
pub(crate) fn sink(facts: &'static ProductFacts) -> Sink {
    let refusals: Mutex<HashMap<Uuid, SecurityEvent>> = Mutex::default();
    Sink::closure(move |told| {
        let mut waiting = refusals.lock().unwrap_or_else(PoisonError::into_inner);
        match told {
            Told::Security(event) => {
                if waiting.len() < MAX_WAITING {
                    waiting.insert(event.request_id, event.clone());
                }
            }
            Told::Incident(incident) => {
                let _ = writeln!(std::io::stderr(), "! {}", incident.code());
            }
            Told::Access { record, nanos } => {
                let event = waiting.remove(&record.request_id);
                drop(waiting);
                let _ = writeln!(std::io::stderr(), "{}", sentence(facts, record, event.as_ref(), nanos));
            }
        }
    })
}

fn sentence(facts: &ProductFacts, record: &Record, event: Option<&SecurityEvent>, nanos: u64) -> String {
    let method = record.method.map_or("?", |method| method.as_str());
    let route = record.route.unwrap_or("(no declared path)");
    let mut words = format!("{method} {route}");
    if let Some(operation) = record.operation {
        words = format!("{words}  {}", operation.id);
    }
    if let Some((scheme, digest)) = record.principal {
        let scheme = facts.schemes.get(scheme.0).map_or("?", |scheme| scheme.name);
        words = format!("{words}  client {:06x} ({scheme})", digest >> 40);
    }
    let refused_at = event.map(|event| event.stage);
    let mut checks = passed(facts, record, refused_at);
    if let Some(event) = event {
        let place = event.place.map(|place| format!(" at {place}")).unwrap_or_default();
        let reason = event.reason.map(|reason| format!(" ({reason}{place})")).unwrap_or_default();
        checks.push(format!("{} REFUSED: {}{reason}", event.stage.as_str(), event.code.replace('-', " ")));
    } else if let Some(code) = record.code {
        checks.push(format!("FAILED: {}", code.replace('-', " ")));
    }
    let (millis, tenths) = (nanos / 1_000_000, nanos / 100_000 % 10);
    format!("{words}  {}  → {} in {millis}.{tenths} ms", checks.join(" · "), record.status.as_u16())
}

/// The checks before the one that refused.
fn passed(facts: &ProductFacts, record: &Record, refused_at: Option<Stage>) -> Vec<String> {
    let is_behind = |stage: Stage| refused_at.is_none_or(|refused| position(stage) < position(refused));
    let mut checks = Vec::new();
    if !facts.limits.is_empty() && is_behind(Stage::Throttle) {
        checks.push("address limit ok".to_owned());
    }
    let Some(operation) = record.operation else { return checks };
    if is_behind(Stage::Authenticate) {
        checks.push(credential(facts, record).to_owned());
    }
    if let Some(scopes) = asked_scopes(operation, record)
        && is_behind(Stage::Authorize)
    {
        checks.push(format!("scope {scopes} ok"));
    }
    if !operation.limits.is_empty() && is_behind(Stage::Meter) {
        let names: Vec<_> = operation.limits.iter().map(|limit| limit.name).collect();
        checks.push(format!("limit {} ok", names.join(", ")));
    }
    if is_behind(Stage::Validate) {
        if !operation.body.is_refused() {
            checks.push("body ok".to_owned());
        } else if !operation.parameters.is_empty() {
            checks.push("parameters ok".to_owned());
        }
    }
    if !operation.hooks.is_empty() && is_behind(Stage::Approve) {
        checks.push("hook ok".to_owned());
    }
    checks
}

fn credential(facts: &ProductFacts, record: &Record) -> &'static str {
    match record.principal.and_then(|(scheme, _)| facts.schemes.get(scheme.0)).map(|scheme| scheme.kind) {
        Some(SchemeKind::Bearer(_)) => "token ok",
        Some(SchemeKind::ApiKey(_)) => "key ok",
        None => "public",
    }
}

/// What the operation asks of the scheme that verified the client.
fn asked_scopes(operation: &OperationFacts, record: &Record) -> Option<String> {
    let (scheme, _) = record.principal?;
    let requirements = operation.security.iter().flat_map(|alternative| alternative.all);
    let scopes = requirements.filter(|requirement| requirement.scheme == scheme).map(|requirement| requirement.scopes);
    scopes.filter(|scopes| !scopes.is_empty()).map(|scopes| scopes.join(" ")).next()
}

/// The order in which the pipeline goes through its stages.
fn position(stage: Stage) -> u8 {
    match stage {
        Stage::Receive => 0,
        Stage::Canonicalize => 1,
        Stage::Throttle => 2,
        Stage::Route => 3,
        Stage::Authenticate => 4,
        Stage::Authorize => 5,
        Stage::Meter => 6,
        Stage::Validate => 7,
        Stage::Approve => 8,
        Stage::Forward => 9,
    }
}

#[cfg(test)]
mod tests {
    use gateway_runtime::clock::{Clock, UnixMillis};
    use gateway_runtime::contract::{Method, SchemeId};
    use gateway_runtime::telemetry::{Action, Protocol};
    use http::StatusCode;

    use super::*;
    use crate::tour::tests::FACTS;

    fn record() -> Record {
        Record {
            at: UnixMillis(0),
            started: Clock::manual(UnixMillis(0)).now(),
            request_id: Uuid::from_u128(7),
            trace: (1, 1),
            peer: "127.0.0.1:1".parse().unwrap(),
            client: "127.0.0.1".parse().unwrap(),
            protocol: Protocol::Http1,
            method: Some(Method::Post),
            route: Some("/v2/orders"),
            operation: Some(FACTS.operations[0]),
            principal: Some((SchemeId(0), 0x4f21_ab00_0000_0000)),
            request_bytes: 0,
            response_bytes: 0,
            upstream_nanos: 0,
            status: StatusCode::CREATED,
            code: None,
        }
    }

    #[test]
    fn an_admitted_request_says_what_was_checked() {
        assert_eq!(
            sentence(&FACTS, &record(), None, 2_140_000),
            "POST /v2/orders  createOrder  client 4f21ab (oauth)  \
             token ok · scope orders:write ok · limit create-burst ok · body ok  → 201 in 2.1 ms"
        );
    }

    #[test]
    fn a_refused_request_says_which_check_failed_and_no_later_one() {
        let record = Record { status: StatusCode::TOO_MANY_REQUESTS, code: Some("client-limit-exceeded"), ..record() };
        let event = SecurityEvent {
            at: record.at,
            code: "client-limit-exceeded",
            operation: Some("createOrder"),
            stage: Stage::Meter,
            peer: record.peer,
            client: record.client,
            principal: None,
            request_id: record.request_id,
            reason: Some("create-burst"),
            place: None,
            action: Action::Denied,
        };
        assert_eq!(
            sentence(&FACTS, &record, Some(&event), 300_000),
            "POST /v2/orders  createOrder  client 4f21ab (oauth)  token ok · scope orders:write ok · \
             meter REFUSED: client limit exceeded (create-burst)  → 429 in 0.3 ms"
        );
    }
}

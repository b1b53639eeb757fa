//! One spelling of one row, sent and judged.

use core::time::Duration;

use gateway_tests::{Answer, Behaviour, Client, Subject};
use serde_json::Value;

use crate::Row;
use crate::bytes::bytes;

/// A customer that every order is of.
pub(crate) const CUSTOMER: &str = "3f2b9a4e-5a0c-4d7e-9b52-0e6f4c1d2a33";
pub(crate) const ORDER: &str = r#"{"customerId":"3f2b9a4e-5a0c-4d7e-9b52-0e6f4c1d2a33","currency":"EUR","items":[{"sku":"TEA-0042","quantity":2,"unitPrice":1250}]}"#;

/// What was wrong with how one spelling was treated; nothing where all was well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The row.
    pub id: String,
    /// Which of its spellings, counted from one.
    pub spelling: usize,
    /// Whether something reached the upstream that should not have.
    pub let_through: bool,
    /// Whether a control was refused.
    pub control_refused: bool,
    /// What was seen, where that is not what must be.
    pub faults: Vec<String>,
}

/// Sends every spelling of a row. The gateway's clock moves on before each, so that no limit is spent by the one before.
pub fn judge(row: &Row, subject: &Subject) -> Result<Vec<Outcome>, String> {
    let own = row.is_apart().then(|| {
        let behaviour = if row.early { Behaviour::Early } else { Behaviour::Answers };
        Subject::orders().upstream(behaviour).bounds(&row.bounds).listen(&row.listen).start()
    });
    let subject = own.as_ref().unwrap_or(subject);
    row.send.iter().enumerate().map(|(index, notation)| one(row, index + 1, notation, subject)).collect()
}

fn one(row: &Row, spelling: usize, notation: &str, subject: &Subject) -> Result<Outcome, String> {
    subject.clock().advance(Duration::from_mins(10));
    subject.forget();
    let bytes = |notation: &str| {
        bytes(notation, &|name| text(name, subject)).map_err(|problem| format!("{}: {problem}", row.id))
    };
    let sent = with_length(bytes(notation)?);
    let mut client = Client::connect(subject.address());
    if let Some(held) = &row.held_back {
        client.hold_back(bytes(held)?);
    }
    client.send(&sent);
    if row.behind.is_some() && client.answer().map(|answer| answer.status) != Some(200) {
        return Err(format!("{}: the request before it is not answered", row.id));
    }
    let is_head = sent.starts_with(b"HEAD ");
    let answer = if is_head { client.answer_to_head() } else { client.answer() };
    let mut outcome =
        Outcome { id: row.id.clone(), spelling, let_through: false, control_refused: false, faults: Vec::new() };
    answered(row, answer.as_ref(), !is_head, &mut outcome);
    forwarded(row, subject, &mut outcome);
    told(row, subject, &mut outcome);
    unharmed(row, answer.as_ref(), client, subject, &mut outcome);
    Ok(outcome)
}

/// Where the number of the bytes behind the head is to stand.
const LENGTH: &[u8] = b"{length}";

/// The same with the length of the body in its head, where it asks for that.
fn with_length(mut sent: Vec<u8>) -> Vec<u8> {
    let find = |wanted: &[u8]| sent.windows(wanted.len()).position(|found| found == wanted);
    if let (Some(at), Some(end)) = (find(LENGTH), find(b"\r\n\r\n")) {
        let length = (sent.len() - end - 4).to_string();
        sent.splice(at..at + LENGTH.len(), length.into_bytes());
    }
    sent
}

/// A text of the run.
fn text(name: &str, subject: &Subject) -> Option<String> {
    let bearer = |scopes: &str| format!("authorization: Bearer {}\r\n", subject.token(scopes));
    Some(match name {
        "host" => "host: api.orders.example\r\n".to_owned(),
        "read" => bearer("orders:read"),
        "write" => bearer("orders:write"),
        "export" => bearer("orders:read orders:export"),
        "json" => "content-type: application/json\r\n".to_owned(),
        "order" => ORDER.to_owned(),
        "order-length" => format!("content-length: {}\r\n", ORDER.len()),
        "order-hex" => format!("{:x}", ORDER.len()),
        "customers" => bearer("customers:write"),
        "length" => format!("content-length: {}\r\n", String::from_utf8_lossy(LENGTH)),
        "form" => "content-type: application/x-www-form-urlencoded\r\n".to_owned(),
        "parts" => "content-type: multipart/form-data; boundary=x\r\n".to_owned(),
        "kind" => "--x\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\ndamage\r\n".to_owned(),
        "photo" => "--x\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\nPNG\r\n".to_owned(),
        "test" => r#"{"op":"test","path":"/note"},"#.to_owned(),
        "options" => {
            let members: Vec<String> = (0..2_000).map(|number| format!("\"k{number}\":\"\"")).collect();
            format!("{{{}}}", members.join(","))
        }
        "customer" => CUSTOMER.to_owned(),
        _ => return None,
    })
}

/// The client's answer.
fn answered(row: &Row, answer: Option<&Answer>, has_body: bool, outcome: &mut Outcome) {
    let Some(answer) = answer else {
        outcome.faults.push("the connection ended without an answer".to_owned());
        outcome.control_refused = row.is_control();
        return;
    };
    if !row.status.contains(&answer.status) {
        outcome.control_refused = row.is_control();
        outcome.faults.push(format!("answered {} {}", answer.status, answer.code()));
    } else if has_body && !row.is_control() && !row.code.contains(&answer.code()) {
        outcome.faults.push(format!("the code is `{}`", answer.code()));
    }
    if row.held_back.is_some() && answer.continued != row.is_control() {
        outcome.faults.push(format!("asked for the body: {}", answer.continued));
    }
    if row.closes && answer.header("connection") != Some("close") {
        outcome.faults.push("the connection is not said to be closed".to_owned());
    }
}

/// What the upstream saw.
fn forwarded(row: &Row, subject: &Subject, outcome: &mut Outcome) {
    let mut seen = subject.upstream().seen();
    if let Some(before) = &row.behind {
        if seen.first().is_none_or(|first| first.line != *before) {
            outcome.faults.push("the upstream did not see the request before it".to_owned());
            return;
        }
        seen.remove(0);
    }
    let Some(line) = &row.upstream else {
        if let Some(first) = seen.first() {
            outcome.let_through = true;
            outcome.faults.push(format!("the upstream saw `{}`", first.line));
        }
        return;
    };
    let [only] = seen.as_slice() else {
        outcome.let_through = seen.len() > 1;
        outcome.faults.push(format!("the upstream saw {} requests", seen.len()));
        return;
    };
    if only.line != *line {
        outcome.faults.push(format!("the upstream saw `{}`", only.line));
    }
    for name in &row.absent {
        if only.header(name).is_some() {
            outcome.let_through = true;
            outcome.faults.push(format!("the upstream saw the field `{name}`"));
        }
    }
    for (name, value) in &row.fields {
        if only.header(name) != Some(value) {
            outcome.faults.push(format!("the upstream saw {name}: {:?}", only.header(name)));
        }
    }
    let body = row.body.as_ref().map(|body| text(body, subject).unwrap_or_else(|| body.clone()));
    if body.is_some_and(|body| body.as_bytes() != only.body) {
        outcome.faults.push(format!("the upstream saw the body {}", String::from_utf8_lossy(&only.body)));
    }
}

/// The one event of a refusal, with its code; none of a control.
fn told(row: &Row, subject: &Subject, outcome: &mut Outcome) {
    let events = subject.events();
    let codes: Vec<&str> = events.iter().filter_map(|event| event.get("code")?.as_str()).collect();
    let is_right = match codes.as_slice() {
        [] => row.is_control(),
        [only] => row.code.iter().any(|code| code == only),
        _ => false,
    };
    if !is_right {
        outcome.faults.push(format!("the events are {codes:?}"));
    }
    let client = row.client.as_deref().unwrap_or("127.0.0.1");
    if let Some(other) = events.iter().find(|event| event.get("client").and_then(Value::as_str) != Some(client)) {
        outcome.faults.push(format!("the client of the event is {:?}", other.get("client")));
    }
}

/// A clean request right behind it, on the same connection where that stays open.
fn unharmed(row: &Row, answer: Option<&Answer>, mut client: Client, subject: &Subject, outcome: &mut Outcome) {
    subject.forget();
    if answer.is_none_or(|answer| answer.header("connection") == Some("close")) {
        if row.closes && !client.is_closed() {
            outcome.faults.push("the connection stays open".to_owned());
        }
        client = Client::connect(subject.address());
    }
    let token = subject.token("customers:read");
    client.send(format!(
        "GET /v2/customers/{CUSTOMER} HTTP/1.1\r\nhost: api.orders.example\r\nauthorization: Bearer {token}\r\n\r\n"
    ));
    let next = client.answer().map(|answer| answer.status);
    let lines: Vec<String> = subject.upstream().seen().into_iter().map(|seen| seen.line).collect();
    if next != Some(200) || lines != [format!("GET /v2/customers/{CUSTOMER} HTTP/1.1")] {
        outcome.faults.push(format!("the next request got {next:?}, and the upstream saw {lines:?}"));
    }
}

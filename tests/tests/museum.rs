//! A document nobody here wrote, compiled through an overlay and served.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::time::{SystemTime, UNIX_EPOCH};

use gateway_tests::{Behaviour, Claims, Client, Mint, Process, Upstream, shared, standalone_binary};

const EVENT: &str = "dad4bce8-f5cb-4078-a211-995864315e39";

#[test]
fn the_museum_is_compiled_served_and_guarded() {
    if shared("specs/museum/openapi.yaml").is_none() {
        return;
    }
    let binary = standalone_binary("museum");
    let upstream = Upstream::start(Behaviour::Answers);
    let mint = Mint::new("museum");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("jwks.json"), mint.key_set().to_string()).unwrap();
    let sections = format!(
        "[upstreams.museum]\nurls = [\"http://{}\"]\n[auth.MuseumPlaceholderAuth]\njwks = {{ file = \"jwks.json\" }}\n",
        upstream.address()
    );
    let museum = Process::serve(&binary, folder.path(), "museum.example", &sections);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let token = mint.sign(&Claims::valid("visitor", "", now));
    let ask = |method: &str, path: &str, lines: &str, body: &str| {
        let content = if body.is_empty() {
            String::new()
        } else {
            format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len())
        };
        let request = format!("{method} {path} HTTP/1.1\r\nhost: museum.example\r\n{lines}{content}\r\n{body}");
        Client::connect(museum.address()).ask(request)
    };
    let bearer = format!("authorization: Bearer {token}\r\n");
    let refused = |path: &str, code: &str| assert_eq!(ask("GET", path, &bearer, "").code(), code, "{path}");

    assert_eq!(ask("GET", "/museum-hours?startDate=2026-02-23&page=2&limit=15", &bearer, "").status, 200);
    assert_eq!(ask("GET", &format!("/special-events/{EVENT}"), &bearer, "").status, 200);
    refused("/museum-hours?startDate=2026-02-30", "parameter-invalid");
    refused("/museum-hours?limit=31", "parameter-invalid");
    refused("/museum-hours?debug=true", "parameter-undeclared");
    refused("/special-events/not-a-uuid", "parameter-invalid");
    refused("/gift-shop", "unknown-path");
    assert_eq!(ask("GET", "/museum-hours", "", "").code(), "credential-missing");
    assert_eq!(ask("GET", "/museum-hours", "authorization: Basic dTpw\r\n", "").code(), "credential-missing");

    // `allOf` is checked by the interpreter; whole and good, then with a required property missing.
    let ticket = r#"{"ticketType":"general","ticketDate":"2026-09-07","email":"todd@example.com"}"#;
    assert_eq!(ask("POST", "/tickets", &bearer, ticket).status, 200);
    let answer = ask("POST", "/tickets", &bearer, &ticket.replace("\"ticketType\":\"general\",", ""));
    assert_eq!(answer.code(), "body-invalid", "{answer:?}");
    assert_eq!(ask("POST", "/tickets", &bearer, ticket).code(), "client-limit-exceeded");

    let event =
        r#"{"name":"Mermaids","location":"Under the sea 🦀","eventDescription":"x","dates":["2026-09-05"],"price":0}"#;
    assert_eq!(ask("POST", "/special-events", &bearer, event).status, 200);
    let answer = ask("POST", "/special-events", &bearer, &event.replace("\"price\":0", "\"price\":\"free\""));
    assert_eq!(answer.json().pointer("/errors/0/pointer").unwrap(), "/price");
    assert_eq!(upstream.seen().len(), 4);
}

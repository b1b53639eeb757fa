//! The demo upstream: keeps whatever resources the product's paths name, in memory.
//!
//! The document's templates say what a path is: a template that ends in a variable is one resource of the collection
//! above it, every other one is a collection, or a fixed document where nothing can be created. Of a body that is not JSON
//! the upstream keeps what it was, so that somebody who tries a form or a file sees what arrived.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State as Shared;
use axum::response::{IntoResponse, Response};
use gateway_runtime::contract::{Method, ProductFacts, Segments};
use http::{HeaderMap, StatusCode, Uri, header};
use serde_json::{Map, Value, json};

/// No more resources than this are kept.
const MAX_RESOURCES: usize = 10_000;

/// So many characters of a text are shown.
const MAX_SHOWN: usize = 1_000;

/// Every collection by its path, and in it every resource by its id.
pub(crate) struct Resources {
    facts: &'static ProductFacts,
    collections: BTreeMap<String, BTreeMap<String, Value>>,
}

/// What the upstream answers.
#[derive(Debug, PartialEq)]
struct Answer {
    status: StatusCode,
    location: Option<String>,
    body: Option<Value>,
}

impl Answer {
    fn of(status: StatusCode, body: Value) -> Self {
        Self { status, location: None, body: Some(body) }
    }

    fn error(status: StatusCode, why: &str) -> Self {
        Self::of(status, json!({ "error": why }))
    }
}

impl Resources {
    /// Nothing is stored yet.
    pub(crate) fn new(facts: &'static ProductFacts) -> Self {
        Self { facts, collections: BTreeMap::new() }
    }

    fn answer(&mut self, method: &str, path: &str, media_type: &str, body: &[u8]) -> Answer {
        let template = Segments::of(path).and_then(|segments| (self.facts.route)(&segments));
        let Some(template) = template.map(|matched| matched.path().template) else {
            return Answer::error(StatusCode::NOT_FOUND, "no such path");
        };
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        let is_json = essence.is_empty() || essence == "application/json" || essence.ends_with("+json");
        let body = match serde_json::from_slice(body) {
            _ if body.is_empty() => Value::Null,
            Ok(value) if is_json => value,
            Err(_) if is_json => return Answer::error(StatusCode::BAD_REQUEST, "not JSON"),
            _ => received(media_type, body),
        };
        let (parent, last) = path.rsplit_once('/').unwrap_or(("", path));
        let is_resource = template.rsplit('/').next().is_some_and(|segment| segment.contains('{'));
        match (method, is_resource) {
            ("GET" | "HEAD", true) => self.read(parent, last),
            ("GET" | "HEAD", false) if self.is_stored(parent, last) => self.read(parent, last),
            ("GET" | "HEAD", false) => self.list(template, path),
            ("POST", false) => self.create(path, body),
            ("POST", true) => self.read(parent, last.split(':').next().unwrap_or(last)),
            ("PUT", _) => self.replace(parent, last, body),
            ("PATCH", true) => self.merge(parent, last, &body),
            ("DELETE", true) => self.delete(parent, last),
            _ => Answer::error(StatusCode::METHOD_NOT_ALLOWED, "not for this path"),
        }
    }

    fn list(&self, template: &str, path: &str) -> Answer {
        let creatable =
            self.facts.operations.iter().any(|facts| facts.path == template && facts.method == Method::Post);
        match self.collections.get(path) {
            Some(collection) => Answer::of(StatusCode::OK, json!({ "items": collection.values().collect::<Vec<_>>() })),
            None if creatable => Answer::of(StatusCode::OK, json!({ "items": [] })),
            None => Answer::of(StatusCode::OK, json!({ "status": "ok", "items": [] })),
        }
    }

    fn is_stored(&self, collection: &str, id: &str) -> bool {
        self.collections.get(collection).is_some_and(|collection| collection.contains_key(id))
    }

    fn read(&self, collection: &str, id: &str) -> Answer {
        match self.collections.get(collection).and_then(|collection| collection.get(id)) {
            Some(resource) => Answer::of(StatusCode::OK, resource.clone()),
            None => Answer::error(StatusCode::NOT_FOUND, "no such resource"),
        }
    }

    fn create(&mut self, path: &str, body: Value) -> Answer {
        let id = uuid::Uuid::new_v4().to_string();
        let answer = self.store(path, &id, body, StatusCode::CREATED);
        Answer { location: (answer.status == StatusCode::CREATED).then(|| format!("{path}/{id}")), ..answer }
    }

    fn replace(&mut self, collection: &str, id: &str, body: Value) -> Answer {
        let known = self.is_stored(collection, id);
        self.store(collection, id, body, if known { StatusCode::OK } else { StatusCode::CREATED })
    }

    fn store(&mut self, collection: &str, id: &str, body: Value, status: StatusCode) -> Answer {
        if self.collections.values().map(BTreeMap::len).sum::<usize>() >= MAX_RESOURCES {
            return Answer::error(StatusCode::INSUFFICIENT_STORAGE, "the demo upstream is full");
        }
        let mut resource = Map::from_iter([("id".to_owned(), Value::from(id))]);
        if let Value::Object(members) = body {
            resource.extend(members.into_iter().filter(|(name, _)| name != "id"));
        }
        let resource = Value::Object(resource);
        self.collections.entry(collection.to_owned()).or_default().insert(id.to_owned(), resource.clone());
        Answer::of(status, resource)
    }

    fn merge(&mut self, collection: &str, id: &str, body: &Value) -> Answer {
        let resource = self.collections.get_mut(collection).and_then(|collection| collection.get_mut(id));
        let (Some(Value::Object(resource)), Value::Object(changes)) = (resource, body) else {
            return Answer::error(StatusCode::NOT_FOUND, "no such resource");
        };
        for (name, value) in changes.iter().filter(|(name, _)| *name != "id") {
            resource.insert(name.clone(), value.clone());
        }
        Answer::of(StatusCode::OK, Value::Object(resource.clone()))
    }

    fn delete(&mut self, collection: &str, id: &str) -> Answer {
        let removed = self.collections.get_mut(collection).and_then(|collection| collection.remove(id));
        if removed.is_none() {
            return Answer::error(StatusCode::NOT_FOUND, "no such resource");
        }
        let below = format!("{collection}/{id}/");
        self.collections.retain(|path, _| !path.starts_with(&below));
        Answer { status: StatusCode::NO_CONTENT, location: None, body: None }
    }
}

/// What is kept of a body that is not JSON: its type, its length, and the start of it where it is text.
fn received(media_type: &str, body: &[u8]) -> Value {
    let start = core::str::from_utf8(body).map(|text| text.chars().take(MAX_SHOWN).collect::<String>());
    match start {
        Ok(text) => json!({ "mediaType": media_type, "bytes": body.len(), "text": text }),
        Err(_) => json!({ "mediaType": media_type, "bytes": body.len() }),
    }
}

/// The upstream as a service.
pub(crate) fn router(facts: &'static ProductFacts) -> Router {
    Router::new().fallback(answer).with_state(Arc::new(Mutex::new(Resources::new(facts))))
}

async fn answer(
    Shared(resources): Shared<Arc<Mutex<Resources>>>,
    method: http::Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut resources = resources.lock().unwrap_or_else(PoisonError::into_inner);
    let answer = resources.answer(method.as_str(), uri.path(), media_type, &body);
    drop(resources);
    let mut response = match answer.body {
        Some(body) => (answer.status, axum::Json(body)).into_response(),
        None => answer.status.into_response(),
    };
    if let Some(location) = answer.location.and_then(|location| location.parse().ok()) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tour::tests::FACTS;

    #[test]
    fn it_really_stores() {
        let mut resources = Resources::new(&FACTS);
        assert_eq!(resources.answer("GET", "/v2/orders", "", b"").body, Some(json!({ "items": [] })));
        let created = resources.answer("POST", "/v2/orders", "", br#"{"id":"mine","sku":"A-1"}"#);
        assert_eq!(created.status, StatusCode::CREATED);
        let location = created.location.unwrap();
        let id = location.strip_prefix("/v2/orders/").unwrap();
        assert_eq!(resources.answer("GET", &location, "", b"").body, Some(json!({ "id": id, "sku": "A-1" })));
        let patched = resources.answer("PATCH", &location, "", br#"{"sku":"B-2"}"#);
        assert_eq!((patched.status, &patched.body.unwrap()["sku"]), (StatusCode::OK, &json!("B-2")));
        let listed = resources.answer("GET", "/v2/orders", "", b"").body.unwrap();
        assert_eq!(listed["items"].as_array().unwrap().len(), 1);
        assert_eq!(resources.answer("PUT", &location, "", br#"{"sku":"C-3"}"#).status, StatusCode::OK);
        assert_eq!(resources.answer("POST", &format!("{location}/items"), "", b"{}").status, StatusCode::CREATED);
        assert_eq!(resources.answer("DELETE", &location, "", b"").status, StatusCode::NO_CONTENT);
        assert_eq!(resources.answer("GET", &location, "", b"").status, StatusCode::NOT_FOUND);
        assert_eq!(resources.answer("DELETE", &location, "", b"").status, StatusCode::NOT_FOUND);
        assert_eq!(resources.collections.values().map(BTreeMap::len).sum::<usize>(), 0);
    }

    #[test]
    fn what_is_not_there_is_not_there() {
        let mut resources = Resources::new(&FACTS);
        assert_eq!(resources.answer("GET", "/elsewhere", "", b"").status, StatusCode::NOT_FOUND);
        assert_eq!(resources.answer("POST", "/v2/orders", "", b"{").status, StatusCode::BAD_REQUEST);
        assert_eq!(resources.answer("DELETE", "/v2/orders", "", b"").status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(resources.answer("GET", "/v2/status", "", b"").body.unwrap()["status"], "ok");
    }

    #[test]
    fn what_is_not_json_is_kept_as_what_it_was() {
        let mut resources = Resources::new(&FACTS);
        let created = resources.answer("POST", "/v2/orders", "text/plain; charset=utf-8", b"7");
        let body = created.body.unwrap();
        assert_eq!(
            (&body["mediaType"], &body["bytes"], &body["text"]),
            (&json!("text/plain; charset=utf-8"), &json!(1), &json!("7"))
        );
        let created = resources.answer("POST", "/v2/orders", "application/pdf", b"\xff\xfe");
        assert_eq!(created.body.unwrap()["bytes"], 2);
        assert_eq!(resources.answer("PUT", "/v2/status", "text/plain", b"down").status, StatusCode::CREATED);
        assert_eq!(resources.answer("GET", "/v2/status", "", b"").body.unwrap()["text"], "down");
    }
}

//! Admit: build the request the upstream gets, from nothing but what was checked.
//!
//! # Requires
//! [`Approved`]: every policy was evaluated.
//!
//! # Guarantees
//! A fresh request: the operation's method, the canonical path, the query re-encoded from validated values, the checked
//! bytes with fresh framing, and header fields by an allow rule. A field of the client passes where it is
//!
//! 1. a standard end-to-end field that describes the request and identifies nobody (the list `passes` holds), or
//! 2. a header parameter the operation declares, unless its name is one a proxy or gateway speaks with, or
//! 3. the credential of a scheme the document says to forward, where this request proved it,
//!
//! and not named in `Connection` (RFC 9110 §7.6.1). Everything else ends here: hop-by-hop fields, `Forwarded` and
//! `X-Forwarded-*`, method overrides, rewritten URLs, identity fields, other credentials. The gateway then states
//! `Host`, `X-Forwarded-For`, `-Proto` and `-Host`, `X-Request-Id`, `traceparent` and `Content-Length` itself. Of
//! the two ways to name the client, `X-Forwarded-*` is the one upstreams read; `Forwarded` (RFC 7239) is not sent.
//!
//! # Denies
//! Nothing; fails with [`Fault::UpstreamUnreachable`] where the configuration has no address for the upstream.
//!
//! # Costs
//! One pass over the header; one allocation for the header map and one for the client's address.

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST};
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri};
use http_body::Body as _;

use crate::contract::{self, ApiKeyLocation, ParameterLocation, ProductFacts, SchemeKind};
use crate::correlation;
use crate::credential::{accepted_facts, cookie_pairs};
use crate::fault::Fault;
use crate::snapshot::Snapshot;
use crate::stage::{Approved, follows};
use crate::telemetry::Record;
use crate::upstream::Outgoing;

/// A request that may be forwarded, and the only kind that can be.
pub struct Admitted {
    approved: Approved,
    request: Request<Outgoing>,
}

follows!(Admitted => approved: Approved);

impl Admitted {
    /// What the upstream gets, and the state that stays.
    pub(in crate::policy) fn into_request(self) -> (Approved, Request<Outgoing>) {
        (self.approved, self.request)
    }

    /// What the upstream gets.
    pub fn request(&self) -> &Request<Outgoing> {
        &self.request
    }
}

static X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
static X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
static X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
static X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
static TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// Builds the upstream's request.
pub fn admit(mut approved: Approved, snapshot: &Snapshot, record: &Record) -> Result<Admitted, Fault> {
    let facts = approved.facts();
    let target = snapshot.upstreams.get(facts.upstream.0).ok_or(Fault::UpstreamUnreachable)?;
    let content_type = approved.content_type().map(HeaderValue::try_from).transpose();
    let content_type = content_type.map_err(|_| Fault::UpstreamUnreachable)?;
    let is_rewritten = approved.is_body_rewritten();
    let body = approved.take_body();
    let length = body.size_hint().exact();
    let has_body = length != Some(0);
    let mut headers = HeaderMap::with_capacity(approved.headers().len() + 8);
    headers.insert(HOST, target.authority().clone());
    copy_allowed(&mut headers, &approved, snapshot.product, has_body);
    if is_rewritten {
        // They are of the bytes that came (RFC 9530 §6.5).
        headers.remove("content-digest");
        headers.remove("repr-digest");
    }
    if let Some(content_type) = content_type {
        headers.insert(CONTENT_TYPE, content_type);
    }
    headers.insert(X_FORWARDED_FOR.clone(), client_value(record));
    headers.insert(
        X_FORWARDED_PROTO.clone(),
        HeaderValue::from_static(if approved.connection().secure { "https" } else { "http" }),
    );
    headers.insert(X_FORWARDED_HOST.clone(), approved.authority().clone());
    headers.insert(X_REQUEST_ID.clone(), correlation::request_id_value(record.request_id));
    headers.insert(TRACEPARENT.clone(), correlation::traceparent_value(record.trace));
    let method = method(facts.method);
    if let Some(length) = length
        && (has_body
            || matches!(facts.method, contract::Method::Patch | contract::Method::Post | contract::Method::Put))
    {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    let mut request = Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = target_uri(&approved).ok_or(Fault::UpstreamUnreachable)?;
    *request.headers_mut() = headers;
    Ok(Admitted { approved, request })
}

/// The canonical target in origin form. Not copied where the request came with it.
fn target_uri(approved: &Approved) -> Option<Uri> {
    let query = approved.query();
    let whole = approved.uri().path_and_query()?;
    if !approved.is_rewritten() && query == whole.query() {
        return Some(Uri::from(whole.clone()));
    }
    let path = approved.path();
    let mut text = String::with_capacity(path.len() + query.map_or(0, |query| query.len() + 1));
    text.push_str(path);
    if let Some(query) = query {
        text.push('?');
        text.push_str(query);
    }
    PathAndQuery::from_maybe_shared(Bytes::from(text)).ok().map(Uri::from)
}

/// Copies what the allow rule lets pass, in one walk.
fn copy_allowed(headers: &mut HeaderMap, approved: &Approved, product: &'static ProductFacts, has_body: bool) {
    let from_client = approved.headers();
    let declares_headers =
        approved.facts().parameters.iter().any(|parameter| parameter.location == ParameterLocation::Header);
    let has_options = from_client.contains_key(CONNECTION);
    let forwards = product.schemes.iter().any(|scheme| scheme.forward);
    for (name, value) in from_client {
        let allowed = if name == COOKIE {
            if let Some(rest) = cookies_to_forward(value, approved, product) {
                headers.append(COOKIE, rest);
            }
            continue;
        } else if name == CONTENT_TYPE {
            has_body
        } else {
            passes(name.as_str())
                || (declares_headers && is_declared(name, approved))
                || (forwards && is_forwarded(name, approved, product))
        };
        if allowed && !(has_options && is_named_in_connection(name, from_client)) {
            headers.append(name.clone(), value.clone());
        }
    }
}

/// Standard end-to-end request fields (RFC 9110, RFC 9111, RFC 9530, Fetch, and the widely used `Idempotency-Key`).
fn passes(name: &str) -> bool {
    matches!(
        name,
        "accept"
            | "accept-encoding"
            | "accept-language"
            | "access-control-request-headers"
            | "access-control-request-method"
            | "cache-control"
            | "content-digest"
            | "content-language"
            | "date"
            | "idempotency-key"
            | "if-match"
            | "if-modified-since"
            | "if-none-match"
            | "if-unmodified-since"
            | "origin"
            | "pragma"
            | "prefer"
            | "priority"
            | "referer"
            | "repr-digest"
            | "user-agent"
            | "want-content-digest"
            | "want-repr-digest"
    )
}

/// A field the document declares as a parameter, and that nobody but a proxy or gateway has a use for otherwise.
fn is_declared(name: &HeaderName, approved: &Approved) -> bool {
    let declared = approved.facts().parameters.iter().any(|parameter| {
        parameter.location == ParameterLocation::Header && parameter.name.eq_ignore_ascii_case(name.as_str())
    });
    declared && !is_reserved(name.as_str())
}

/// Names that speak for a proxy, a gateway or a connection: no document gives them to clients.
fn is_reserved(name: &str) -> bool {
    const PREFIXES: [&str; 8] =
        ["proxy-", "x-accel-", "x-auth-", "x-client-cert", "x-consumer-", "x-envoy-", "x-forwarded", "x-gateway-"];
    PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || matches!(
            name,
            "authorization"
                | "client-cert"
                | "client-cert-chain"
                | "connection"
                | "content-encoding"
                | "content-length"
                | "expect"
                | "forwarded"
                | "host"
                | "keep-alive"
                | "te"
                | "traceparent"
                | "tracestate"
                | "trailer"
                | "transfer-encoding"
                | "upgrade"
                | "via"
                | "x-http-method"
                | "x-http-method-override"
                | "x-method-override"
                | "x-original-url"
                | "x-real-ip"
                | "x-request-id"
                | "x-rewrite-url"
        )
}

/// The credential of a scheme the document says to forward, where this request proved it.
fn is_forwarded(name: &HeaderName, approved: &Approved, product: &'static ProductFacts) -> bool {
    accepted_facts(approved.facts(), product).any(|(id, scheme)| {
        let travels_here = match scheme.kind {
            SchemeKind::Bearer(_) => name == AUTHORIZATION,
            SchemeKind::ApiKey(facts) => matches!(facts.location, ApiKeyLocation::Header(key) if name == key),
        };
        travels_here && scheme.forward && approved.verified().iter().any(|principal| principal.scheme() == id)
    })
}

/// A `Cookie` field without the credentials that end here. Not copied where it holds none.
fn cookies_to_forward(value: &HeaderValue, approved: &Approved, product: &'static ProductFacts) -> Option<HeaderValue> {
    let text = value.to_str().ok()?;
    let ends_here = |name: &str| {
        accepted_facts(approved.facts(), product).any(|(id, scheme)| {
            let is_it = match scheme.kind {
                SchemeKind::Bearer(_) => false,
                SchemeKind::ApiKey(facts) => matches!(facts.location, ApiKeyLocation::Cookie(key) if key == name),
            };
            is_it && !(scheme.forward && approved.verified().iter().any(|principal| principal.scheme() == id))
        })
    };
    if !cookie_pairs(text).any(|(name, _)| ends_here(name)) {
        return Some(value.clone());
    }
    let kept: Vec<String> = cookie_pairs(text)
        .filter(|(name, _)| !ends_here(name))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    if kept.is_empty() { None } else { HeaderValue::try_from(kept.join("; ")).ok() }
}

fn is_named_in_connection(name: &HeaderName, headers: &HeaderMap) -> bool {
    headers
        .get_all(CONNECTION)
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .any(|option| option.trim_ascii().eq_ignore_ascii_case(name.as_str().as_bytes()))
}

fn client_value(record: &Record) -> HeaderValue {
    // An address in text is always a header value.
    HeaderValue::try_from(record.client.to_string()).unwrap_or(HeaderValue::from_static("unknown"))
}

fn method(method: contract::Method) -> Method {
    match method {
        contract::Method::Delete => Method::DELETE,
        contract::Method::Get => Method::GET,
        contract::Method::Head => Method::HEAD,
        contract::Method::Options => Method::OPTIONS,
        contract::Method::Patch => Method::PATCH,
        contract::Method::Post => Method::POST,
        contract::Method::Put => Method::PUT,
    }
}

#[cfg(test)]
mod tests;

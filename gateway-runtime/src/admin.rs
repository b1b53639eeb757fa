//! The health listener: liveness, readiness, metrics. Never on the data listener, whose paths belong to the API.

use core::fmt::Write as _;
use core::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::sync::Notify;

use crate::telemetry::Telemetry;

/// Whether the gateway should get traffic. Clones share it.
#[derive(Debug, Clone)]
pub struct Readiness(Arc<Conditions>);

#[derive(Debug)]
struct Conditions {
    sources: Box<[Source]>,
    leaving: AtomicBool,
    changed: Notify,
}

/// One thing that must be at hand.
#[derive(Debug)]
struct Source {
    name: &'static str,
    obtained: AtomicBool,
}

impl Readiness {
    /// Waits for one key set for each of these schemes.
    pub fn new(schemes: impl IntoIterator<Item = &'static str>) -> Self {
        let sources = schemes.into_iter().map(|name| Source { name, obtained: AtomicBool::new(false) }).collect();
        Self(Arc::new(Conditions { sources, leaving: AtomicBool::new(false), changed: Notify::new() }))
    }

    /// The keys of this scheme have been obtained.
    pub fn obtained(&self, scheme: &str) {
        for source in self.0.sources.iter().filter(|source| source.name == scheme) {
            source.obtained.store(true, Ordering::SeqCst);
        }
        self.0.changed.notify_waiters();
    }

    /// The keys of this scheme are too old to be used.
    pub fn lost(&self, scheme: &str) {
        for source in self.0.sources.iter().filter(|source| source.name == scheme) {
            source.obtained.store(false, Ordering::SeqCst);
        }
        self.0.changed.notify_waiters();
    }

    /// The gateway is about to stop.
    pub fn leave(&self) {
        self.0.leaving.store(true, Ordering::SeqCst);
        self.0.changed.notify_waiters();
    }

    /// Every key set is at hand, and the gateway is not about to stop.
    pub fn is_ready(&self) -> bool {
        !self.0.leaving.load(Ordering::SeqCst)
            && self.0.sources.iter().all(|source| source.obtained.load(Ordering::SeqCst))
    }

    /// Waits until it is ready.
    pub async fn ready(&self) {
        loop {
            let mut changed = core::pin::pin!(self.0.changed.notified());
            changed.as_mut().enable();
            if self.is_ready() {
                return;
            }
            changed.await;
        }
    }

    /// A line per condition, for people.
    fn describe(&self) -> String {
        let mut text = String::new();
        for source in &self.0.sources {
            let mark = if source.obtained.load(Ordering::SeqCst) { '+' } else { '-' };
            let _ = writeln!(text, "[{mark}] keys {}", source.name);
        }
        let mark = if self.0.leaving.load(Ordering::SeqCst) { '-' } else { '+' };
        let _ = writeln!(text, "[{mark}] not draining");
        text
    }
}

/// Serves `/livez`, `/readyz` (`?verbose` lists the conditions) and `/metrics` until its runtime ends: also while
/// draining, so that a red readiness is seen rather than nothing.
pub async fn serve(
    listener: tokio::net::TcpListener,
    readiness: Readiness,
    telemetry: Telemetry,
) -> std::io::Result<()> {
    axum::serve(listener, router(readiness, telemetry)).await
}

fn router(readiness: Readiness, telemetry: Telemetry) -> Router {
    Router::new()
        .route("/livez", get(|| async { "ok\n" }))
        .route("/readyz", get(readyz).with_state(readiness))
        .route("/metrics", get(metrics).with_state(telemetry))
}

async fn readyz(State(readiness): State<Readiness>, RawQuery(query): RawQuery) -> Response {
    let ready = readiness.is_ready();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    if query.as_deref() == Some("verbose") {
        return (status, readiness.describe()).into_response();
    }
    (status, if ready { "ok\n" } else { "not ready\n" }).into_response()
}

async fn metrics(State(telemetry): State<Telemetry>) -> Response {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], telemetry.render_metrics()).into_response()
}

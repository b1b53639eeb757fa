//! What is told about a request: one record, one access-log line, metrics, and one security event per refusal.
//!
//! Nothing here waits: lines and events go through bounded channels of their own, and what does not fit is counted.
//! Neither passes a log filter, so no setting can silence a refusal.

mod access;
mod channel;
mod event;
mod incident;
mod json;
mod metrics;
mod record;
mod sink;
#[cfg(test)]
mod tests;

use core::cell::RefCell;
use core::fmt;
use core::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;

pub use event::{Action, Cause, SecurityEvent};
pub use incident::Incident;
pub use record::{Protocol, Record};
pub use sink::{Memory, Sink, Told};

use crate::clock::{Clock, UnixMillis};
use crate::contract::{ProductFacts, SchemeId};
use crate::denial::Stage;
use crate::fault::Fault;
use access::AccessLog;
use channel::Channel;
use metrics::Metrics;
use sink::Kind;

/// Room for lines that wait for their writer, in bytes: some thousand requests.
const CAPACITY: usize = 1024 * 1024;

/// Everything a gateway tells. Clones share it; dropping the last one writes what still waits.
#[derive(Clone)]
pub struct Telemetry(Arc<Inner>);

struct Inner {
    product: &'static ProductFacts,
    clock: Clock,
    access: AccessLog,
    metrics: Metrics,
    outlet: Outlet,
    /// When the keys of each scheme were last obtained, in milliseconds since the Unix epoch; 0 is never.
    keys_obtained: Box<[AtomicU64]>,
}

enum Outlet {
    Lines { access: Channel, security: Channel },
    Memory(Memory),
    Closure(Box<dyn Fn(Told<'_>) + Send + Sync>),
}

thread_local! {
    /// One line at a time is formatted per thread, outside every lock.
    static LINE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

impl Telemetry {
    /// Starts telling about `product`.
    pub fn new(product: &'static ProductFacts, clock: Clock, sink: Sink) -> Self {
        let metrics = Metrics::new(product);
        let outlet = match sink.0 {
            Kind::Lines { access, security } => Outlet::Lines {
                access: Channel::start("access-log", CAPACITY, metrics.lines_dropped.clone(), access),
                security: Channel::start("security-events", CAPACITY, metrics.events_dropped.clone(), security),
            },
            Kind::Memory(memory) => Outlet::Memory(memory),
            Kind::Closure(tell) => Outlet::Closure(tell),
        };
        let keys_obtained = product.schemes.iter().map(|_| AtomicU64::new(0)).collect();
        Self(Arc::new(Inner { product, clock, access: AccessLog::new(product), metrics, outlet, keys_obtained }))
    }

    /// Counts a request as in flight until the guard is dropped.
    pub fn begin(&self) -> InFlight {
        self.0.metrics.inflight.inc();
        InFlight(self.clone())
    }

    /// Tells of one refusal: exactly one security event, and one decision counted. `reported` says that the request
    /// goes on although it was refused. Called once per refusal, with the record as far as it is known.
    pub fn refused(&self, record: &Record, code: &'static str, stage: Stage, cause: Cause, reported: bool) {
        let inner = &*self.0;
        let action = if reported { Action::Reported } else { Action::Denied };
        let event = SecurityEvent {
            at: record.at,
            code,
            operation: record.operation.map(|operation| operation.id),
            stage,
            peer: record.peer,
            client: record.client,
            principal: record
                .principal
                .and_then(|(scheme, digest)| inner.product.schemes.get(scheme.0).map(|scheme| (scheme.name, digest))),
            request_id: record.request_id,
            reason: cause.reason,
            place: cause.place,
            action,
        };
        if !is_fault(code) {
            inner.metrics.refused(index(record), stage.as_str(), action.as_str(), code);
        }
        match &inner.outlet {
            Outlet::Lines { security, .. } => formatted(|line| event.write_json(line), |line| security.send(line)),
            Outlet::Memory(memory) => {
                if !memory.keep_event(event) {
                    inner.metrics.events_dropped.inc();
                }
            }
            Outlet::Closure(tell) => tell(Told::Security(&event)),
        }
    }

    /// Ends one request: its duration, its decision where [`refused`](Self::refused) did not count it, and its
    /// access-log line. Called once per request, after the last byte of the answer.
    pub fn close(&self, record: &Record) {
        let inner = &*self.0;
        let now = inner.clock.now();
        let duration = now.since(record.started);
        match record.code {
            None => inner.metrics.admitted(index(record)),
            Some(code) if is_fault(code) => {
                inner.metrics.refused(index(record), Stage::Forward.as_str(), "failed", code);
            }
            Some(_) => {}
        }
        inner.metrics.answered(index(record), record.status, duration);
        match &inner.outlet {
            Outlet::Lines { access, .. } => {
                formatted(|line| inner.access.write(line, record, now), |line| access.send(line));
            }
            Outlet::Memory(memory) => {
                if !memory.keep_record(record.clone()) {
                    inner.metrics.lines_dropped.inc();
                }
            }
            Outlet::Closure(tell) => {
                let nanos = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
                tell(Told::Access { record, nanos });
            }
        }
    }

    /// Tells of something beside requests, in the channel of the security events.
    pub fn happened(&self, incident: Incident) {
        let inner = &*self.0;
        let at = inner.clock.wall();
        match &inner.outlet {
            Outlet::Lines { security, .. } => {
                formatted(|line| incident.write_json(line, at, inner.product), |line| security.send(line));
            }
            Outlet::Memory(memory) => {
                if !memory.keep_incident(incident) {
                    inner.metrics.events_dropped.inc();
                }
            }
            Outlet::Closure(tell) => tell(Told::Incident(&incident)),
        }
    }

    /// Counts an attempt to obtain the keys of a scheme that failed.
    pub fn keys_missed(&self, scheme: SchemeId) {
        self.0.metrics.keys_missed(scheme.0);
    }

    /// Notes that the keys of a scheme were obtained at `at`, for `gateway_jwks_age_seconds`.
    pub fn keys_obtained(&self, scheme: SchemeId, at: UnixMillis) {
        if let Some(obtained) = self.0.keys_obtained.get(scheme.0) {
            obtained.store(at.0, Ordering::Relaxed);
        }
    }

    /// Every series as text in the OpenMetrics format
    /// (`application/openmetrics-text; version=1.0.0; charset=utf-8`).
    pub fn render_metrics(&self) -> String {
        let inner = &*self.0;
        let now = inner.clock.wall();
        for (scheme, obtained) in inner.keys_obtained.iter().enumerate() {
            let obtained = obtained.load(Ordering::Relaxed);
            if obtained != 0 {
                inner.metrics.keys_aged(scheme, now.0.saturating_sub(obtained) / 1_000);
            }
        }
        inner.metrics.render()
    }
}

impl fmt::Debug for Telemetry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Telemetry").field("product", &self.0.product.name).finish_non_exhaustive()
    }
}

/// A request that is being answered; see [`Telemetry::begin`].
#[derive(Debug)]
#[must_use]
pub struct InFlight(Telemetry);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.0.metrics.inflight.dec();
    }
}

fn index(record: &Record) -> Option<usize> {
    record.operation.map(|operation| operation.index)
}

/// Whether a code is that of a [`Fault`]: those are counted once, when the request ends.
fn is_fault(code: &str) -> bool {
    Fault::ALL.iter().any(|fault| fault.code() == code)
}

fn formatted(write: impl FnOnce(&mut Vec<u8>), send: impl FnOnce(&[u8])) {
    LINE.with_borrow_mut(|line| {
        line.clear();
        write(line);
        send(line);
    });
}

//! The numbers of a gateway. Every label value comes from the compiled facts or a closed enum, so the number of series
//! is bounded when the product is compiled.

use core::time::Duration;
use std::sync::OnceLock;

use http::StatusCode;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::contract::{ProductFacts, SchemeKind};

/// Upper bounds in seconds: OpenTelemetry's for HTTP durations, with two below them for a gateway's own answers.
const BUCKETS: [f64; 16] =
    [0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

/// What stands in a label where a request did not get as far as an operation.
const NONE: &str = "none";

type Labels<const N: usize> = [(&'static str, &'static str); N];
type Durations = Family<Labels<4>, Histogram, fn() -> Histogram>;

/// The series of one gateway.
///
/// Handles of the hot path are reached by operation index: no look-up, no allocation. The histogram of a status class
/// is made when the class first occurs, so that a large product does not start with thousands of empty series.
pub(super) struct Metrics {
    registry: Registry,
    durations: Durations,
    decisions: Family<Labels<4>, Counter>,
    operations: Box<[Series]>,
    unmatched: Series,
    pub(super) inflight: Gauge,
    pub(super) events_dropped: Counter,
    pub(super) lines_dropped: Counter,
    /// By scheme; none for schemes without keys.
    key_ages: Box<[Option<Gauge>]>,
    key_failures: Box<[Option<Counter>]>,
}

struct Series {
    operation: &'static str,
    method: &'static str,
    route: &'static str,
    admitted: Counter,
    durations: [OnceLock<Histogram>; CLASSES.len()],
}

const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

fn histogram() -> Histogram {
    Histogram::new(BUCKETS)
}

impl Metrics {
    pub(super) fn new(product: &'static ProductFacts) -> Self {
        let mut registry = Registry::default();
        let durations = Durations::new_with_constructor(histogram);
        registry.register_with_unit(
            "http_server_request_duration",
            "Time from the complete head to the end of the answer",
            Unit::Seconds,
            durations.clone(),
        );
        let decisions = Family::<Labels<4>, Counter>::default();
        registry.register("gateway_decisions", "What was decided about requests, and where", decisions.clone());
        let inflight = Gauge::default();
        registry.register("gateway_inflight_requests", "Requests that are being answered", inflight.clone());
        let events_dropped = Counter::default();
        registry.register(
            "gateway_events_dropped",
            "Security events that found their channel full",
            events_dropped.clone(),
        );
        let lines_dropped = Counter::default();
        registry.register(
            "gateway_access_log_dropped",
            "Access-log lines that found their channel full",
            lines_dropped.clone(),
        );
        let ages = Family::<Labels<1>, Gauge>::default();
        registry.register_with_unit(
            "gateway_jwks_age",
            "Time since the issuer's keys were last obtained; -1 before the first time",
            Unit::Seconds,
            ages.clone(),
        );
        let failures = Family::<Labels<1>, Counter>::default();
        registry.register(
            "gateway_jwks_failures",
            "Attempts to obtain the issuer's keys that failed",
            failures.clone(),
        );
        let key_failures = product.schemes.iter().map(|scheme| {
            let has_keys = matches!(scheme.kind, SchemeKind::Bearer(_));
            has_keys.then(|| failures.get_or_create_owned(&[("scheme", scheme.name)]))
        });
        let operations = product.operations.iter().map(|facts| {
            let admitted = decisions.get_or_create_owned(&decision(facts.id, "forward", "admitted", NONE));
            Series::new(facts.id, facts.method.as_str(), facts.path, admitted)
        });
        let key_ages = product.schemes.iter().map(|scheme| match scheme.kind {
            SchemeKind::ApiKey(_) => None,
            SchemeKind::Bearer(_) => {
                let age = ages.get_or_create_owned(&[("scheme", scheme.name)]);
                age.set(-1);
                Some(age)
            }
        });
        Self {
            operations: operations.collect(),
            unmatched: Series::new(NONE, NONE, NONE, Counter::default()),
            key_ages: key_ages.collect(),
            key_failures: key_failures.collect(),
            registry,
            durations,
            decisions,
            inflight,
            events_dropped,
            lines_dropped,
        }
    }

    /// Counts one admitted request.
    pub(super) fn admitted(&self, operation: Option<usize>) {
        self.series(operation).admitted.inc();
    }

    /// Counts one refusal, report or failure.
    pub(super) fn refused(
        &self,
        operation: Option<usize>,
        stage: &'static str,
        verdict: &'static str,
        code: &'static str,
    ) {
        let labels = decision(self.series(operation).operation, stage, verdict, code);
        self.decisions.get_or_create(&labels).inc();
    }

    /// Observes how long one request took.
    pub(super) fn answered(&self, operation: Option<usize>, status: StatusCode, duration: Duration) {
        let series = self.series(operation);
        let class = usize::from(status.as_u16() / 100).saturating_sub(1).min(CLASSES.len() - 1);
        if let (Some(durations), Some(class)) = (series.durations.get(class), CLASSES.get(class)) {
            let labels = [
                ("operation", series.operation),
                ("http_request_method", series.method),
                ("http_route", series.route),
                ("status_class", *class),
            ];
            durations.get_or_init(|| self.durations.get_or_create_owned(&labels)).observe(duration.as_secs_f64());
        }
    }

    /// States how old the keys of a scheme are.
    pub(super) fn keys_aged(&self, scheme: usize, seconds: u64) {
        if let Some(Some(age)) = self.key_ages.get(scheme) {
            age.set(i64::try_from(seconds).unwrap_or(i64::MAX));
        }
    }

    /// Counts an attempt to obtain the keys of a scheme that failed.
    pub(super) fn keys_missed(&self, scheme: usize) {
        if let Some(Some(failures)) = self.key_failures.get(scheme) {
            failures.inc();
        }
    }

    /// The exposition text (OpenMetrics 1.0).
    pub(super) fn render(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = encode(&mut text, &self.registry);
        text
    }

    fn series(&self, operation: Option<usize>) -> &Series {
        operation.and_then(|index| self.operations.get(index)).unwrap_or(&self.unmatched)
    }
}

impl Series {
    fn new(operation: &'static str, method: &'static str, route: &'static str, admitted: Counter) -> Self {
        Self { operation, method, route, admitted, durations: [const { OnceLock::new() }; CLASSES.len()] }
    }
}

fn decision(operation: &'static str, stage: &'static str, verdict: &'static str, code: &'static str) -> Labels<4> {
    [("operation", operation), ("stage", stage), ("decision", verdict), ("code", code)]
}

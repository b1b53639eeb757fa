//! One immutable configuration: the product's facts with everything the operator added, swapped whole.

use core::fmt;
use core::time::Duration;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwap;

use crate::clock::Clock;
use crate::config::{ConfigError, Lowered, Place, Settings, strictest};
use crate::contract::{Limit, LimitScope, OperationFacts, ProductFacts, SchemeId, SchemeKind};
use crate::limiter::Limiter;
use crate::memory::BodyMemory;
use crate::operation::Dispatch;
use crate::upstream::Target;
use crate::verifier::{KeySource, KeyStoreSource, Verifier};

/// Everything a request is judged by. Requests hold the one they started with.
pub struct Snapshot {
    /// The compiled facts.
    pub product: &'static ProductFacts,
    /// The public authorities served here, lower case, as they stand in `Host` (`api.example.com`, `localhost:8443`).
    pub hosts: HashSet<Box<str>>,
    /// How many proxies in front of the gateway append to `X-Forwarded-For`; 0 takes the socket's address.
    pub trusted_hops: usize,
    /// By [`OperationFacts::index`].
    pub operations: Box<[EffectiveOperation]>,
    /// Charged to every request before its path is looked at.
    pub address_limiters: Box<[Arc<Limiter>]>,
    /// By [`SchemeId`].
    pub verifiers: Box<[Verifier]>,
    /// By name.
    pub key_stores: BTreeMap<&'static str, KeyStoreSource>,
    /// By [`UpstreamId`](crate::contract::UpstreamId).
    pub upstreams: Box<[Target]>,
    /// The hooks.
    pub dispatch: Arc<dyn Dispatch>,
    /// How long a body may take to arrive.
    pub body_timeout: Duration,
    /// How fast a body must come on average, in bytes per second.
    pub least_body_rate: usize,
    /// What all bodies together may take.
    pub body_memory: BodyMemory,
    /// The folder in which bodies wait that are too large for memory.
    pub spool: Arc<Path>,
}

/// An operation with what the operator tightened.
pub struct EffectiveOperation {
    /// The compiled facts.
    pub facts: &'static OperationFacts,
    /// Switched off.
    pub disabled: bool,
    /// Scopes the operator asks for on top, of every alternative that is not anonymous.
    pub extra_scopes: Box<[Box<str>]>,
    /// The limiters of `facts.limits`, in order, then the operator's.
    pub limiters: Box<[Arc<Limiter>]>,
    /// The effective cap of the body in bytes, at most the compiled one.
    pub max_body_bytes: usize,
}

impl Snapshot {
    /// One empty key source per scheme of `product`, in the order of the schemes. Those of bearer schemes are filled
    /// by whoever reads the issuers' keys; the others stay empty.
    pub fn key_sources(product: &ProductFacts) -> Box<[KeySource]> {
        product.schemes.iter().map(|_| KeySource::default()).collect()
    }

    /// Joins the compiled facts with the operator's settings. Limits with the same scope share one counter.
    ///
    /// `key_sources` holds one source per scheme. The errors are about settings that were not read for `product`.
    pub fn build(
        product: &'static ProductFacts,
        settings: &Settings,
        dispatch: Arc<dyn Dispatch>,
        clock: &Clock,
        key_sources: &[KeySource],
    ) -> Result<Self, Vec<ConfigError>> {
        let mut errors = Vec::new();
        let key_stores = settings
            .stores
            .iter()
            .map(|(name, store)| (*name, KeyStoreSource::new(ArcSwap::new(Arc::clone(&store.keys)))));
        let key_stores: BTreeMap<_, _> = key_stores.collect();
        let verifiers = collected(verifiers(product, &key_stores, key_sources), &mut errors);
        let upstreams = collected(upstreams(product, settings), &mut errors);
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut limiters = Limiters { clock, shared: HashMap::new() };
        let address_limiters = product
            .limits
            .iter()
            .map(|limit| limiters.of(limit, Scope::Product, &[settings.limits.get(limit.name)]))
            .collect();
        let operations =
            product.operations.iter().map(|facts| EffectiveOperation::of(facts, settings, &mut limiters)).collect();
        Ok(Self {
            product,
            hosts: settings.listen.hosts.iter().cloned().collect(),
            trusted_hops: settings.listen.trusted_hops,
            operations,
            address_limiters,
            verifiers,
            key_stores,
            upstreams,
            dispatch,
            body_timeout: settings.bounds.body_timeout,
            least_body_rate: settings.bounds.least_body_rate,
            body_memory: BodyMemory::new(settings.bounds.body_memory),
            spool: settings.bounds.spool.as_path().into(),
        })
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot").field("product", &self.product.name).finish_non_exhaustive()
    }
}

impl EffectiveOperation {
    fn of(facts: &'static OperationFacts, settings: &Settings, limiters: &mut Limiters<'_>) -> Self {
        let tightening = settings.operations.get(facts.id);
        let limiters = facts.limits.iter().map(|limit| {
            let scope = match limit.per {
                LimitScope::Operation => Scope::Operation(facts.id),
                LimitScope::Path => Scope::Path(facts.path),
                LimitScope::Product => Scope::Product,
            };
            let own = tightening.and_then(|tightening| tightening.limits.get(limit.name));
            limiters.of(limit, scope, &[settings.limits.get(limit.name), own])
        });
        let compiled = facts.body.max_bytes;
        let stated = tightening.and_then(|tightening| tightening.max_body_bytes);
        Self {
            facts,
            disabled: tightening.is_some_and(|tightening| tightening.disabled),
            extra_scopes: tightening.map(|tightening| tightening.scopes.clone()).unwrap_or_default(),
            limiters: limiters.collect(),
            max_body_bytes: stated.map_or(compiled, |stated| stated.min(compiled)),
        }
    }
}

impl fmt::Debug for EffectiveOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EffectiveOperation").field("operation", &self.facts.id).finish_non_exhaustive()
    }
}

/// What shares one counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Scope {
    Operation(&'static str),
    Path(&'static str),
    Product,
}

/// The limiters made so far.
struct Limiters<'c> {
    clock: &'c Clock,
    shared: HashMap<(&'static str, Scope), Vec<Arc<Limiter>>>,
}

impl Limiters<'_> {
    /// The limiter of `limit` in `scope`. Limits of one name that say different things never share a counter.
    fn of(&mut self, limit: &'static Limit, scope: Scope, lowered: &[Option<&Lowered>]) -> Arc<Limiter> {
        let shared = self.shared.entry((limit.name, scope)).or_default();
        let same = |limiter: &&Arc<Limiter>| Limit { place: limit.place, ..*limiter.limit() } == *limit;
        if let Some(limiter) = shared.iter().find(same) {
            return Arc::clone(limiter);
        }
        let (count, burst) = strictest(limit, lowered);
        let limiter = Arc::new(Limiter::new(limit, count, burst, self.clock.clone()));
        shared.push(Arc::clone(&limiter));
        limiter
    }
}

fn verifiers<'s>(
    product: &'static ProductFacts,
    key_stores: &'s BTreeMap<&'static str, KeyStoreSource>,
    key_sources: &'s [KeySource],
) -> impl Iterator<Item = Result<Verifier, ConfigError>> + 's {
    product.schemes.iter().enumerate().map(|(index, scheme)| match &scheme.kind {
        SchemeKind::Bearer(facts) => key_sources
            .get(index)
            .map(|keys| Verifier::bearer(SchemeId(index), facts, keys.clone()))
            .ok_or_else(|| absent("key source", scheme.name)),
        SchemeKind::ApiKey(facts) => key_stores
            .get(facts.store)
            .map(|store| Verifier::api_key(SchemeId(index), facts, Arc::clone(store)))
            .ok_or_else(|| absent("key store", facts.store)),
    })
}

fn upstreams<'s>(
    product: &'static ProductFacts,
    settings: &'s Settings,
) -> impl Iterator<Item = Result<Target, ConfigError>> + 's {
    product.upstreams.iter().map(|facts| {
        let upstream = settings.upstreams.get(facts.name).ok_or_else(|| absent("upstream", facts.name))?;
        Target::parse(&upstream.url, facts.connect_timeout)
            .map_err(|why| ConfigError::new(upstream.place.clone(), why.to_string()))
    })
}

fn absent(what: &str, name: &str) -> ConfigError {
    ConfigError::new(Place::Whole("configuration".into()), format!("no {what} `{name}`"))
}

fn collected<T>(results: impl Iterator<Item = Result<T, ConfigError>>, errors: &mut Vec<ConfigError>) -> Box<[T]> {
    let mut values = Vec::new();
    for result in results {
        match result {
            Ok(value) => values.push(value),
            Err(error) => errors.push(error),
        }
    }
    values.into_boxed_slice()
}

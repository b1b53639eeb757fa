//! One immutable configuration: the product's facts with everything the operator added, swapped whole.

use core::time::Duration;
use std::collections::HashSet;
use std::sync::Arc;

use crate::contract::{OperationFacts, ProductFacts};
use crate::limiter::Limiter;
use crate::operation::Dispatch;
use crate::upstream::Target;
use crate::verifier::Verifier;

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
    /// By [`SchemeId`](crate::contract::SchemeId).
    pub verifiers: Box<[Verifier]>,
    /// By [`UpstreamId`](crate::contract::UpstreamId).
    pub upstreams: Box<[Target]>,
    /// The hooks.
    pub dispatch: Arc<dyn Dispatch>,
    /// How long a body may take to arrive.
    pub body_timeout: Duration,
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

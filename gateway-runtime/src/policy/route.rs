//! Route: find the operation.
//!
//! # Requires
//! [`Throttled`]: the path is canonical and the address may ask.
//!
//! # Guarantees
//! An operation of the document that the operator has not switched off, its captured path segments, and room in the
//! operation's own address limits. `HEAD` and `OPTIONS` exist where the document declares them and nowhere else.
//!
//! # Denies
//! [`Denial::UnknownPath`], [`Denial::AmbiguousTarget`] for semicolons that the operation does not declare,
//! [`Denial::MethodNotAllowed`], [`Denial::OperationDisabled`], [`Denial::AddressLimitExceeded`].
//!
//! # Costs
//! The generated matcher, and one short lock per address limit. No allocation up to eight segments.

use smallvec::SmallVec;

use crate::contract::{LimitKey, Method, OperationFacts, ParameterLocation, PathFacts, ProductFacts, Segments, Style};
use crate::core::Core;
use crate::denial::Denial;
use crate::limiter::address_key;
use crate::snapshot::{EffectiveOperation, Snapshot};
use crate::stage::{Throttled, follows};
use crate::telemetry::Record;
use crate::verdict::{Verdict, settle};

/// A request to an operation that exists.
pub struct Routed {
    throttled: Throttled,
    path: &'static PathFacts,
    facts: &'static OperationFacts,
    captures: Captures,
    verdict: Verdict,
}

/// Where the captured variables stand in the canonical path.
type Captures = SmallVec<[(u32, u32); 4]>;

follows!(Routed => throttled: Throttled, body unread);

impl Routed {
    /// The operation.
    pub fn facts(&self) -> &'static OperationFacts {
        self.facts
    }

    /// The canonical text of the path variable `name`, still encoded.
    pub fn captured(&self, name: &str) -> Option<&str> {
        let position = self.path.variables.iter().position(|variable| *variable == name)?;
        let (start, end) = *self.captures.get(position)?;
        self.path().get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
    }

    /// What the operator made of the operation. A snapshot of another product has none, and what has none is off.
    pub(crate) fn effective<'s>(&self, snapshot: &'s Snapshot) -> Result<&'s EffectiveOperation, Denial> {
        effective(self.facts, snapshot)
    }

    /// What this policy found.
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }
}

/// Finds the operation and charges its address limits.
pub fn route(throttled: Throttled, core: &Core, snapshot: &Snapshot, record: &mut Record) -> Result<Routed, Denial> {
    let has_semicolons = throttled.has_semicolons();
    let unknown = || if has_semicolons { Denial::AmbiguousTarget } else { Denial::UnknownPath };
    let (path, captures) = find(throttled.path(), snapshot.product).ok_or_else(unknown)?;
    record.route = Some(path.template);
    let facts = path.operations.iter().find(|operation| Some(operation.method) == record.method);
    if has_semicolons && !facts.is_some_and(|facts| has_matrices(facts, path, &captures, throttled.path())) {
        return Err(Denial::AmbiguousTarget);
    }
    let facts = facts.ok_or_else(|| Denial::MethodNotAllowed { allowed: enabled_methods(path, snapshot) })?;
    record.operation = Some(facts);
    let operation = effective(facts, snapshot)?;
    let mut verdict = Verdict::Passed;
    for limiter in &operation.limiters {
        if let LimitKey::Address { ipv6_prefix } = limiter.limit().by
            && let Err(exceeded) = limiter.charge(address_key(record.client, ipv6_prefix))
        {
            verdict = settle(Denial::AddressLimitExceeded(exceeded), record, &core.shared.telemetry)?;
        }
    }
    Ok(Routed { throttled, path, facts, captures, verdict })
}

/// The template a canonical path matches and where its variables stand.
fn find(text: &str, product: &ProductFacts) -> Option<(&'static PathFacts, Captures)> {
    let segments = Segments::of(text)?;
    let matched = (product.route)(&segments)?;
    let captures = matched.captures().iter().map(|capture| position(text, capture)).collect();
    Some((matched.path(), captures))
}

/// Whether every semicolon of the path stands where a parameter of the style `matrix` was captured.
fn has_matrices(facts: &OperationFacts, path: &PathFacts, captures: &Captures, text: &str) -> bool {
    let semicolons = |text: &str| text.bytes().filter(|byte| *byte == b';').count();
    let is_matrix = |variable: &str| {
        facts.parameters.iter().any(|parameter| {
            parameter.location == ParameterLocation::Path
                && parameter.name == variable
                && parameter.carried.style == Style::Matrix
        })
    };
    let matrices = path.variables.iter().zip(captures).filter(|(variable, _)| is_matrix(variable));
    let inside = matrices.filter_map(|(_, (start, end))| {
        text.get(usize::try_from(*start).ok()?..usize::try_from(*end).ok()?).map(semicolons)
    });
    inside.sum::<usize>() == semicolons(text)
}

fn effective<'s>(facts: &OperationFacts, snapshot: &'s Snapshot) -> Result<&'s EffectiveOperation, Denial> {
    snapshot
        .operations
        .get(facts.index)
        .filter(|operation| !operation.disabled && operation.facts.index == facts.index)
        .ok_or(Denial::OperationDisabled)
}

fn enabled_methods(path: &'static PathFacts, snapshot: &Snapshot) -> Vec<Method> {
    path.operations.iter().filter(|facts| effective(facts, snapshot).is_ok()).map(|facts| facts.method).collect()
}

/// Where a piece of `text` lies in it. A piece of another text has an empty place, which no parameter accepts.
fn position(text: &str, piece: &str) -> (u32, u32) {
    let start = (piece.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
    let end = start.wrapping_add(piece.len());
    match (u32::try_from(start), u32::try_from(end)) {
        (Ok(first), Ok(last)) if text.get(start..end) == Some(piece) => (first, last),
        _ => (0, 0),
    }
}

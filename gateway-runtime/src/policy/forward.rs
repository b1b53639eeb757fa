//! Forward: send the request and wait for the head of the answer.
//!
//! # Requires
//! [`Admitted`], and nothing else can be sent.
//!
//! # Guarantees
//! A final answer of the upstream's, begun within the operation's timeout.
//!
//! # Denies
//! Nothing; fails with [`Fault::UpstreamUnreachable`], [`Fault::UpstreamTimeout`], [`Fault::UpstreamMalformed`].
//!
//! # Costs
//! The upstream; two clock readings.

use http::Response;

use crate::core::Core;
use crate::fault::Fault;
use crate::snapshot::Snapshot;
use crate::stage::{Admitted, Approved, follows};
use crate::telemetry::Record;
use crate::upstream::UpstreamBody;

/// A request the upstream has answered.
pub struct Answered {
    approved: Approved,
    response: Response<UpstreamBody>,
}

follows!(Answered => approved: Approved);

impl Answered {
    /// What the upstream answered, and the state that stays.
    pub(in crate::policy) fn into_response(self) -> (Approved, Response<UpstreamBody>) {
        (self.approved, self.response)
    }
}

/// Sends the request over a pooled connection.
pub async fn forward(
    admitted: Admitted,
    core: &Core,
    snapshot: &Snapshot,
    record: &mut Record,
) -> Result<Answered, Fault> {
    let (approved, request) = admitted.into_request();
    let facts = approved.facts();
    let target = snapshot.upstreams.get(facts.upstream.0).ok_or(Fault::UpstreamUnreachable)?;
    let clock = &core.shared.clock;
    let sent = clock.now();
    let outcome = core.pool.send(target, request, facts.timeout).await;
    record.upstream_nanos = u64::try_from(clock.now().since(sent).as_nanos()).unwrap_or(u64::MAX);
    let response = outcome?;
    // An interim answer here would be a protocol switch nobody asked for (RFC 9110 §15.2).
    if response.status().is_informational() {
        return Err(Fault::UpstreamMalformed);
    }
    Ok(Answered { approved, response })
}

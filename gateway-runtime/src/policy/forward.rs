//! Forward: send the request and wait for the head of the answer.
//!
//! # Requires
//! [`Admitted`], and nothing else can be sent.
//!
//! # Guarantees
//! A final answer of the upstream's, begun within the operation's timeout.
//!
//! # Denies
//! A body that passes through and is found too large, too late, cut off or malformed on its way, as
//! [validation](super::validate) does; fails with [`Fault::UpstreamUnreachable`], [`Fault::UpstreamTimeout`],
//! [`Fault::UpstreamMalformed`].
//!
//! # Costs
//! The upstream; two clock readings.

use http::Response;

use crate::core::Core;
use crate::fault::Fault;
use crate::refusal::Refusal;
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
) -> Result<Answered, Refusal> {
    let (approved, request) = admitted.into_request();
    let passing = request.body().passing().map(|passing| (passing.found(), passing.within()));
    let facts = approved.facts();
    let target = snapshot.upstreams.get(facts.upstream.0).ok_or(Fault::UpstreamUnreachable)?;
    let clock = &core.shared.clock;
    let sent = clock.now();
    // What passes through takes the time it may take to arrive, too.
    let within = passing.as_ref().map_or(facts.timeout, |(_, body)| facts.timeout.saturating_add(*body));
    let outcome = core.pool.send(target, request, within).await;
    record.upstream_nanos = u64::try_from(clock.now().since(sent).as_nanos()).unwrap_or(u64::MAX);
    if let Some((found, _)) = &passing {
        record.request_bytes = found.bytes();
    }
    let response = outcome.map_err(|fault| match passing.as_ref().and_then(|(found, _)| found.denial()) {
        Some(denial) => Refusal::from(denial),
        None => fault.into(),
    })?;
    if let Some((found, _)) = &passing {
        found.answer(record, &core.shared.telemetry);
    }
    // An interim answer here would be a protocol switch nobody asked for (RFC 9110 §15.2).
    if response.status().is_informational() {
        return Err(Fault::UpstreamMalformed.into());
    }
    Ok(Answered { approved, response })
}

//! The life of a request, top to bottom.

use http::Response;

use crate::answer::{Body, OpenRecord};
use crate::core::Core;
use crate::policy::admit::admit;
use crate::policy::approve::approve;
use crate::policy::authenticate::authenticate;
use crate::policy::authorize::authorize;
use crate::policy::canonicalize::canonicalize;
use crate::policy::forward::forward;
use crate::policy::meter::meter;
use crate::policy::receive::receive;
use crate::policy::route::route;
use crate::policy::shape::shape;
use crate::policy::throttle::throttle;
use crate::policy::validate::validate;
use crate::refusal::Refusal;
use crate::respond;
use crate::snapshot::Snapshot;
use crate::stage::{Received, Shaped};
use crate::telemetry::Record;

/// Answers a request: with the upstream's answer, or with the refusal of the first policy that had something against
/// it. Never fails and never panics: a panic in a hook is a fault, and everything else is written not to.
///
/// Exactly one event is sent per refusal, and the record is closed once: when the answer's body is dropped, or
/// with this future where the client does not wait for an answer.
pub async fn serve(core: &Core, received: Received) -> Response<Body> {
    let snapshot = core.shared.snapshot.load();
    let telemetry = &core.shared.telemetry;
    let mut record = OpenRecord::new(received.record(&core.shared.clock), telemetry);
    let secure = received.connection().secure;
    match pass(core, &snapshot, received, &mut record).await {
        Ok(shaped) => respond::answer(shaped, record),
        Err(refusal) => respond::refuse(&refusal, snapshot.product, secure, record, telemetry),
    }
}

async fn pass(core: &Core, snapshot: &Snapshot, received: Received, record: &mut Record) -> Result<Shaped, Refusal> {
    let received = receive(received)?;
    let canonical = canonicalize(received, snapshot, record)?;
    let throttled = throttle(canonical, snapshot, record)?;
    let routed = route(throttled, core, snapshot, record)?;
    let authenticated = authenticate(routed, core, snapshot, record).await?;
    let authorized = authorize(authenticated, core, snapshot, record)?;
    let metered = meter(authorized, core, snapshot, record)?;
    let validated = validate(metered, core, snapshot, record).await?;
    let approved = approve(validated, core, snapshot, record).await?;
    let admitted = admit(approved, snapshot, record)?;
    let answered = forward(admitted, core, snapshot, record).await?;
    Ok(shape(answered, record))
}

#[cfg(test)]
mod tests;

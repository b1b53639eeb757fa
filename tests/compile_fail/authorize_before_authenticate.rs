//! Must not compile: the two policies are swapped, so neither gets the state the other one should have earned.

use gateway_runtime::core::Core;
use gateway_runtime::policy::authenticate::authenticate;
use gateway_runtime::policy::authorize::authorize;
use gateway_runtime::refusal::Refusal;
use gateway_runtime::snapshot::Snapshot;
use gateway_runtime::stage::{Authenticated, Routed};
use gateway_runtime::telemetry::Record;

async fn swap(routed: Routed, core: &Core, snapshot: &Snapshot, record: &mut Record) -> Result<Authenticated, Refusal> {
    let authorized = authorize(routed, core, snapshot, record)?;
    authenticate(authorized, core, snapshot, record).await
}

fn main() {}

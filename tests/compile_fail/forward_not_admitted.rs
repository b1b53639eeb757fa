//! Must not compile: the upstream sees only what `admit` rebuilt, never a request that was merely approved.

use gateway_runtime::core::Core;
use gateway_runtime::policy::forward::forward;
use gateway_runtime::refusal::Refusal;
use gateway_runtime::snapshot::Snapshot;
use gateway_runtime::stage::{Answered, Approved};
use gateway_runtime::telemetry::Record;

async fn send(approved: Approved, core: &Core, snapshot: &Snapshot, record: &mut Record) -> Result<Answered, Refusal> {
    forward(approved, core, snapshot, record).await
}

fn main() {}

//! Must not compile: a policy consumes the state it requires, so one admission sends one request.

use gateway_runtime::core::Core;
use gateway_runtime::policy::forward::forward;
use gateway_runtime::refusal::Refusal;
use gateway_runtime::snapshot::Snapshot;
use gateway_runtime::stage::{Admitted, Answered};
use gateway_runtime::telemetry::Record;

async fn repeat(admitted: Admitted, core: &Core, snapshot: &Snapshot, record: &mut Record) -> Result<Answered, Refusal> {
    forward(admitted, core, snapshot, record).await?;
    forward(admitted, core, snapshot, record).await
}

fn main() {}

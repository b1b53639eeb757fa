//! Must not compile: `approve` hands typed input to a hook, and nobody has checked the input of a metered request.

use gateway_runtime::core::Core;
use gateway_runtime::policy::approve::approve;
use gateway_runtime::refusal::Refusal;
use gateway_runtime::snapshot::Snapshot;
use gateway_runtime::stage::{Approved, Metered};
use gateway_runtime::telemetry::Record;

async fn skip(metered: Metered, core: &Core, snapshot: &Snapshot, record: &Record) -> Result<Approved, Refusal> {
    approve(metered, core, snapshot, record).await
}

fn main() {}

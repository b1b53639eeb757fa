//! Must not compile: `authorize` judges verified identities, and a request that was only routed has none.

use gateway_runtime::core::Core;
use gateway_runtime::denial::Denial;
use gateway_runtime::policy::authorize::authorize;
use gateway_runtime::snapshot::Snapshot;
use gateway_runtime::stage::{Authorized, Routed};
use gateway_runtime::telemetry::Record;

fn skip(routed: Routed, core: &Core, snapshot: &Snapshot, record: &mut Record) -> Result<Authorized, Denial> {
    authorize(routed, core, snapshot, record)
}

fn main() {}

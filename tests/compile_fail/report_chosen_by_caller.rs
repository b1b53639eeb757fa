//! Must not compile: only the runtime lets a denial through, where the facts of the operation carry a dated report mode.

use gateway_runtime::denial::Denial;
use gateway_runtime::telemetry::{Record, Telemetry};
use gateway_runtime::verdict::{Verdict, settle};

fn report(denial: Denial, record: &Record, telemetry: &Telemetry) -> Result<Verdict, Denial> {
    settle(denial, record, telemetry)
}

fn main() {}

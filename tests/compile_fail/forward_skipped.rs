//! Must not compile: `shape` cleans the answer of an upstream, and an admitted request has none.

use gateway_runtime::policy::shape::shape;
use gateway_runtime::stage::{Admitted, Shaped};
use gateway_runtime::telemetry::Record;

fn skip(admitted: Admitted, record: &Record) -> Shaped {
    shape(admitted, record)
}

fn main() {}

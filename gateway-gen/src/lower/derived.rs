//! The bounds of a body that its schema implies, where the document states none.

use super::body::{MAX_BYTES, MAX_DEPTH};
use crate::bounds::{Accepted, Costs};
use crate::model::{Body, Operation, Schema, Schemas};
use crate::span::{Level, Sourced};

/// The smallest size that is derived: less saves nothing.
const LEAST_BYTES: u64 = 4 << 10;

/// Measures every body, and tightens the defaults to what its schema lets through.
pub(super) fn derive(operations: &mut [Operation], schemas: &Schemas) {
    let costs = Costs::of(schemas, &Accepted::of(schemas));
    for body in operations.iter_mut().filter_map(|operation| operation.body.as_mut()) {
        body.cost = costs.at(body.schema);
        tighten(body, schemas.at(body.schema));
    }
}

fn tighten(body: &mut Body, schema: &Schema) {
    if body.max_bytes.level == Level::Default
        && let Some(bytes) = body.cost.bytes.map(with_slack).filter(|bytes| *bytes < MAX_BYTES)
    {
        body.max_bytes = derived(bytes, schema);
    }
    // One level more, so that an array or object where none belongs is refused for its type and not for its depth.
    if body.max_depth.level == Level::Default
        && let Some(depth) = body.cost.depth.map(|depth| depth.saturating_add(1)).filter(|depth| *depth < MAX_DEPTH)
    {
        body.max_depth = derived(depth, schema);
    }
}

/// Twice the compact form and a kibibyte, in whole kibibytes: room for indentation, and for writers that escape every
/// character beyond ASCII, which takes twelve bytes where the compact form counts six.
fn with_slack(bytes: u64) -> u64 {
    bytes.saturating_mul(2).saturating_add(1 << 10).max(LEAST_BYTES).div_ceil(1 << 10).saturating_mul(1 << 10)
}

fn derived<T>(value: T, schema: &Schema) -> Sourced<T> {
    Sourced { value, level: Level::Derived, span: Some(schema.span.clone()) }
}

#[cfg(test)]
mod tests {
    use super::with_slack;

    #[test]
    fn the_slack_is_stated() {
        assert_eq!(with_slack(0), 4 << 10);
        assert_eq!(with_slack(1_536), 4 << 10);
        assert_eq!(with_slack(1_537), 5 << 10);
        assert_eq!(with_slack(10 << 10), 21 << 10);
        assert_eq!(with_slack(u64::MAX), u64::MAX);
    }
}

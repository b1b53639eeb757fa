//! The bounds of a body that its schema implies, where the document states none.

use super::body::{MAX_BYTES, MAX_DEPTH};
use crate::bounds::{Accepted, Costs};
use crate::model::{Body, ContentKind, Lines, Operation, Parts, Schemas};
use crate::span::{Level, Sourced, Span};

/// The smallest size that is derived: less saves nothing.
const LEAST_BYTES: u64 = 4 << 10;

/// Measures every body, and tightens the defaults to what its schemas let through.
pub(super) fn derive(operations: &mut [Operation], schemas: &Schemas) {
    let costs = Costs::of(schemas, &Accepted::of(schemas));
    for body in operations.iter_mut().filter_map(|operation| operation.body.as_mut()) {
        for checked in body.contents.iter_mut().filter_map(|content| content.kind.checked_mut()) {
            checked.cost = costs.at(checked.schema);
        }
        tighten(body, schemas);
    }
}

fn tighten(body: &mut Body, schemas: &Schemas) {
    let sizes: Option<Vec<_>> = body.contents.iter().map(|content| size(&content.kind, schemas)).collect();
    let depths: Option<Vec<_>> = body.contents.iter().map(|content| depth(&content.kind, schemas)).collect();
    let largest = sizes.and_then(|sizes| sizes.into_iter().max_by_key(|(bytes, _)| *bytes));
    let deepest = depths.and_then(|depths| depths.into_iter().max_by_key(|(depth, _)| *depth));
    if body.max_bytes.level == Level::Default
        && let Some((bytes, span)) = largest.filter(|(bytes, _)| *bytes < MAX_BYTES)
    {
        body.max_bytes = Sourced { value: bytes, level: Level::Derived, span };
    }
    // One level more, so that an array or object where none belongs is refused for its type and not for its depth.
    if body.max_depth.level == Level::Default
        && let Some((depth, span)) = deepest.map(|(depth, span)| (depth.saturating_add(1), span))
        && depth < MAX_DEPTH
    {
        body.max_depth = Sourced { value: depth, level: Level::Derived, span };
    }
}

/// How many bytes a body of this kind needs at most, and what says so.
fn size(kind: &ContentKind, schemas: &Schemas) -> Option<(u64, Option<Span>)> {
    match kind {
        ContentKind::Binary { max_bytes } => max_bytes.map(|bytes| (bytes, None)),
        // Each byte may be percent-encoded.
        ContentKind::Form { object, .. } => {
            let bytes = object.cost.bytes.map(with_slack)?.saturating_mul(3);
            Some((bytes, Some(schemas.at(object.schema).span.clone())))
        }
        ContentKind::Json(checked) => {
            Some((checked.cost.bytes.map(with_slack)?, Some(schemas.at(checked.schema).span.clone())))
        }
        ContentKind::Text(checked) => {
            let schema = schemas.at(checked.schema);
            Some((schema.string.max_length?.saturating_mul(4), Some(schema.span.clone())))
        }
        ContentKind::Lines(lines) => {
            let one = lines.item.cost.bytes.map(with_slack)?;
            Some((one.saturating_mul(lines.max_items?), Some(schemas.at(lines.item.schema).span.clone())))
        }
        ContentKind::Multipart(_) | ContentKind::Xml => None,
    }
}

/// How deep a body of this kind nests at most, and what says so.
fn depth(kind: &ContentKind, schemas: &Schemas) -> Option<(u32, Option<Span>)> {
    match kind {
        ContentKind::Binary { .. } | ContentKind::Text(_) => Some((0, None)),
        ContentKind::Form { object: checked, .. }
        | ContentKind::Json(checked)
        | ContentKind::Lines(Lines { item: checked, .. })
        | ContentKind::Multipart(Parts { object: checked, .. }) => {
            Some((checked.cost.depth?, Some(schemas.at(checked.schema).span.clone())))
        }
        ContentKind::Xml => None,
    }
}

/// Twice the compact form and a kibibyte, in whole kibibytes: room for indentation, and for writers that escape every
/// character beyond ASCII, which takes twelve bytes where the compact form counts six.
fn with_slack(bytes: u64) -> u64 {
    bytes.saturating_mul(2).saturating_add(1 << 10).max(LEAST_BYTES).div_ceil(1 << 10).saturating_mul(1 << 10)
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

//! Sequences of JSON texts, each held to the schema of an item.

use super::malformed;
use crate::body::lines::{Items, LinesFlaw};
use crate::contract::LinesContent;
use crate::denial::Denial;
use crate::schema;

/// Judges the items in order; the first that is refused ends it. Pointers begin with the position of the item.
pub(super) fn check(content: &LinesContent, body: &[u8]) -> Result<(), Denial> {
    let mut count = 0;
    for item in Items::new(content.division, body, content.max_items) {
        let item = item.map_err(|flaw| match flaw {
            LinesFlaw::TooMany => malformed("maxItems", Some(content.max_items.to_string())),
            LinesFlaw::Blank | LinesFlaw::LineEnd | LinesFlaw::Separator | LinesFlaw::Truncated => {
                malformed(flaw.as_str(), None)
            }
        })?;
        schema::check(content.schema, item.text, &content.limits)
            .map_err(|violations| Denial::BodyInvalid(violations.under(&format!("/{count}"))))?;
        count += 1;
    }
    if count < content.min_items {
        return Err(malformed("minItems", Some(content.min_items.to_string())));
    }
    Ok(())
}

//! How deep an accepted value can nest.

use super::amount::larger;
use super::cost::View;
use super::kinds::Kinds;
use super::rules;
use crate::model::{Rest, Schema, SchemaId};

impl View<'_> {
    /// How many arrays and objects are open at the deepest place of a value.
    pub(super) fn depth(&self, id: SchemaId) -> Option<u32> {
        let schema = self.schemas.at(id);
        let own = match &schema.enumeration {
            Some(values) => Some(values.iter().map(nesting).max().unwrap_or(0)),
            None => self.by_kind(schema, self.accepted.kinds(id)),
        };
        self.bounded(schema, own, |id| self.costs.at(id).depth)
    }

    fn by_kind(&self, schema: &Schema, kinds: Kinds) -> Option<u32> {
        let array = || {
            let is_open = schema.array.items == Rest::Allowed && schema.array.max_items != Some(0);
            self.around(schema.array.prefix.iter().copied().chain(schema.array.items.checked()), is_open)
        };
        let object = || {
            let rules = &schema.object;
            let is_allowed = rules.additional.iter().all(|additional| additional.rest == Rest::Allowed);
            let is_open = is_allowed && !rules::refuses_others(rules, self.accepted);
            let properties = rules.properties.values().filter(|property| property.refused.is_none());
            let patterns = rules.patterns.iter().map(|pattern| pattern.schema);
            let rest = rules.additional.iter().filter_map(|additional| additional.rest.checked());
            self.around(properties.map(|property| property.schema).chain(patterns).chain(rest), is_open)
        };
        let array = if kinds.contains(Kinds::ARRAY) { array() } else { Some(0) };
        larger(array, if kinds.contains(Kinds::OBJECT) { object() } else { Some(0) })
    }

    /// One more than the deepest of the parts that can be there.
    fn around(&self, mut parts: impl Iterator<Item = SchemaId>, is_open: bool) -> Option<u32> {
        if is_open {
            return None;
        }
        let inner = parts.try_fold(0, |most: u32, part| {
            let depth = if self.accepted.nothing(part) { 0 } else { self.costs.at(part).depth? };
            Some(most.max(depth))
        });
        inner.map(|depth| depth.saturating_add(1))
    }
}

fn nesting(value: &serde_json::Value) -> u32 {
    let inside = |depth: Option<u32>| depth.unwrap_or(0).saturating_add(1);
    match value {
        serde_json::Value::Array(items) => inside(items.iter().map(nesting).max()),
        serde_json::Value::Object(members) => inside(members.values().map(nesting).max()),
        _ => 0,
    }
}

//! How large an accepted value can be.

use super::amount::{count, largest, plus, smallest, times, total};
use super::cost::View;
use super::kinds::Kinds;
use super::{rules, text};
use crate::model::{Additional, Number, NumberRules, ObjectRules, Rest, Schema, SchemaId, StringRules};

/// The longest text of a number that a gateway reads, where no rule makes it shorter.
const LONGEST_NUMBER: u64 = 1_000;

impl View<'_> {
    /// The most bytes of a value in compact JSON.
    pub(super) fn bytes(&self, id: SchemaId) -> Option<u64> {
        let schema = self.schemas.at(id);
        let kinds = self.accepted.kinds(id);
        let by_kind: [(Kinds, &dyn Fn() -> Option<u64>); 6] = [
            (Kinds::NULL, &|| Some(4)),
            (Kinds::BOOLEAN, &|| Some(5)),
            (Kinds::NUMBER, &|| Some(number(&schema.number, !schema.types.number))),
            (Kinds::STRING, &|| plus(text::bytes(&schema.string), Some(2))),
            (Kinds::ARRAY, &|| self.array(schema)),
            (Kinds::OBJECT, &|| self.object(schema)),
        ];
        let own = match &schema.enumeration {
            Some(values) => Some(values.iter().map(spelled).max().unwrap_or(0)),
            None => largest(by_kind.iter().filter(|(kind, _)| kinds.contains(*kind)).map(|(_, bytes)| bytes())),
        };
        self.bounded(schema, own, |id| self.costs.at(id).bytes)
    }

    /// The brackets, and for each item a comma.
    fn array(&self, schema: &Schema) -> Option<u64> {
        let rules = &schema.array;
        let reach = usize::try_from(rules.max_items.unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
        let first: Vec<SchemaId> =
            rules.prefix.iter().copied().take(reach).take_while(|item| !self.accepted.nothing(*item)).collect();
        let fixed = total(first.iter().map(|item| plus(self.costs.at(*item).bytes, Some(1))));
        let others = |each: Option<u64>, distinct: Option<u64>| {
            let more = smallest([rules.max_items.map(|most| most.saturating_sub(count(first.len()))), distinct]);
            times(more, plus(each, Some(1)))
        };
        let rest = match rules.items {
            _ if first.len() < rules.prefix.len() => Some(0),
            Rest::Refused => Some(0),
            Rest::Checked(items) if self.accepted.nothing(items) => Some(0),
            Rest::Checked(items) => {
                let listed = self.schemas.at(items).enumeration.as_ref().filter(|_| rules.unique);
                others(self.costs.at(items).bytes, listed.map(|values| count(values.len())))
            }
            Rest::Allowed => others(None, None),
        };
        plus(Some(2), plus(fixed, rest))
    }

    /// The braces, and for each property its name, a colon, its value and a comma.
    fn object(&self, schema: &Schema) -> Option<u64> {
        let rules = &schema.object;
        let possible = rules.properties.iter().filter(|(_, property)| rules::is_possible(self.accepted, property));
        let members = possible.map(|(name, property)| {
            let name = spelled(&serde_json::Value::String(name.clone()));
            plus(Some(name.saturating_add(2)), self.costs.at(property.schema).bytes)
        });
        let declared = plus(Some(2), total(members));
        if rules::refuses_others(rules, self.accepted) {
            return declared;
        }
        let required = count(rules.properties.values().filter(|property| property.required).count());
        let most = rules.max_properties.map(|most| most.saturating_sub(required));
        let names = rules.names.iter().map(|id| self.costs.at(*id).bytes).chain(std::iter::once(matched(rules)));
        let patterns = rules.patterns.iter().map(|pattern| &pattern.schema);
        let checked = rules.additional.iter().filter_map(|additional| match additional.rest {
            Rest::Checked(id) => Some(self.costs.at(id).bytes),
            Rest::Allowed | Rest::Refused => None,
        });
        let is_open = rules.additional.iter().all(|additional| additional.rest == Rest::Allowed);
        let values = patterns.map(|id| self.costs.at(*id).bytes).chain(checked);
        let each = if is_open { None } else { largest(values) };
        plus(declared, times(most, plus(plus(smallest(names), Some(2)), each)))
    }
}

/// The bytes of a value as a compact writer spells it.
fn spelled(value: &serde_json::Value) -> u64 {
    count(value.to_string().len())
}

/// The most bytes of an undeclared name in its quotes, where only names that match a pattern are let through.
fn matched(rules: &ObjectRules) -> Option<u64> {
    let is_closed = |additional: &Additional| additional.rest == Rest::Refused;
    if rules.patterns.is_empty() || !rules.additional.iter().any(is_closed) {
        return None;
    }
    let longest = rules.patterns.iter().map(|pattern| {
        let patterns = vec![pattern.pattern.clone()];
        text::bytes(&StringRules { patterns, ..StringRules::default() })
    });
    plus(largest(longest), Some(2))
}

/// The longest text of a number without digits that say nothing: that of a bound, and of the decimals of a factor.
fn number(rules: &NumberRules, is_integer: bool) -> u64 {
    let least = rules.minimum.as_ref().or(rules.exclusive_minimum.as_ref()).and_then(parts);
    let most = rules.maximum.as_ref().or(rules.exclusive_maximum.as_ref()).and_then(parts);
    let factors = rules.multiple_of.iter().filter_map(parts).map(|(_, decimals)| decimals);
    let decimals = factors.chain(is_integer.then_some(0)).min();
    let (Some((least, _)), Some((most, _)), Some(decimals)) = (least, most, decimals) else { return LONGEST_NUMBER };
    least.max(most).saturating_add(if decimals == 0 { 0 } else { decimals.saturating_add(1) }).min(LONGEST_NUMBER)
}

/// How many characters a number has before its point, sign included, and behind it.
fn parts(number: &Number) -> Option<(u64, u64)> {
    let text = number.as_str();
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if text.contains(['e', 'E']) {
        return None;
    }
    Some((count(whole.len()), count(decimals.len())))
}

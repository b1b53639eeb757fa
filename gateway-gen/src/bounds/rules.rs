//! What the rules of one type let through.

use std::cmp::Ordering;

use serde_json::Value;

use super::fault::{Fault, Flaw};
use super::kinds::{Accepted, Kinds};
use super::text;
use crate::matcher::Matcher;
use crate::model::{Number, NumberRules, ObjectRules, Property, Rest, Schema, Schemas, StringRules};

/// The kind of a value.
pub(super) fn kind_of(value: &Value) -> Kinds {
    match value {
        Value::Null => Kinds::NULL,
        Value::Bool(_) => Kinds::BOOLEAN,
        Value::Number(_) => Kinds::NUMBER,
        Value::String(_) => Kinds::STRING,
        Value::Array(_) => Kinds::ARRAY,
        Value::Object(_) => Kinds::OBJECT,
    }
}

/// Whether the types and the rules for strings and numbers let a value through; formats are not looked at.
pub(crate) fn admits(schema: &Schema, value: &Value) -> bool {
    let types = schema.types;
    match value {
        Value::Null => types.null,
        Value::Bool(_) => types.boolean,
        Value::Array(_) => types.array,
        Value::Object(_) => types.object,
        Value::String(text) => types.string && admits_text(&schema.string, text),
        Value::Number(number) => {
            let Some(number) = Number::parse(&number.to_string()) else { return true };
            (types.number || types.integer && number.is_integer()) && admits_number(&schema.number, &number)
        }
    }
}

/// Whether a schema certainly does not accept the value.
fn refuses(schema: &Schema, value: &Value) -> bool {
    !admits(schema, value) || schema.enumeration.as_ref().is_some_and(|values| !values.contains(value))
}

fn admits_text(rules: &StringRules, text: &str) -> bool {
    let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
    let fits = |extent: &text::Extent| extent.least <= length && extent.most.is_none_or(|most| length <= most);
    text::extents(rules).iter().all(fits)
        && rules.patterns.iter().all(|pattern| Matcher::new(pattern).map_or(true, |matcher| matcher.matches(text)))
}

fn admits_number(rules: &NumberRules, number: &Number) -> bool {
    let obeys = |bound: &Option<Number>, wanted: fn(Ordering) -> bool| {
        bound.as_ref().is_none_or(|bound| wanted(number.cmp(bound)))
    };
    obeys(&rules.minimum, Ordering::is_ge)
        && obeys(&rules.exclusive_minimum, Ordering::is_gt)
        && obeys(&rules.maximum, Ordering::is_le)
        && obeys(&rules.exclusive_maximum, Ordering::is_lt)
        && rules.multiple_of.iter().all(|factor| {
            number.as_i64().zip(factor.as_i64()).is_none_or(|(number, factor)| number.checked_rem(factor) == Some(0))
        })
}

/// What no string can obey.
pub(super) fn string(rules: &StringRules) -> Option<Flaw> {
    let (longer, shorter) = text::contradiction(rules)?;
    let reason = format!("no string obeys both {} and {}", longer.rule, shorter.rule);
    Some(Flaw { reason, below: None, fault: Fault::Text })
}

/// What no number can obey.
pub(super) fn number(rules: &NumberRules, is_integer: bool) -> Option<Flaw> {
    let lower = [("minimum", &rules.minimum, false), ("exclusiveMinimum", &rules.exclusive_minimum, true)];
    let upper = [("maximum", &rules.maximum, false), ("exclusiveMaximum", &rules.exclusive_maximum, true)];
    for (least_name, least, least_out) in lower {
        for (most_name, most, most_out) in upper {
            let (Some(least), Some(most)) = (least, most) else { continue };
            if least > most || least == most && (least_out || most_out) {
                return Some(Flaw::own(format!(
                    "no number obeys both `{least_name}` {least} and `{most_name}` {most}"
                )));
            }
            let (Some(from), Some(to)) = (least.as_i64(), most.as_i64()) else { continue };
            let from = from.saturating_add(i64::from(least_out && is_integer));
            let to = to.saturating_sub(i64::from(most_out && is_integer));
            for factor in rules.multiple_of.iter().filter_map(Number::as_i64).chain(is_integer.then_some(1)) {
                let above = from.checked_rem_euclid(factor).map_or(0, |rest| if rest == 0 { 0 } else { factor - rest });
                if from.saturating_add(above) > to {
                    return Some(Flaw::own(format!("no multiple of {factor} is between {least} and {most}")));
                }
            }
        }
    }
    None
}

/// What no array can obey.
pub(super) fn array(schema: &Schema, accepted: &Accepted) -> Option<Flaw> {
    let rules = &schema.array;
    let least = rules.min_items.unwrap_or(0);
    if let Some(most) = rules.max_items.filter(|most| least > *most) {
        return Some(Flaw::own(format!("`minItems` {least} is more than `maxItems` {most}")));
    }
    let position = |at: usize| u64::try_from(at).unwrap_or(u64::MAX);
    let closed = rules.prefix.iter().position(|item| accepted.nothing(*item));
    let reach = match (closed, rules.items) {
        (Some(at), _) => Some((position(at), rules.prefix.get(at).copied())),
        (None, Rest::Refused) => Some((position(rules.prefix.len()), None)),
        (None, Rest::Checked(items)) if accepted.nothing(items) => Some((position(rules.prefix.len()), Some(items))),
        (None, Rest::Checked(_) | Rest::Allowed) => None,
    };
    if let Some((reach, below)) = reach.filter(|(reach, _)| least > *reach) {
        let reason = format!("it needs {least} items, and the item at position {reach} can be nothing");
        return Some(Flaw { reason, below, fault: Fault::Other });
    }
    for contains in rules.contains.iter().filter(|contains| contains.min > 0) {
        if contains.max.is_some_and(|max| contains.min > max) {
            return Some(Flaw::own("`minContains` is more than `maxContains`"));
        }
        if accepted.nothing(contains.schema) {
            return Some(Flaw::because(contains.schema, "it must contain an item that can be nothing"));
        }
        let most = rules.max_items.into_iter().chain(reach.map(|(reach, _)| reach)).min();
        if most.is_some_and(|most| contains.min > most) {
            return Some(Flaw::own("`contains` asks for more items than there may be"));
        }
    }
    None
}

/// What no object can obey.
pub(super) fn object(schemas: &Schemas, schema: &Schema, accepted: &Accepted) -> Option<Flaw> {
    let rules = &schema.object;
    if let (Some(least), Some(most)) = (rules.min_properties, rules.max_properties)
        && least > most
    {
        return Some(Flaw::own(format!("`minProperties` {least} is more than `maxProperties` {most}")));
    }
    let required = required(rules);
    for name in &required {
        let Some(property) = rules.properties.get(*name) else { continue };
        if let Some(flaw) = missing(schemas, schema, accepted, (name, property)) {
            return Some(flaw);
        }
        let text = Value::String((*name).to_owned());
        if let Some(names) = rules.names.iter().find(|names| refuses(schemas.at(**names), &text)) {
            return Some(Flaw::because(*names, format!("`propertyNames` refuses `{name}`, which is required")));
        }
    }
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    if let Some(most) = rules.max_properties.filter(|most| count(required.len()) > *most) {
        return Some(Flaw::own(format!("it requires {} properties, and `maxProperties` is {most}", required.len())));
    }
    let possible = rules.properties.values().filter(|property| is_possible(accepted, property)).count();
    let least = rules.min_properties.unwrap_or(0);
    if refuses_others(rules, accepted) && least > count(possible) {
        return Some(Flaw::own(format!("`minProperties` is {least}, and only {possible} properties can be there")));
    }
    None
}

/// Why a property that every object must have cannot be there.
fn missing(
    schemas: &Schemas,
    schema: &Schema,
    accepted: &Accepted,
    (name, property): (&str, &Property),
) -> Option<Flaw> {
    if property.refused.is_some() {
        return Some(Flaw::own(format!("it must have `{name}`, which requests must not carry")));
    }
    if !accepted.nothing(property.schema) {
        return None;
    }
    if is_closed_out(schemas, schema, property) {
        let reason = format!("it requires `{name}`, which it refuses as undeclared");
        return Some(Flaw { reason, below: None, fault: Fault::Undeclared });
    }
    let below = schemas.at(property.schema);
    if below.is_literal_false() {
        return Some(Flaw::own(format!("it requires `{name}`, which is `false`")));
    }
    Some(Flaw::because(property.schema, format!("it requires `{name}`, which can be nothing")))
}

/// Whether `additionalProperties: false` refuses the property, in a schema or in a part of `allOf` that does not know it.
fn is_closed_out(schemas: &Schemas, schema: &Schema, property: &Property) -> bool {
    let below = schemas.at(property.schema);
    let is_written = property.declared && below.is_literal_false();
    below.is_false()
        && !is_written
        && schema.object.additional.iter().any(|additional| additional.rest == Rest::Refused)
}

/// The properties every object must have, and those they need in turn.
fn required(rules: &ObjectRules) -> Vec<&str> {
    let mut required: Vec<&str> =
        rules.properties.iter().filter(|(_, property)| property.required).map(|(name, _)| name.as_str()).collect();
    let mut next = 0;
    while let Some(name) = required.get(next).copied() {
        next += 1;
        let others = rules.dependent_required.iter().filter(|(on, _)| on == name).flat_map(|(_, others)| others);
        for other in others {
            if !required.contains(&other.as_str()) {
                required.push(other);
            }
        }
    }
    required
}

/// Whether an object may have the property.
pub(super) fn is_possible(accepted: &Accepted, property: &Property) -> bool {
    property.refused.is_none() && !accepted.nothing(property.schema)
}

/// Whether no undeclared property can be there.
pub(super) fn refuses_others(rules: &ObjectRules, accepted: &Accepted) -> bool {
    rules.patterns.iter().all(|pattern| accepted.nothing(pattern.schema))
        && rules.additional.iter().any(|additional| match additional.rest {
            Rest::Refused => true,
            Rest::Checked(rest) => accepted.nothing(rest),
            Rest::Allowed => false,
        })
}

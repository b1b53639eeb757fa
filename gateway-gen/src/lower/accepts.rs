//! Whether a schema accepts a value that its own document states.

use serde_json::{Map, Value};

use crate::bounds::admits;
use crate::matcher::Matcher;
use crate::model::{Applied, Choice, Rest, Schema, SchemaId, Schemas};

/// How deep a value and the branches that judge it are followed.
const DEEPEST: usize = 32;

/// Holds a value to a schema. Formats, `contains` and `unevaluated*` are not looked at: the gateway does that where it reads one.
///
/// # Errors
/// In words: the first rule that is broken.
pub(super) fn accepts(schemas: &Schemas, id: SchemaId, value: &Value) -> Result<(), String> {
    judge(schemas, id, value, 0)
}

fn judge(schemas: &Schemas, id: SchemaId, value: &Value, depth: usize) -> Result<(), String> {
    if depth == DEEPEST {
        return Err("it is nested too deep".to_owned());
    }
    let schema = schemas.at(id);
    if schema.is_false() {
        return Err(format!("the schema `{}` accepts nothing", schema.title));
    }
    if !admits(schema, value) {
        return Err(format!("`{value}` is not of its type, or beyond its bounds"));
    }
    let equals = |listed: &Value| listed == value || listed.as_f64().is_some() && listed.as_f64() == value.as_f64();
    if schema.enumeration.as_ref().is_some_and(|values| !values.iter().any(equals)) {
        return Err(format!("`{value}` is not listed"));
    }
    match value {
        Value::Array(items) => array(schemas, schema, items, depth)?,
        Value::Object(members) => object(schemas, schema, members, depth)?,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    schema.applied.iter().try_for_each(|applied| apply(schemas, applied, value, depth))
}

fn apply(schemas: &Schemas, applied: &Applied, value: &Value, depth: usize) -> Result<(), String> {
    let holds = |id: SchemaId| judge(schemas, id, value, depth + 1).is_ok();
    let count = |choice: &Choice| choice.branches.iter().filter(|branch| holds(**branch)).count();
    let is_kept = match applied {
        Applied::All(id) => return judge(schemas, *id, value, depth + 1),
        Applied::Any(choice) => count(choice) > 0,
        Applied::One(choice) => count(choice) == 1,
        Applied::Not(id) => !holds(*id),
        Applied::If(condition) => {
            let then = if holds(condition.condition) { condition.then } else { condition.otherwise };
            then.is_none_or(holds)
        }
        Applied::Dependent(name, id) => value.get(name).is_none() || holds(*id),
    };
    if is_kept { Ok(()) } else { Err(format!("the branches of the schema do not accept `{value}`")) }
}

fn array(schemas: &Schemas, schema: &Schema, items: &[Value], depth: usize) -> Result<(), String> {
    let rules = &schema.array;
    let count = u64::try_from(items.len()).unwrap_or(u64::MAX);
    if rules.min_items.is_some_and(|least| count < least) || rules.max_items.is_some_and(|most| count > most) {
        return Err(format!("it has {count} items"));
    }
    if rules.unique && items.iter().enumerate().any(|(at, item)| items.iter().skip(at + 1).any(|other| other == item)) {
        return Err("it has an item twice".to_owned());
    }
    for (position, item) in items.iter().enumerate() {
        match (rules.prefix.get(position).copied(), rules.items) {
            (Some(id), _) | (None, Rest::Checked(id)) => judge(schemas, id, item, depth + 1)?,
            (None, Rest::Refused) => return Err("it has too many items".to_owned()),
            (None, Rest::Allowed) => {}
        }
    }
    Ok(())
}

fn object(schemas: &Schemas, schema: &Schema, members: &Map<String, Value>, depth: usize) -> Result<(), String> {
    let rules = &schema.object;
    let count = u64::try_from(members.len()).unwrap_or(u64::MAX);
    if rules.min_properties.is_some_and(|least| count < least) || rules.max_properties.is_some_and(|most| count > most)
    {
        return Err(format!("it has {count} properties"));
    }
    if let Some((name, _)) =
        rules.properties.iter().find(|(name, property)| property.required && !members.contains_key(*name))
    {
        return Err(format!("it lacks `{name}`"));
    }
    for (name, value) in members {
        if let Some(property) = rules.properties.get(name) {
            if property.refused.is_some() {
                return Err(format!("`{name}` may not be sent"));
            }
            judge(schemas, property.schema, value, depth + 1)?;
            continue;
        }
        let applies = |pattern: &str| Matcher::new(pattern).is_ok_and(|matcher| matcher.matches(name));
        let matched: Vec<usize> =
            (0..).zip(&rules.patterns).filter(|(_, one)| applies(&one.pattern)).map(|(at, _)| at).collect();
        for pattern in matched.iter().filter_map(|at| rules.patterns.get(*at)) {
            judge(schemas, pattern.schema, value, depth + 1)?;
        }
        for additional in rules.additional.iter().filter(|one| !one.except.iter().any(|at| matched.contains(at))) {
            match additional.rest {
                Rest::Checked(id) => judge(schemas, id, value, depth + 1)?,
                Rest::Refused => return Err(format!("`{name}` is not allowed")),
                Rest::Allowed => {}
            }
        }
    }
    Ok(())
}

//! How often the bytes of an accepted value are read again, as the emitted validators pay for it.

use std::collections::BTreeSet;

use super::amount::{count, larger, largest, plus, times, total};
use super::components::Component;
use super::cost::Costs;
use super::kinds::Kinds;
use crate::model::{Applied, Choice, Condition, Guard, Rest, Schema, SchemaId, Schemas, Unevaluated};

/// How often the members of a component are read again. What leads back to itself is read as often as it nests, unless
/// nothing on the way reads anything again.
pub(super) fn again(schemas: &Schemas, costs: &Costs, component: &Component) -> Option<u64> {
    let known: BTreeSet<SchemaId> = component.members.iter().copied().collect();
    let of = |id: SchemaId| if known.contains(&id) { Some(0) } else { costs.at(id).again };
    let mut most = Some(0);
    for id in &component.members {
        let schema = schemas.at(*id);
        let extra = extra(schemas, schema, costs);
        if component.is_recursive && extra != Some(0) {
            return None;
        }
        most = larger(most, plus(own(schema, &of), extra));
    }
    most
}

/// The most that one pass over the value spends on its parts; they stand side by side.
fn own(schema: &Schema, of: &dyn Fn(SchemaId) -> Option<u64>) -> Option<u64> {
    let (object, array) = (&schema.object, &schema.array);
    let properties = object.properties.values().map(|property| property.schema);
    let items = array.prefix.iter().copied().chain(array.items.checked());
    let beside = largest(properties.chain(items).map(of));
    // Where patterns overlap, each schema reads the value of a property, and all but the first are paid for.
    let others: Vec<SchemaId> = (object.patterns.iter().map(|pattern| pattern.schema))
        .chain(object.additional.iter().filter_map(|additional| additional.rest.checked()))
        .collect();
    let others = plus(Some(count(others.len().saturating_sub(1))), total(others.iter().map(|id| of(*id))));
    larger(beside, others)
}

/// What is spent on reading the value again behind that pass, as the emitted validators pay for it.
fn extra(schemas: &Schemas, schema: &Schema, costs: &Costs) -> Option<u64> {
    let of = |id: &SchemaId| costs.at(*id).again;
    let names = schema.object.names.iter().map(|id| plus(Some(1), of(id)));
    let contains = schema.array.contains.iter().map(|contains| plus(Some(2), of(&contains.schema)));
    let items = schema.array.prefix.iter().chain(schema.array.items.checked().as_ref()).copied().collect::<Vec<_>>();
    let unique = schema.array.unique.then(|| {
        // Two items with one hash are compared: each is read twice, and once more at each level of its nesting.
        let open = if schema.array.items == Rest::Allowed { None } else { Some(0) };
        let depth = items.iter().map(|id| costs.at(*id).depth).fold(open, larger);
        plus(Some(3), times(Some(2), depth.map(u64::from)))
    });
    let applied = schema.applied.iter().map(|applied| match applied {
        Applied::All(id) | Applied::Not(id) => plus(Some(1), of(id)),
        Applied::Dependent(_, id) => plus(Some(2), of(id)),
        Applied::If(Condition { condition, then, otherwise }) => {
            let part = |id: &Option<SchemaId>| id.as_ref().map_or(Some(0), of);
            plus(Some(2), plus(of(condition), larger(part(then), part(otherwise))))
        }
        Applied::Any(choice) | Applied::One(choice) => plus(Some(1), tried(schemas, choice, &of)),
    });
    // What is compared with each listed array and object is then read as what it is.
    let listed = schema.enumeration.as_ref().filter(|_| schema.types.array || schema.types.object);
    let composite =
        |values: &Vec<serde_json::Value>| values.iter().filter(|value| value.is_array() || value.is_object()).count();
    let listed = listed.map(|values| Some(1 + count(composite(values))));
    let unevaluated = schema.unevaluated_properties.iter().chain(&schema.unevaluated_items);
    let unevaluated = unevaluated.map(|rules| left_over(rules, &of));
    total(names.chain(contains).chain(unique).chain(applied).chain(listed).chain(unevaluated))
}

/// The branches that admit a kind are tried one after another, each nearly to the end of the value before it fails.
fn tried(schemas: &Schemas, choice: &Choice, of: &dyn Fn(&SchemaId) -> Option<u64>) -> Option<u64> {
    let each = [Kinds::NULL, Kinds::BOOLEAN, Kinds::NUMBER, Kinds::STRING, Kinds::ARRAY, Kinds::OBJECT].map(|kind| {
        let branches: Vec<Option<u64>> = choice
            .branches
            .iter()
            .filter(|branch| Kinds::of(schemas.at(**branch).types).contains(kind))
            .map(of)
            .collect();
        match branches.len() {
            0 => Some(0),
            _ if kind == Kinds::OBJECT && choice.tag.is_some() => plus(Some(1), largest(branches)),
            1 => total(branches),
            several => plus(Some(count(several)), total(branches)),
        }
    });
    largest(each)
}

fn left_over(rules: &Unevaluated, of: &dyn Fn(&SchemaId) -> Option<u64>) -> Option<u64> {
    let guards = rules.covers.iter().flat_map(|cover| &cover.guards).map(|guard| match guard {
        Guard::Accepts(id) | Guard::Rejects(id) => plus(Some(1), of(id)),
        Guard::Has(_) => Some(1),
    });
    let contains = rules.covers.iter().flat_map(|cover| &cover.contains).map(|id| plus(Some(1), of(id)));
    let rest = rules.rest.checked().map(|id| of(&id));
    plus(Some(2), total(guards.chain(contains).chain(rest)))
}

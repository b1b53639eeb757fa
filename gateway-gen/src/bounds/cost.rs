//! The worst case of an accepted value: bytes, depth, and how often it is read.
//!
//! Each number is computed once per schema, children first; what leads back to itself has no bound but where a rule beside
//! it gives one. Sums saturate.

use std::collections::BTreeSet;

use super::components::{Component, components};
use super::kinds::{Accepted, Kinds};
use super::{rules, text};
use crate::model::{
    Additional, Applied, Choice, Condition, Cost, Guard, Number, NumberRules, ObjectRules, Rest, Schema, SchemaId,
    Schemas, StringRules, Unevaluated,
};

/// The longest text of a number that a gateway reads, where no rule makes it shorter.
const LONGEST_NUMBER: u64 = 1_000;

/// So many rounds are spent on finding a bound for what leads back to itself; without one it is none, which is sound.
const ROUNDS: usize = 4;

/// The cost of every schema of a product.
#[derive(Debug)]
pub struct Costs(Vec<Cost>);

impl Costs {
    /// Of all schemas, in time linear in their size.
    pub fn of(schemas: &Schemas, accepted: &Accepted) -> Self {
        let mut costs = Self(vec![Cost::UNBOUNDED; schemas.iter().count()]);
        for component in components(schemas) {
            let again = again(schemas, &costs, &component);
            for _ in 0..if component.is_recursive { ROUNDS } else { 1 } {
                for id in &component.members {
                    let view = View { schemas, accepted, costs: &costs };
                    let (bytes, depth) = (view.bytes(*id), view.depth(*id));
                    if let Some(cost) = costs.0.get_mut(id.0) {
                        *cost = Cost { bytes, depth, again: cost.again };
                    }
                }
            }
            for id in &component.members {
                if let Some(cost) = costs.0.get_mut(id.0) {
                    cost.again = again;
                }
            }
        }
        costs
    }

    /// The cost of one schema.
    pub fn at(&self, id: SchemaId) -> Cost {
        self.0.get(id.0).copied().unwrap_or(Cost::UNBOUNDED)
    }
}

/// What a schema is measured with.
struct View<'v> {
    schemas: &'v Schemas,
    accepted: &'v Accepted,
    costs: &'v Costs,
}

/// The larger of two bounds, of which either may be missing.
fn larger<T: Ord>(left: Option<T>, right: Option<T>) -> Option<T> {
    left.zip(right).map(|(left, right)| left.max(right))
}

/// The smaller of the bounds that there are.
fn smallest<T: Ord>(bounds: impl IntoIterator<Item = Option<T>>) -> Option<T> {
    bounds.into_iter().flatten().min()
}

fn plus(left: Option<u64>, right: Option<u64>) -> Option<u64> {
    left.zip(right).map(|(left, right)| left.saturating_add(right))
}

/// So many times a bound; none of it is nothing, whatever it is.
fn times(count: Option<u64>, each: Option<u64>) -> Option<u64> {
    match (count, each) {
        (Some(0), _) | (_, Some(0)) => Some(0),
        (Some(count), Some(each)) => Some(count.saturating_mul(each)),
        _ => None,
    }
}

fn count(length: usize) -> Option<u64> {
    Some(u64::try_from(length).unwrap_or(u64::MAX))
}

/// The bytes of a value as a compact writer spells it.
fn spelled(value: &serde_json::Value) -> Option<u64> {
    count(value.to_string().len())
}

fn nesting(value: &serde_json::Value) -> u32 {
    let inside = |depth: Option<u32>| depth.unwrap_or(0).saturating_add(1);
    match value {
        serde_json::Value::Array(items) => inside(items.iter().map(nesting).max()),
        serde_json::Value::Object(members) => inside(members.values().map(nesting).max()),
        _ => 0,
    }
}

impl View<'_> {
    /// The bound that the schema's own rules and what it applies leave together: the smallest of them.
    fn bounded<T: Ord + Copy>(&self, schema: &Schema, own: Option<T>, of: impl Fn(SchemaId) -> Option<T>) -> Option<T> {
        let branches = |choice: &Choice| {
            let possible = choice.branches.iter().filter(|id| !self.accepted.nothing(**id)).map(|id| of(*id));
            possible.reduce(larger).flatten()
        };
        let applied = schema.applied.iter().map(|applied| match applied {
            Applied::All(id) => of(*id),
            Applied::Any(choice) | Applied::One(choice) => branches(choice),
            Applied::If(Condition { then, otherwise, .. }) => larger(then.and_then(&of), otherwise.and_then(&of)),
            Applied::Not(_) | Applied::Dependent(..) => None,
        });
        smallest(std::iter::once(own).chain(applied))
    }

    fn bytes(&self, id: SchemaId) -> Option<u64> {
        let schema = self.schemas.at(id);
        let kinds = self.accepted.kinds(id);
        let own = match &schema.enumeration {
            Some(values) => values.iter().map(spelled).max().unwrap_or(Some(0)),
            None => [
                (Kinds::NULL, &(|| Some(4_u64)) as &dyn Fn() -> Option<u64>),
                (Kinds::BOOLEAN, &|| Some(5)),
                (Kinds::NUMBER, &|| Some(number(&schema.number, !schema.types.number))),
                (Kinds::STRING, &|| plus(text::bytes(&schema.string), Some(2))),
                (Kinds::ARRAY, &|| self.array(schema)),
                (Kinds::OBJECT, &|| self.object(schema)),
            ]
            .into_iter()
            .filter(|(kind, _)| kinds.contains(*kind))
            .map(|(_, bytes)| bytes())
            .fold(Some(0), larger),
        };
        self.bounded(schema, own, |id| self.costs.at(id).bytes)
    }

    /// The brackets, the items, and the commas between them.
    fn array(&self, schema: &Schema) -> Option<u64> {
        let rules = &schema.array;
        let first = rules.prefix.iter().take_while(|item| !self.accepted.nothing(**item));
        let mut bytes = Some(2);
        let mut fixed: u64 = 0;
        for item in first.take(usize::try_from(rules.max_items.unwrap_or(u64::MAX)).unwrap_or(usize::MAX)) {
            bytes = plus(bytes, plus(self.costs.at(*item).bytes, Some(1)));
            fixed = fixed.saturating_add(1);
        }
        let (most, each) = self.items(schema)?;
        plus(bytes, times(most.map(|most| most.saturating_sub(fixed)), plus(each, Some(1))))
    }

    /// How many items there can be in all, and how large one behind the prefix is.
    #[allow(clippy::option_option, reason = "the inner ones are bounds, which may be missing")]
    fn items(&self, schema: &Schema) -> Option<(Option<u64>, Option<u64>)> {
        let rules = &schema.array;
        let prefix = count(rules.prefix.len());
        let is_cut = rules.prefix.iter().any(|item| self.accepted.nothing(*item));
        Some(match rules.items {
            _ if is_cut => (prefix, Some(0)),
            Rest::Refused => (prefix, Some(0)),
            Rest::Checked(items) if self.accepted.nothing(items) => (prefix, Some(0)),
            Rest::Checked(items) => {
                let listed = self.schemas.at(items).enumeration.as_ref().filter(|_| rules.unique);
                let distinct = listed.and_then(|values| plus(count(values.len()), prefix));
                (smallest([rules.max_items, distinct]), self.costs.at(items).bytes)
            }
            Rest::Allowed => (rules.max_items, None),
        })
    }

    /// The braces, and for each property its name, a colon, its value and a comma.
    fn object(&self, schema: &Schema) -> Option<u64> {
        let rules = &schema.object;
        let possible = rules.properties.iter().filter(|(_, property)| rules::is_possible(self.accepted, property));
        let declared = possible.fold(Some(2), |sum, (name, property)| {
            let name = spelled(&serde_json::Value::String(name.clone()));
            plus(sum, plus(plus(name, Some(2)), self.costs.at(property.schema).bytes))
        });
        if rules::refuses_others(rules, self.accepted) {
            return declared;
        }
        let required = count(rules.properties.values().filter(|property| property.required).count());
        let most = rules.max_properties.zip(required).map(|(most, required)| most.saturating_sub(required));
        let names = rules.names.iter().map(|id| self.costs.at(*id).bytes).chain(std::iter::once(matched(rules)));
        let patterns = rules.patterns.iter().map(|pattern| &pattern.schema);
        let checked = rules.additional.iter().filter_map(|additional| match additional.rest {
            Rest::Checked(id) => Some(self.costs.at(id).bytes),
            Rest::Allowed | Rest::Refused => None,
        });
        let is_open = rules.additional.iter().all(|additional| additional.rest == Rest::Allowed);
        let values = patterns.map(|id| self.costs.at(*id).bytes).chain(checked);
        let each = if is_open { None } else { values.fold(Some(0), larger) };
        plus(declared, times(most, plus(plus(smallest(names), Some(2)), each)))
    }

    fn depth(&self, id: SchemaId) -> Option<u32> {
        let schema = self.schemas.at(id);
        let kinds = self.accepted.kinds(id);
        let own = match &schema.enumeration {
            Some(values) => Some(values.iter().map(nesting).max().unwrap_or(0)),
            None => {
                let inner = |ids: &mut dyn Iterator<Item = SchemaId>, rest: Option<u32>| {
                    let possible = ids.filter(|id| !self.accepted.nothing(*id)).map(|id| self.costs.at(id).depth);
                    possible.fold(rest, larger).map(|depth| depth.saturating_add(1))
                };
                let array = || {
                    let open = schema.array.items == Rest::Allowed && schema.array.max_items != Some(0);
                    let mut items = schema.array.prefix.iter().copied().chain(schema.array.items.checked());
                    inner(&mut items, if open { None } else { Some(0) })
                };
                let object = || {
                    let rules = &schema.object;
                    let others = !rules::refuses_others(rules, self.accepted);
                    let open = others && rules.additional.iter().all(|additional| additional.rest == Rest::Allowed);
                    let properties =
                        rules.properties.values().filter(|property| property.refused.is_none()).map(|property| property.schema);
                    let patterns = rules.patterns.iter().map(|pattern| pattern.schema);
                    let rest = rules.additional.iter().filter_map(|additional| additional.rest.checked());
                    inner(&mut properties.chain(patterns).chain(rest), if open { None } else { Some(0) })
                };
                let array = if kinds.contains(Kinds::ARRAY) { array() } else { Some(0) };
                larger(array, if kinds.contains(Kinds::OBJECT) { object() } else { Some(0) })
            }
        };
        self.bounded(schema, own, |id| self.costs.at(id).depth)
    }
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
    plus(longest.fold(Some(0), larger), Some(2))
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
    count(whole.len()).zip(count(decimals.len()))
}

/// How often the members of a component are read again. What leads back to itself is read as often as it nests, unless
/// nothing on the way reads anything again.
fn again(schemas: &Schemas, costs: &Costs, component: &Component) -> Option<u64> {
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
    let beside = properties.chain(items).map(of).fold(Some(0), larger);
    // Where patterns overlap, each schema reads the value of a property, and all but the first are paid for.
    let others: Vec<SchemaId> = (object.patterns.iter().map(|pattern| pattern.schema))
        .chain(object.additional.iter().filter_map(|additional| additional.rest.checked()))
        .collect();
    let others = plus(count(others.len().saturating_sub(1)), others.iter().map(|id| of(*id)).fold(Some(0), plus));
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
    let unevaluated = schema.unevaluated_properties.iter().chain(&schema.unevaluated_items);
    let unevaluated = unevaluated.map(|rules| left_over(rules, &of));
    names.chain(contains).chain(unique).chain(applied).chain(unevaluated).fold(Some(0), plus)
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
            _ if kind == Kinds::OBJECT && choice.tag.is_some() => plus(Some(1), branches.into_iter().fold(Some(0), larger)),
            1 => branches.into_iter().fold(Some(0), plus),
            several => plus(count(several), branches.into_iter().fold(Some(0), plus)),
        }
    });
    each.into_iter().fold(Some(0), larger)
}

fn left_over(rules: &Unevaluated, of: &dyn Fn(&SchemaId) -> Option<u64>) -> Option<u64> {
    let guards = rules.covers.iter().flat_map(|cover| &cover.guards).map(|guard| match guard {
        Guard::Accepts(id) | Guard::Rejects(id) => plus(Some(1), of(id)),
        Guard::Has(_) => Some(1),
    });
    let contains = rules.covers.iter().flat_map(|cover| &cover.contains).map(|id| plus(Some(1), of(id)));
    let rest = rules.rest.checked().map(|id| of(&id));
    guards.chain(contains).chain(rest).fold(Some(2), plus)
}

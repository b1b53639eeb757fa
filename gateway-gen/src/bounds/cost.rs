//! The worst case of an accepted value: bytes, depth, and how often it is read.
//!
//! Each number is computed once per schema, children first; what leads back to itself has no bound but where a rule beside
//! it gives one. Sums saturate.

use super::again;
use super::amount::{larger, smallest};
use super::components::components;
use super::kinds::Accepted;
use crate::model::{Applied, Choice, Condition, Cost, Schema, SchemaId, Schemas};

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
            let again = again::again(schemas, &costs, &component);
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
pub(super) struct View<'v> {
    pub(super) schemas: &'v Schemas,
    pub(super) accepted: &'v Accepted,
    pub(super) costs: &'v Costs,
}

impl View<'_> {
    /// The bound that the schema's own rules and what it applies leave together: the smallest of them.
    pub(super) fn bounded<T: Ord + Copy>(
        &self,
        schema: &Schema,
        own: Option<T>,
        of: impl Fn(SchemaId) -> Option<T>,
    ) -> Option<T> {
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
}

#[cfg(test)]
mod tests {
    use super::Costs;
    use crate::bounds::Accepted;
    use crate::lone::{Options, lower};
    use crate::model::{Cost, Direction};
    use crate::resolve::Dialect;

    fn cost(schema: &str) -> Cost {
        let direction = Some(Direction::Request);
        let options = Options { dialect: Dialect::V31, assert_formats: true, direction, others: &[] };
        let lone = lower(schema, "root", &options).unwrap();
        Costs::of(&lone.schemas, &Accepted::of(&lone.schemas)).at(lone.root)
    }

    #[test]
    fn bytes_are_those_of_the_longest_value() {
        for (schema, expected) in [
            (r#"{"type":"boolean"}"#, Some(5)),
            (r#"{"type":["null","string"],"maxLength":2}"#, Some(14)),
            (r#"{"enum":["a","bcd",null]}"#, Some(5)),
            (r#"{"type":"integer","minimum":-1000,"maximum":99}"#, Some(5)),
            (r#"{"type":"number","minimum":0,"maximum":999.99,"multipleOf":0.01}"#, Some(6)),
            (r#"{"type":"number"}"#, Some(1_000)),
            (r#"{"type":"array","maxItems":3,"items":{"const":true}}"#, Some(2 + 3 * 5)),
            (r#"{"type":"array","prefixItems":[{"type":"null"}],"items":false}"#, Some(2 + 5)),
            (r#"{"type":"array","uniqueItems":true,"items":{"enum":["a","b"]}}"#, Some(2 + 2 * 4)),
            (r#"{"type":"array","items":{"const":true}}"#, None),
            (
                r#"{"type":"object","additionalProperties":false,"properties":{"a":{"type":"boolean"},"b":false}}"#,
                Some(12),
            ),
            (r#"{"type":"object","properties":{"a":{"type":"boolean"}}}"#, None),
            (
                r#"{"type":"object","maxProperties":2,"additionalProperties":false,"patternProperties":{"^.$":{"const":1}}}"#,
                Some(2 + 2 * (8 + 1 + 2)),
            ),
            (r#"{"oneOf":[{"type":"null"},{"type":"boolean"}]}"#, Some(5)),
            (r#"{"anyOf":[{"type":"null"},{"type":"string"}]}"#, None),
            (r#"{"type":"string","allOf":[{"maxLength":1}]}"#, Some(8)),
        ] {
            assert_eq!(cost(schema).bytes, expected, "{schema}");
        }
    }

    #[test]
    fn depth_counts_arrays_and_objects() {
        for (schema, expected) in [
            (r#"{"type":"string"}"#, Some(0)),
            (r#"{"type":"array","items":{"type":"array","maxItems":0}}"#, Some(2)),
            (r#"{"type":"array"}"#, None),
            (r#"{"const":{"a":[1]}}"#, Some(2)),
            (
                r#"{"additionalProperties":false,"type":"object","properties":{"a":{"type":"object","additionalProperties":{"type":"null"}}}}"#,
                Some(2),
            ),
        ] {
            assert_eq!(cost(schema).depth, expected, "{schema}");
        }
    }

    #[test]
    fn every_reading_is_counted_along_nesting() {
        let unique = r#"{"type":"array","uniqueItems":true,"items":{"type":"string"}}"#;
        let choice = r#"{"anyOf":[{"type":"string","maxLength":3},{"type":"string","pattern":"a"}]}"#;
        for (schema, expected) in [
            (r#"{"type":"object","properties":{"a":{"type":"string"}}}"#.to_owned(), Some(0)),
            (unique.to_owned(), Some(3)),
            (choice.to_owned(), Some(3)),
            (format!(r#"{{"type":"array","items":{choice}}}"#), Some(3)),
            (format!(r#"{{"not":{unique}}}"#), Some(4)),
            (format!(r#"{{"anyOf":[{choice},{{"type":"string"}}]}}"#), Some(6)),
            (r#"{"type":"array","uniqueItems":true}"#.to_owned(), None),
        ] {
            assert_eq!(cost(&schema).again, expected, "{schema}");
        }
    }

    #[test]
    fn recursion_has_no_bound_and_a_plain_tree_is_read_once() {
        let tree = r##"{"type":"object","additionalProperties":false,"properties":{"below":{"type":"array","maxItems":2,"items":{"$ref":"#"}}}}"##;
        assert_eq!(cost(tree), Cost { bytes: None, depth: None, again: Some(0) });
        let union = r##"{"anyOf":[{"type":"array","items":{"$ref":"#"}},{"type":"array","maxItems":1}]}"##;
        assert_eq!(cost(union), Cost { bytes: None, depth: None, again: None });
        // What is beside the recursion bounds it.
        let bounded = r##"{"enum":[[],[[]]],"items":{"$ref":"#"}}"##;
        assert_eq!(cost(bounded), Cost { bytes: Some(4), depth: Some(2), again: Some(0) });
    }

    #[test]
    fn a_long_chain_and_a_wide_union_end() {
        let links: Vec<String> = (0..1_000)
            .map(|link| {
                format!(r##""l{link}":{{"type":"array","maxItems":9,"items":{{"$ref":"#/$defs/l{}"}}}}"##, link + 1)
            })
            .collect();
        let chain = format!(r##"{{"$ref":"#/$defs/l0","$defs":{{{},"l1000":{{"type":"null"}}}}}}"##, links.join(","));
        let chain = cost(&chain);
        assert_eq!((chain.bytes, chain.depth), (Some(u64::MAX), Some(1_000)));
        let doubled: Vec<String> = (0..100)
            .map(|link| {
                format!(
                    r##""l{link}":{{"anyOf":[{{"$ref":"#/$defs/l{0}"}},{{"$ref":"#/$defs/l{0}","minLength":1}}]}}"##,
                    link + 1
                )
            })
            .collect();
        let doubled =
            format!(r##"{{"$ref":"#/$defs/l0","$defs":{{{},"l100":{{"type":"string"}}}}}}"##, doubled.join(","));
        assert!(cost(&doubled).again.is_some_and(|again| again > 1 << 40));
    }
}

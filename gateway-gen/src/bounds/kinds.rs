//! Which kinds of values a schema may accept: the least solution, so that what only ever refers to itself is none.

use std::fmt;

use super::components::components;
use super::fault::{Flaw, trail};
use super::rules;
use crate::model::{Applied, Choice, Falsehood, Rest, Schema, SchemaId, Schemas, StringRules, TypeSet};

/// A set of the six kinds of JSON values; an integer is a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kinds(u8);

impl Kinds {
    /// No kind.
    pub const NONE: Self = Self(0);
    /// `null`
    pub const NULL: Self = Self(1);
    /// Booleans.
    pub const BOOLEAN: Self = Self(2);
    /// Numbers.
    pub const NUMBER: Self = Self(4);
    /// Strings.
    pub const STRING: Self = Self(8);
    /// Arrays.
    pub const ARRAY: Self = Self(16);
    /// Objects.
    pub const OBJECT: Self = Self(32);
    /// Every kind.
    pub const ALL: Self = Self(63);

    /// The kinds of a set of types.
    pub const fn of(types: TypeSet) -> Self {
        let TypeSet { null, boolean, integer, number, string, array, object } = types;
        Self::NULL
            .only(null)
            .or(Self::BOOLEAN.only(boolean))
            .or(Self::NUMBER.only(integer || number))
            .or(Self::STRING.only(string))
            .or(Self::ARRAY.only(array))
            .or(Self::OBJECT.only(object))
    }

    const fn only(self, holds: bool) -> Self {
        if holds { self } else { Self::NONE }
    }

    /// What is in either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is only in the first.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether all of the other ones are here.
    pub const fn contains(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }
}

impl fmt::Display for Kinds {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = [
            (Self::NULL, "null"),
            (Self::BOOLEAN, "a boolean"),
            (Self::NUMBER, "a number"),
            (Self::STRING, "a string"),
            (Self::ARRAY, "an array"),
            (Self::OBJECT, "an object"),
        ];
        let names: Vec<&str> =
            names.into_iter().filter(|(kind, _)| self.contains(*kind)).map(|(_, name)| name).collect();
        formatter.write_str(&if names.is_empty() { "nothing".to_owned() } else { names.join(" or ") })
    }
}

/// What every schema of a product may accept.
#[derive(Debug)]
pub struct Accepted(Vec<Kinds>);

impl Accepted {
    /// Of all schemas; the cost is linear but for schemas that lead back to themselves.
    pub fn of(schemas: &Schemas) -> Self {
        let mut accepted = Self(vec![Kinds::NONE; schemas.iter().count()]);
        for component in components(schemas) {
            // From nothing upwards: each round adds a kind to at least one of them, or is the last.
            loop {
                let mut grew = false;
                for id in &component.members {
                    let kinds = accepted.judge(schemas, schemas.at(*id), &mut Vec::new());
                    if let Some(known) = accepted.0.get_mut(id.0).filter(|known| **known != kinds) {
                        *known = kinds;
                        grew = true;
                    }
                }
                if !grew || !component.is_recursive {
                    break;
                }
            }
        }
        accepted
    }

    /// The kinds of which a schema may accept a value; it certainly accepts none of the others.
    pub fn kinds(&self, id: SchemaId) -> Kinds {
        self.0.get(id.0).copied().unwrap_or(Kinds::ALL)
    }

    /// Whether a schema certainly accepts nothing.
    pub fn nothing(&self, id: SchemaId) -> bool {
        self.kinds(id).is_empty()
    }

    /// What keeps a schema from accepting values of the kinds its types allow.
    pub fn flaws(&self, schemas: &Schemas, id: SchemaId) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        self.judge(schemas, schemas.at(id), &mut flaws);
        flaws
    }

    /// The flaws from a schema that accepts nothing down to where it began.
    pub fn trail(&self, schemas: &Schemas, id: SchemaId) -> Vec<(SchemaId, Flaw)> {
        trail(schemas, self, id)
    }

    fn judge(&self, schemas: &Schemas, schema: &Schema, flaws: &mut Vec<Flaw>) -> Kinds {
        let mut kinds = Kinds::of(schema.types);
        if kinds.is_empty() {
            flaws.push(Flaw::own(match schema.falsehood {
                Falsehood::Whole => "it is `false`",
                Falsehood::Part => "one part of `allOf` describes it, and another refuses it with `false`",
                Falsehood::Absent => "what applies to it has no type in common",
            }));
        }
        for (kind, flaw) in [
            (Kinds::STRING, &(|| rules::string(&schema.string)) as &dyn Fn() -> Option<Flaw>),
            (Kinds::NUMBER, &|| rules::number(&schema.number, !schema.types.number)),
            (Kinds::ARRAY, &|| rules::array(schema, self)),
            (Kinds::OBJECT, &|| rules::object(schemas, schema, self)),
        ] {
            if let Some(flaw) = kinds.contains(kind).then(flaw).flatten() {
                kinds = kinds.without(kind);
                flaws.push(flaw);
            }
        }
        let had = kinds;
        if let Some(values) = &schema.enumeration {
            let listed = values.iter().filter(|value| rules::admits(schema, value)).map(rules::kind_of);
            kinds = kinds.and(listed.fold(Kinds::NONE, Kinds::or));
        }
        if kinds.is_empty() && !had.is_empty() {
            flaws.push(Flaw::own("no listed value obeys its other rules"));
        }
        for applied in &schema.applied {
            let had = kinds;
            kinds = kinds.and(self.allowed(schemas, schema, applied));
            if kinds.is_empty() && !had.is_empty() {
                flaws.push(self.conflict(had, applied));
            }
        }
        kinds
    }

    /// The kinds that an applied keyword leaves.
    fn allowed(&self, schemas: &Schemas, schema: &Schema, applied: &Applied) -> Kinds {
        let any = |choice: &Choice| choice.branches.iter().map(|id| self.kinds(*id)).fold(Kinds::NONE, Kinds::or);
        let whole = |id: SchemaId| everything_of(schemas.at(id));
        match applied {
            Applied::All(id) => self.kinds(*id),
            Applied::Any(choice) => any(choice),
            Applied::One(choice) => {
                let twice = choice.branches.iter().fold((Kinds::NONE, Kinds::NONE), |(once, twice), id| {
                    (once.or(whole(*id)), twice.or(once.and(whole(*id))))
                });
                any(choice).without(if choice.tag.is_some() { Kinds::NONE } else { twice.1 })
            }
            Applied::Not(id) => Kinds::ALL.without(whole(*id)),
            Applied::If(condition) => {
                let part = |id: Option<SchemaId>| id.map_or(Kinds::ALL, |id| self.kinds(id));
                let then = self.kinds(condition.condition).and(part(condition.then));
                then.or(part(condition.otherwise).without(whole(condition.condition)))
            }
            Applied::Dependent(name, id) => {
                let is_there = schema.object.properties.get(name).is_some_and(|property| property.required);
                if is_there { self.kinds(*id).or(Kinds::ALL.without(Kinds::OBJECT)) } else { Kinds::ALL }
            }
        }
    }

    fn conflict(&self, had: Kinds, applied: &Applied) -> Flaw {
        let keyword = match applied {
            Applied::All(_) => "allOf",
            Applied::Any(_) => "anyOf",
            Applied::One(_) => "oneOf",
            Applied::Not(_) => "not",
            Applied::If(_) => "if",
            Applied::Dependent(..) => "dependentSchemas",
        };
        let below = applied.below().into_iter().find(|id| self.nothing(*id));
        let reason = match applied {
            Applied::All(_) | Applied::Dependent(..) if below.is_some() => {
                format!("a part of `{keyword}` accepts nothing")
            }
            Applied::Any(choice) | Applied::One(choice) if choice.branches.iter().all(|id| self.nothing(*id)) => {
                format!("every branch of `{keyword}` accepts nothing")
            }
            _ => return Flaw::own(format!("it can only be {had}, which `{keyword}` never lets through")),
        };
        below.map_or_else(|| Flaw::own(reason.clone()), |below| Flaw::because(below, reason.clone()))
    }
}

/// The kinds of which a schema certainly accepts every value.
pub(crate) fn everything_of(schema: &Schema) -> Kinds {
    if schema.enumeration.is_some() || !schema.applied.is_empty() {
        return Kinds::NONE;
    }
    let (numbers, array, object) = (&schema.number, &schema.array, &schema.object);
    let StringRules { min_length, max_length, patterns, formats, max_steps: _ } = &schema.string;
    let string = min_length.is_none() && max_length.is_none() && patterns.is_empty() && formats.is_empty();
    let number = schema.types.number
        && numbers.multiple_of.is_empty()
        && [&numbers.minimum, &numbers.exclusive_minimum, &numbers.maximum, &numbers.exclusive_maximum]
            .iter()
            .all(|bound| bound.is_none());
    let array = array.prefix.is_empty()
        && array.items == Rest::Allowed
        && array.min_items.is_none()
        && array.max_items.is_none()
        && !array.unique
        && array.contains.is_empty()
        && schema.unevaluated_items.is_none();
    let object = object.properties.is_empty()
        && object.patterns.is_empty()
        && object.additional.iter().all(|additional| additional.rest == Rest::Allowed)
        && object.names.is_empty()
        && object.min_properties.is_none()
        && object.max_properties.is_none()
        && schema.unevaluated_properties.is_none();
    Kinds::of(schema.types)
        .without(Kinds::STRING.only(!string))
        .without(Kinds::NUMBER.only(!number))
        .without(Kinds::ARRAY.only(!array))
        .without(Kinds::OBJECT.only(!object))
}

//! Schemas, normalised to the meaning of JSON Schema 2020-12.
//!
//! Each keyword constrains only the instance types it speaks of, as the specification says: `minLength` says nothing
//! about a number. 3.0's `nullable`, boolean `exclusiveMinimum` and single-type forms are already rewritten. Equal
//! schemas (without their annotations) are one node.

use indexmap::IndexMap;

use super::{Format, Number};
use crate::span::Span;

/// The position of a schema in [`Schemas`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchemaId(pub usize);

/// Every schema of a product.
#[derive(Debug, Clone, Default)]
pub struct Schemas {
    nodes: Vec<Schema>,
}

impl Schemas {
    /// Adds a schema and gives its position.
    pub fn push(&mut self, schema: Schema) -> SchemaId {
        self.nodes.push(schema);
        SchemaId(self.nodes.len() - 1)
    }

    /// The schema at a position this collection gave out.
    #[allow(clippy::indexing_slicing, reason = "only `push` makes a `SchemaId`, and nothing is ever removed")]
    pub fn at(&self, id: SchemaId) -> &Schema {
        &self.nodes[id.0]
    }

    /// To fill in a node that had to exist before its children did (recursive `$ref`).
    #[allow(clippy::indexing_slicing, reason = "only `push` makes a `SchemaId`, and nothing is ever removed")]
    pub fn at_mut(&mut self, id: SchemaId) -> &mut Schema {
        &mut self.nodes[id.0]
    }

    /// All schemas with their positions.
    pub fn iter(&self) -> impl Iterator<Item = (SchemaId, &Schema)> {
        self.nodes.iter().enumerate().map(|(index, schema)| (SchemaId(index), schema))
    }
}

/// One schema, as the conjunction of all that applies to the same instance: `allOf` and `$ref` with siblings are merged
/// here, so that most values are read once.
#[derive(Debug, Clone)]
pub struct Schema {
    /// The stable `snake_case` Rust name, unique in the product and never a keyword: the component's name, or the
    /// path to it (`new_order_lines_item`).
    pub name: String,
    /// The name for people: `NewOrder`, `NewOrder/properties/lines/items`.
    pub title: String,
    /// The JSON Pointer in the document.
    pub pointer: String,
    /// The place of the schema object.
    pub span: Span,
    /// The types an instance may have.
    pub types: TypeSet,
    /// `enum`, or `const` as a list of one; JSON equality.
    pub enumeration: Option<Vec<serde_json::Value>>,
    /// What a string must be.
    pub string: StringRules,
    /// What a number must be.
    pub number: NumberRules,
    /// What an array must be.
    pub array: ArrayRules,
    /// What an object must be.
    pub object: ObjectRules,
    /// Schemas that read the same instance once more, in the order they are applied.
    pub applied: Vec<Applied>,
    /// `unevaluatedProperties`, where what is evaluated depends on the instance.
    pub unevaluated_properties: Option<Unevaluated>,
    /// `unevaluatedItems`, likewise.
    pub unevaluated_items: Option<Unevaluated>,
    /// Whether the schema `false` is among those that were merged.
    pub falsehood: Falsehood,
    /// 64 hex digits over the canonical form without annotations, references followed by name.
    pub digest: String,
}

/// How far a schema is the schema `false`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Falsehood {
    /// Not at all.
    Absent,
    /// Something else was merged with it, such as a property with an `additionalProperties: false` that does not know it.
    Part,
    /// It is nothing else.
    Whole,
}

impl Schema {
    /// Whether `false` is a part of it, or all.
    pub fn is_false(&self) -> bool {
        self.falsehood != Falsehood::Absent
    }

    /// Whether somebody wrote `false`, and nothing beside it.
    pub fn is_literal_false(&self) -> bool {
        self.falsehood == Falsehood::Whole
    }

    /// Every schema that this one refers to.
    pub fn below(&self) -> Vec<SchemaId> {
        let mut below: Vec<SchemaId> = self.object.properties.values().map(|property| property.schema).collect();
        below.extend(self.object.patterns.iter().map(|pattern| pattern.schema));
        below.extend(self.object.additional.iter().filter_map(|additional| additional.rest.checked()));
        below.extend(&self.object.names);
        below.extend(&self.array.prefix);
        below.extend(self.array.items.checked());
        below.extend(self.array.contains.iter().map(|contains| contains.schema));
        below.extend(self.applied.iter().flat_map(Applied::below));
        for unevaluated in self.unevaluated_properties.iter().chain(&self.unevaluated_items) {
            below.extend(unevaluated.below());
        }
        below
    }
}

/// A set of JSON types. `integer` is a number without a fractional part (`1.0` is one).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are the types of JSON Schema")]
#[allow(clippy::struct_excessive_bools, reason = "a set over seven names")]
pub struct TypeSet {
    pub null: bool,
    pub boolean: bool,
    pub integer: bool,
    /// Includes integers.
    pub number: bool,
    pub string: bool,
    pub array: bool,
    pub object: bool,
}

/// `minLength`, `maxLength` (in Unicode scalar values), `pattern`, `format`.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "the fields are the keywords")]
pub struct StringRules {
    pub min_length: Option<u64>,
    pub max_length: Option<u64>,
    /// As written, ECMA-262 patterns, unanchored, all of which must match; known to translate to a linear-time engine.
    pub patterns: Vec<String>,
    /// How many steps back the matching may take, where the document allows backtracking.
    pub max_steps: Option<u32>,
    /// All of them are asserted.
    pub formats: Vec<Format>,
}

/// Bounds as the JSON number texts of the document, so that nothing is rounded. The formats of numbers have
/// become bounds here.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "the fields are the keywords")]
pub struct NumberRules {
    pub minimum: Option<Number>,
    pub exclusive_minimum: Option<Number>,
    pub maximum: Option<Number>,
    pub exclusive_maximum: Option<Number>,
    /// Each of them, above zero, exactly in decimals.
    pub multiple_of: Vec<Number>,
}

/// `prefixItems`, `items`, `minItems`, `maxItems`, `uniqueItems`, `contains`.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "the fields are the keywords")]
pub struct ArrayRules {
    /// The schemas of the first items, by position.
    pub prefix: Vec<SchemaId>,
    /// What the items behind the prefix are.
    pub items: Rest,
    pub min_items: Option<u64>,
    pub max_items: Option<u64>,
    pub unique: bool,
    pub contains: Vec<Contains>,
}

/// `contains`, `minContains`, `maxContains`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contains {
    /// What the counted items match.
    pub schema: SchemaId,
    /// At least so many; 1 where nothing is stated.
    pub min: u64,
    /// At most so many.
    pub max: Option<u64>,
}

/// `properties`, `required`, `patternProperties`, `additionalProperties`, `propertyNames`, `dependentRequired`,
/// `minProperties`, `maxProperties`.
///
/// Every name that `properties`, `required`, `dependentRequired` or `dependentSchemas` mentions is a declared property,
/// with the conjunction of all that applies to it (patterns and `additionalProperties` too), so that patterns and
/// `additional` concern the undeclared ones only.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "the fields are the keywords")]
pub struct ObjectRules {
    /// In the order of the document.
    pub properties: IndexMap<String, Property>,
    /// `patternProperties`, for undeclared names: every pattern that matches the name applies.
    pub patterns: Vec<PatternProperty>,
    /// What undeclared properties are; several where several schemas were merged. All apply.
    pub additional: Vec<Additional>,
    /// `propertyNames`: schemas of the names as strings; declared names too.
    pub names: Vec<SchemaId>,
    /// Where the first property is there, the others must be.
    pub dependent_required: Vec<(String, Vec<String>)>,
    pub min_properties: Option<u64>,
    pub max_properties: Option<u64>,
}

/// A declared property.
#[derive(Debug, Clone)]
pub struct Property {
    /// Its schema: one that refuses everything where the object is closed to it.
    pub schema: SchemaId,
    /// Whether an object without it is refused.
    pub required: bool,
    /// Whether `properties` declares it, and not only `required` and the like.
    pub declared: bool,
    /// `readOnly` in a request, `writeOnly` in a response: an object with it is refused, whatever its value.
    pub refused: Option<Direction>,
    /// The `snake_case` Rust field name, unique in the object and never a keyword.
    pub field_name: String,
}

/// Who sends the instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// The client: `readOnly` properties are refused and never required.
    Request,
    /// The upstream: `writeOnly` properties are refused and never required.
    Response,
}

/// One member of `patternProperties`.
#[derive(Debug, Clone)]
pub struct PatternProperty {
    /// As written, an ECMA-262 pattern, unanchored; known to translate to a linear-time engine.
    pub pattern: String,
    /// What the values of matching names are.
    pub schema: SchemaId,
}

/// One `additionalProperties`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Additional {
    /// Positions in [`ObjectRules::patterns`]: names that match one of them are none of its concern.
    pub except: Vec<usize>,
    /// What the others are.
    pub rest: Rest,
}

/// What values without a schema of their own are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rest {
    /// Anything.
    #[default]
    Allowed,
    /// An error.
    Refused,
    /// Each must match this schema.
    Checked(SchemaId),
}

impl Rest {
    /// The schema, where there is one.
    pub const fn checked(self) -> Option<SchemaId> {
        match self {
            Self::Checked(id) => Some(id),
            Self::Allowed | Self::Refused => None,
        }
    }
}

/// A keyword whose schemas read the same instance once more.
#[derive(Debug, Clone)]
pub enum Applied {
    /// A part of `allOf`, or the target of a `$ref` with siblings, that could not be merged.
    All(SchemaId),
    /// `anyOf`.
    Any(Choice),
    /// `oneOf`.
    One(Choice),
    /// `not`.
    Not(SchemaId),
    /// `if`, `then`, `else`.
    If(Condition),
    /// A member of `dependentSchemas`: where the object has the property, the schema applies.
    Dependent(String, SchemaId),
}

impl Applied {
    /// The schemas it applies.
    pub fn below(&self) -> Vec<SchemaId> {
        match self {
            Self::All(id) | Self::Not(id) | Self::Dependent(_, id) => vec![*id],
            Self::Any(choice) | Self::One(choice) => choice.branches.clone(),
            Self::If(Condition { condition, then, otherwise }) => {
                std::iter::once(*condition).chain(*then).chain(*otherwise).collect()
            }
        }
    }
}

/// The branches of `anyOf` and `oneOf`.
#[derive(Debug, Clone)]
pub struct Choice {
    /// In the order of the document.
    pub branches: Vec<SchemaId>,
    /// Where a required string property tells the branches that admit objects apart.
    pub tag: Option<Tag>,
}

/// A property whose string value picks a branch.
#[derive(Debug, Clone)]
pub struct Tag {
    /// The name of the property.
    pub property: String,
    /// Each value and the position of the branch it picks; values are distinct. Where an object has none of them, no
    /// branch accepts it.
    pub values: Vec<(String, usize)>,
    /// Whether a `discriminator` says so, which names the failure.
    pub discriminator: bool,
}

/// `if`, `then`, `else`.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "the fields are the keywords")]
pub struct Condition {
    pub condition: SchemaId,
    pub then: Option<SchemaId>,
    pub otherwise: Option<SchemaId>,
}

/// What is not evaluated by anything else, and what evaluates: each cover whose guards all accept the instance.
#[derive(Debug, Clone)]
pub struct Unevaluated {
    /// What the unevaluated properties or items are.
    pub rest: Rest,
    /// The first one has no guards: what the schema itself evaluates.
    pub covers: Vec<Cover>,
}

impl Unevaluated {
    /// The schemas of the guards, of what is contained, and of the rest.
    pub fn below(&self) -> Vec<SchemaId> {
        let guards = self.covers.iter().flat_map(|cover| &cover.guards).filter_map(|guard| match guard {
            Guard::Accepts(id) | Guard::Rejects(id) => Some(*id),
            Guard::Has(_) => None,
        });
        let contains = self.covers.iter().flat_map(|cover| cover.contains.iter().copied());
        guards.chain(contains).chain(self.rest.checked()).collect()
    }
}

/// What is evaluated where the guards hold.
#[derive(Debug, Clone, Default)]
pub struct Cover {
    /// All must hold.
    pub guards: Vec<Guard>,
    /// Every property, or every item.
    pub all: bool,
    /// For objects: properties of these names.
    pub properties: Vec<String>,
    /// For objects: properties whose names match one of these patterns.
    pub patterns: Vec<String>,
    /// For arrays: so many of the first items.
    pub items: usize,
    /// For arrays: items that match one of these (`contains`).
    pub contains: Vec<SchemaId>,
}

/// A condition on the instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guard {
    /// The schema accepts it.
    Accepts(SchemaId),
    /// The schema does not accept it (`else`).
    Rejects(SchemaId),
    /// It is an object with this property.
    Has(String),
}

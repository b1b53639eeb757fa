//! Schemas, normalised to the meaning of JSON Schema 2020-12.
//!
//! Each keyword constrains only the instance types it speaks of, as the specification says: `minLength` says nothing
//! about a number. 3.0's `nullable`, boolean `exclusiveMinimum` and single-type forms are already rewritten. Equal
//! schemas (without their annotations) are one node.

use indexmap::IndexMap;

use super::format::Format;
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

/// One schema.
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
    /// A `oneOf` whose branches a discriminating property tells apart.
    pub union: Option<Union>,
    /// What only the interpreter can check; it then checks the *whole* schema and the compiled rules still apply.
    pub interpreted: Option<Interpreted>,
    /// 64 hex digits over the canonical form without annotations, references followed by name.
    pub digest: String,
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
    /// As written, an ECMA-262 pattern, unanchored; known to translate to a linear-time engine but for `max_steps`.
    pub pattern: Option<String>,
    /// How many steps back the matching of `pattern` may take, where the document allows backtracking.
    pub max_steps: Option<u32>,
    pub format: Option<Format>,
}

/// Bounds as the JSON number texts of the document, so that nothing is rounded. The formats of numbers have
/// become bounds here.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "the fields are the keywords")]
pub struct NumberRules {
    pub minimum: Option<serde_json::Number>,
    pub exclusive_minimum: Option<serde_json::Number>,
    pub maximum: Option<serde_json::Number>,
    pub exclusive_maximum: Option<serde_json::Number>,
}

/// `items`, `minItems`, `maxItems`.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "the fields are the keywords")]
pub struct ArrayRules {
    pub items: Option<SchemaId>,
    pub min_items: Option<u64>,
    pub max_items: Option<u64>,
}

/// `properties`, `required`, `additionalProperties`, `minProperties`, `maxProperties`.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "the fields are the keywords")]
pub struct ObjectRules {
    /// In the order of the document.
    pub properties: IndexMap<String, Property>,
    /// Names that are required without being declared in `properties`.
    pub required_undeclared: Vec<String>,
    pub additional: Additional,
    pub min_properties: Option<u64>,
    pub max_properties: Option<u64>,
}

/// A declared property.
#[derive(Debug, Clone)]
pub struct Property {
    /// Its schema.
    pub schema: SchemaId,
    /// Whether an object without it is refused.
    pub required: bool,
    /// The `snake_case` Rust field name, unique in the object and never a keyword.
    pub field_name: String,
}

/// What undeclared properties are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Additional {
    /// Anything.
    #[default]
    Allowed,
    /// An error.
    Refused,
    /// Each must match this schema.
    Checked(SchemaId),
}

/// A discriminated `oneOf`: the string value of one required property picks the one branch.
#[derive(Debug, Clone)]
pub struct Union {
    /// The discriminating property.
    pub property: String,
    /// The value of the property and the branch it picks; values are distinct.
    pub branches: Vec<(String, SchemaId)>,
}

/// A schema that the interpreter checks, because of keywords that are not compiled.
#[derive(Debug, Clone)]
pub struct Interpreted {
    /// The keywords, with their places: each is listed by the build.
    pub keywords: Vec<(String, Span)>,
    /// A self-contained 2020-12 schema as JSON text, references bundled under `$defs`.
    pub schema: String,
}

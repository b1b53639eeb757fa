//! The schema keywords of both dialects: which exist, what shape each has, what becomes of it.

use crate::resolve::Dialect;

/// What the value of a keyword must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Anything.
    Any,
    /// A string.
    Text,
    /// A boolean.
    Truth,
    /// An object.
    Object,
    /// A whole number from zero.
    Count,
    /// A number.
    Number,
    /// A number above zero.
    Factor,
    /// A list that is not empty.
    List,
    /// A list of strings.
    Names,
    /// Lists of strings by name.
    NameLists,
    /// The URI of the dialect of this version.
    DialectUri,
    /// A type or, where the dialect has it, a list of types.
    Types,
    /// A pattern.
    Pattern,
    /// The name of a format.
    Format,
    /// A schema.
    Schema,
    /// A list of schemas.
    Schemas,
    /// Schemas by name.
    SchemaMap,
    /// A keyword the generator does not take.
    Refused,
}

use Shape::{
    Any, Count, DialectUri, Factor, Format, List, NameLists, Names, Number, Object, Pattern, Refused, Schema,
    SchemaMap, Schemas, Text, Truth, Types,
};

const BOTH: &[(&str, Shape)] = &[
    ("$ref", Text),
    ("title", Text),
    ("description", Text),
    ("default", Any),
    ("example", Any),
    ("deprecated", Truth),
    ("readOnly", Truth),
    ("writeOnly", Truth),
    ("externalDocs", Object),
    ("xml", Object),
    ("discriminator", Object),
    ("type", Types),
    ("enum", List),
    ("format", Format),
    ("multipleOf", Factor),
    ("maximum", Number),
    ("minimum", Number),
    ("maxLength", Count),
    ("minLength", Count),
    ("pattern", Pattern),
    ("maxItems", Count),
    ("minItems", Count),
    ("uniqueItems", Truth),
    ("maxProperties", Count),
    ("minProperties", Count),
    ("required", Names),
    ("properties", SchemaMap),
    ("additionalProperties", Schema),
    ("items", Schema),
    ("allOf", Schemas),
    ("anyOf", Schemas),
    ("oneOf", Schemas),
    ("not", Schema),
];

const ONLY_V30: &[(&str, Shape)] = &[("nullable", Truth), ("exclusiveMaximum", Truth), ("exclusiveMinimum", Truth)];

const ONLY_V31: &[(&str, Shape)] = &[
    ("$comment", Text),
    ("$schema", DialectUri),
    ("$defs", SchemaMap),
    ("examples", Any),
    ("const", Any),
    ("exclusiveMaximum", Number),
    ("exclusiveMinimum", Number),
    ("if", Schema),
    ("then", Schema),
    ("else", Schema),
    ("prefixItems", Schemas),
    ("contains", Schema),
    ("minContains", Count),
    ("maxContains", Count),
    ("patternProperties", SchemaMap),
    ("propertyNames", Schema),
    ("dependentSchemas", SchemaMap),
    ("dependentRequired", NameLists),
    ("unevaluatedItems", Schema),
    ("unevaluatedProperties", Schema),
    ("contentEncoding", Text),
    ("contentMediaType", Text),
    ("contentSchema", Any),
    ("$id", Text),
    ("$anchor", Text),
    ("$dynamicRef", Text),
    ("$dynamicAnchor", Text),
    ("$vocabulary", Refused),
];

const fn own(dialect: Dialect) -> &'static [(&'static str, Shape)] {
    match dialect {
        Dialect::V30 => ONLY_V30,
        Dialect::V31 => ONLY_V31,
    }
}

/// The shape of a keyword; `None` for a word the dialect does not know.
pub(crate) fn shape(name: &str, dialect: Dialect) -> Option<Shape> {
    BOTH.iter().chain(own(dialect)).find(|(keyword, _)| *keyword == name).map(|(_, shape)| *shape)
}

/// Every keyword of a dialect.
pub(crate) fn names(dialect: Dialect) -> impl Iterator<Item = &'static str> {
    BOTH.iter().chain(own(dialect)).map(|(keyword, _)| *keyword)
}

/// Whether a word says nothing about instances.
pub(crate) fn is_annotation(name: &str) -> bool {
    name.starts_with("x-")
        || matches!(
            name,
            "title"
                | "description"
                | "summary"
                | "default"
                | "example"
                | "examples"
                | "deprecated"
                | "readOnly"
                | "writeOnly"
                | "externalDocs"
                | "xml"
                | "$comment"
                | "$schema"
                | "contentEncoding"
                | "contentMediaType"
                | "contentSchema"
                | "$defs"
                | "$id"
                | "$anchor"
                | "$dynamicAnchor"
        )
}

/// The keyword without which another one says nothing.
pub(crate) fn partner(name: &str) -> Option<&'static str> {
    match name {
        "then" | "else" => Some("if"),
        "minContains" | "maxContains" => Some("contains"),
        _ => None,
    }
}

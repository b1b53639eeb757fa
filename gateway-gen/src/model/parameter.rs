//! Parameters outside the body.

use super::SchemaId;
use crate::span::Span;

/// A declared parameter.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// As declared.
    pub name: String,
    /// The `snake_case` Rust field name, unique among the operation's parameters and never a keyword.
    pub field_name: String,
    /// Where it travels.
    pub location: ParameterLocation,
    /// Whether a request without it is refused.
    pub required: bool,
    /// One value or several.
    pub shape: ParameterShape,
    /// How one value becomes JSON.
    pub kind: ParameterKind,
    /// The schema of the whole value.
    pub schema: SchemaId,
    /// The parameter object.
    pub span: Span,
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are the words of OpenAPI")]
pub enum ParameterLocation {
    Cookie,
    Header,
    Path,
    Query,
}

/// One value or several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterShape {
    /// Exactly one.
    Single,
    /// Separated by commas.
    CommaSeparated,
    /// One occurrence per value.
    Repeated,
}

/// How the text of one value becomes JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are the types of JSON Schema")]
pub enum ParameterKind {
    Boolean,
    Integer,
    Number,
    String,
}

//! What a parameter outside the body must be.

use crate::schema::Validator;

/// One declared parameter.
///
/// A value is decoded once from its place, written as the JSON value its kind says, and checked by the same compiled
/// validators that check bodies. Hooks read the very same JSON text.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// The name, case-sensitive except in headers.
    pub name: &'static str,
    /// Where it travels.
    pub location: ParameterLocation,
    /// Whether a request without it is refused.
    pub required: bool,
    /// One value or several.
    pub shape: ParameterShape,
    /// How the text of one value becomes JSON.
    pub kind: ParameterKind,
    /// The compiled schema of the whole value (of the array, where the shape is one).
    pub schema: Validator,
    /// Where the document declares it (`specs/orders.yaml:77:9`).
    pub place: &'static str,
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterLocation {
    /// A cookie.
    Cookie,
    /// A request header.
    Header,
    /// A segment of the path, or part of one.
    Path,
    /// The query.
    Query,
}

/// One value or several, in the default styles of OpenAPI (`simple` in path and header, `form` in query and cookie).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterShape {
    /// Exactly one value; a second one is refused.
    Single,
    /// Values separated by commas within one occurrence.
    CommaSeparated,
    /// One occurrence per value (`?tag=a&tag=b`), only in the query.
    Repeated,
}

/// How the text of one value becomes JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// `true` or `false`, nothing else.
    Boolean,
    /// A canonical decimal integer: `0`, `-7`, `42`; no sign but minus, no leading zero, no exponent.
    Integer,
    /// A JSON number.
    Number,
    /// Any text, as a JSON string.
    String,
}

impl ParameterKind {
    /// The name of the type.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
        }
    }
}

//! What a parameter outside the body must be.

use super::Carried;
use crate::schema::Validator;

/// One declared parameter.
///
/// A value is decoded once from its place, written as the one JSON text it stands for, and checked by the same compiled
/// validators that check bodies. Hooks read the very same JSON text.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// The name, case-sensitive except in headers.
    pub name: &'static str,
    /// Where it travels.
    pub location: ParameterLocation,
    /// Whether a request without it is refused.
    pub required: bool,
    /// How its value is written there.
    pub carried: Carried,
    /// `allowEmptyValue`: whether an empty value is let through without asking the schema.
    pub allow_empty: bool,
    /// What a hook reads where none was sent, as JSON. It is not forwarded.
    pub default: Option<&'static str>,
    /// The compiled schema of the whole value.
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
    /// The query as a whole (OpenAPI 3.2): a form, or a percent-encoded JSON text.
    Querystring,
}

impl ParameterLocation {
    /// The word of OpenAPI.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cookie => "cookie",
            Self::Header => "header",
            Self::Path => "path",
            Self::Query => "query",
            Self::Querystring => "querystring",
        }
    }
}

/// What becomes of a request with a query parameter that nobody declared. Such a parameter is never forwarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undeclared {
    /// It is refused.
    Refuse,
    /// It is told, and goes on without the parameter.
    Report,
    /// It goes on without the parameter.
    Ignore,
}

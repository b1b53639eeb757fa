//! Parameters outside the body.

use super::{Carried, SchemaId};
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
    /// How its value is written there.
    pub carried: Carried,
    /// `allowEmptyValue`.
    pub allow_empty: bool,
    /// What a hook reads where none was sent.
    pub default: Option<serde_json::Value>,
    /// The schema of the whole value.
    pub schema: SchemaId,
    /// The parameter object.
    pub span: Span,
}

impl Parameter {
    /// Whether a hook always finds a value: it was sent, or there is a default.
    pub fn is_always_there(&self) -> bool {
        self.default.is_some() || self.required && !self.may_be_valueless()
    }

    /// Whether it may be sent empty although its values are no strings, so that nothing is read.
    fn may_be_valueless(&self) -> bool {
        let is_text = matches!(&self.carried.composition, super::Composition::Single(single)
            if single.readings.contains(&super::Reading::String));
        self.allow_empty && !is_text
    }
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are the words of OpenAPI")]
pub enum ParameterLocation {
    Cookie,
    Header,
    Path,
    Query,
    Querystring,
}

/// `x-gateway-parameters.undeclared`: what becomes of a request with a query parameter that nobody declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Undeclared {
    /// It is refused.
    Refuse,
    /// It is told, and goes on without the parameter.
    Report,
    /// It goes on without the parameter.
    Ignore,
}

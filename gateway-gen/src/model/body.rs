//! Request bodies.

use super::{Cost, SchemaId};
use crate::span::{Sourced, Span};

/// A JSON request body.
#[derive(Debug, Clone)]
pub struct Body {
    /// Whether a request without a body is refused.
    pub required: bool,
    /// Lower case, without parameters, at least one; all are JSON media types.
    pub media_types: Vec<String>,
    /// The effective cap in bytes.
    pub max_bytes: Sourced<u64>,
    /// The effective nesting cap.
    pub max_depth: Sourced<u32>,
    /// The most members of one object, where the document says.
    pub max_members: Option<Sourced<u32>>,
    /// The most items of one array, where the document says.
    pub max_items: Option<Sourced<u32>>,
    /// The most bytes of one string, where the document says.
    pub max_string: Option<Sourced<u64>>,
    /// The worst case of a body that the schema accepts.
    pub cost: Cost,
    /// The schema of the body.
    pub schema: SchemaId,
    /// The `requestBody`.
    pub span: Span,
}

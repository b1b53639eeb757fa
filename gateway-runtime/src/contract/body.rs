//! What a request body must be.

use crate::schema::{Limits, Validator};

/// What an operation accepts as a request body.
#[derive(Debug, Clone, Copy)]
pub enum BodyFacts {
    /// The document declares no request body: a request that carries one is refused.
    Refused,
    /// A JSON document, read whole and validated before anything is forwarded.
    Json(JsonBody),
}

/// A JSON request body.
#[derive(Debug, Clone, Copy)]
pub struct JsonBody {
    /// Whether a request without a body is refused.
    pub required: bool,
    /// The largest body in bytes; one byte more is refused unread.
    pub max_bytes: usize,
    /// What it may cost whatever the schema says; `max_work` is what the schema needs at most.
    pub limits: Limits,
    /// The media types the document declares, lower case, without parameters (`application/json`).
    pub media_types: &'static [&'static str],
    /// The compiled schema.
    pub schema: Validator,
    /// The name of the schema in the document, for people.
    pub schema_name: &'static str,
}

//! What a request body must be.

use crate::schema::Validator;

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
    /// How deep arrays and objects may nest.
    pub max_depth: usize,
    /// How often its bytes may be read again, as a multiple of its length: what the schema needs at most.
    pub max_work: usize,
    /// The media types the document declares, lower case, without parameters (`application/json`).
    pub media_types: &'static [&'static str],
    /// The compiled schema.
    pub schema: Validator,
    /// The name of the schema in the document, for people.
    pub schema_name: &'static str,
}

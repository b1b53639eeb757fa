//! The gateway under test: a product like any other, compiled from `bench.yaml`.
//!
//! Its limit is so high that it is never spent, and it is checked on every request.

include!(concat!(env!("OUT_DIR"), "/gateway/mod.rs"));

/// The validator under test, compiled from the medium schema of the shared corpus.
#[cfg(corpus)]
pub mod medium {
    include!(concat!(env!("OUT_DIR"), "/medium/mod.rs"));

    /// The schema, for the contenders that interpret it.
    pub const SCHEMA: &str = include_str!(concat!(env!("OUT_DIR"), "/medium/schema.json"));

    /// Whether the compiled validator accepts a body.
    pub fn accepts(body: &[u8]) -> bool {
        gateway_runtime::schema::check(schemas::medium, body, &gateway_runtime::schema::Limits::DEFAULT).is_ok()
    }
}

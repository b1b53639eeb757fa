//! Compiles an annotated OpenAPI document into the Rust of one gateway.

pub mod diagnostic;
pub mod emit;
pub mod model;
pub mod span;

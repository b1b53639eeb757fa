//! What verifies the credentials of one scheme.

/// By kind of scheme.
#[derive(Debug)]
pub enum Verifier {}

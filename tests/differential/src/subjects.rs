//! What the build script emitted.

use gateway_runtime::schema::Validator;

/// A document, reduced to an object schema whose properties are the schemas to compare.
pub struct Document {
    /// Its path in the corpus.
    pub name: &'static str,
    /// Whether its schemas are in the dialect of OpenAPI 3.0.
    pub is_30: bool,
    /// The schema, as JSON.
    pub text: &'static str,
}

/// One schema of a document.
pub struct Subject {
    /// The position in [`DOCUMENTS`].
    pub document: usize,
    /// The name of the property.
    pub root: &'static str,
    /// What was compiled from it.
    pub validator: Validator,
}

mod compiled {
    #![allow(
        clippy::all,
        clippy::pedantic,
        unreachable_pub,
        reason = "the form of generated code is not a matter of taste"
    )]

    use super::{Document, Subject};

    include!(concat!(env!("OUT_DIR"), "/subjects.rs"));
}

pub use compiled::{DOCUMENTS, SUBJECTS};

//! Stage 3: the resolved document becomes the model, or says why not.
//!
//! An operation whose policy is not decided is left out, with an error; the driver then stops. One file per part of
//! the model.

mod accepts;
mod body;
mod carried;
mod derived;
mod form;
mod hook;
mod inventory;
mod limit;
mod name;
mod operation;
mod parameter;
mod path;
mod permit;
mod product;
mod rule;
mod schema;
mod scheme;
mod security;
mod tighten;
mod undeclared;
mod upstream;

use crate::diagnostic::Diagnostic;
use crate::model::{Product, SchemaId, Schemas};
use crate::resolve::{Document, Place};
use crate::span::Span;

pub use inventory::{Inventory, inventory};
pub use permit::Permit;
pub use schema::Reading;

/// What the document declares, for the rules that judge it: the model keeps only what is used.
#[derive(Debug, Default)]
pub struct Declared {
    /// The findings that are accepted, and where.
    pub permits: Vec<Permit>,
    /// The JSON Pointer of each operation of the product, in its order.
    pub operations: Vec<String>,
    /// Every named limit.
    pub limits: Vec<(String, Span)>,
    /// The named limits that something refers to.
    pub limits_used: Vec<String>,
    /// Every upstream.
    pub upstreams: Vec<(String, Span)>,
    /// Every hook.
    pub hooks: Vec<(String, Span)>,
    /// Every scope: its scheme, its name, its place.
    pub scopes: Vec<(String, String, Span)>,
}

/// What was stated cannot be enforced, and a finding says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Refused;

/// Lowers a document. `name` is its path, for people.
pub fn lower(document: &Document, name: &str, findings: &mut Vec<Diagnostic>) -> (Option<Product>, Declared) {
    product::lower(document, name, findings)
}

/// Lowers the root of a document that is one schema; `name` names what has no name in it.
pub(crate) fn lone(
    document: &Document,
    reading: Reading,
    name: &str,
    schemas: Schemas,
    findings: &mut Vec<Diagnostic>,
) -> (Schemas, SchemaId) {
    let mut lowerer = schema::SchemaLowerer::into(document, reading, schemas);
    let place = Place { pointer: String::new(), node: &document.root };
    let root = lowerer.lower(&place, name, findings);
    (lowerer.finish(), root)
}

/// The digest of a text: 64 hex digits of SHA-256.
pub(crate) fn sha256(text: &str) -> String {
    schema::normal::hex(text.as_bytes())
}

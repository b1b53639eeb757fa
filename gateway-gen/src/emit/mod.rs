//! From the model to the Rust of one product.

use core::fmt;

use crate::model::Product;
use crate::span::Span;

/// One file of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Relative to the product's folder: `operations.rs`.
    pub name: &'static str,
    /// Formatted Rust.
    pub text: String,
}

/// What was about to be emitted is not Rust: a bug in gateway-gen, never in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// The file that would have been written.
    pub file: &'static str,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this is a bug in gateway-gen, please report it: {}: {}", self.file, self.reason)
    }
}

/// Where a value of the model stands, as people read it: `specs/orders.yaml:42:5`.
pub type Place<'p> = &'p dyn Fn(&Span) -> String;

/// Emits a product.
pub fn files(_: &Product, _: Place<'_>) -> Result<Vec<File>, Malformed> {
    Ok(Vec::new())
}

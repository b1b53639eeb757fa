//! Compiles an annotated OpenAPI document into the Rust of one gateway.

pub mod build;
pub mod diagnostic;
pub mod emit;
pub mod explain;
pub mod lock;
pub mod model;
pub mod render;
pub mod source;
pub mod span;

pub use build::Build;
use diagnostic::{Diagnostic, Severity};
use source::Sources;

/// A compilation: what came of it, and all that was found.
#[derive(Debug)]
pub struct Compiled {
    /// The product; absent when the document is not one.
    pub product: Option<model::Product>,
    /// Every finding, by source and place.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts, for rendering.
    pub sources: Sources,
}

impl Compiled {
    /// The product, if nothing forbids to emit it.
    pub fn sound(&self) -> Option<&model::Product> {
        self.product.as_ref().filter(|_| self.count(Severity::Error) == 0)
    }

    /// How many findings are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }
}

/// Compiles a document with its overlays.
pub fn compile(sources: Sources) -> Compiled {
    Compiled { product: None, diagnostics: Vec::new(), sources }
}

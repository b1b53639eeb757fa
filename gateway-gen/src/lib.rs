//! Compiles an annotated OpenAPI document into the Rust of one gateway.
//!
//! The life of a document: `load` makes a tree that knows its places, `overlay` changes it, `resolve` decides versions
//! and inheritance, `vocabulary` judges the annotations, `lower` makes the closed [`model`], `lint` judges the policy.
//! Every stage returns its value and its findings; nothing stops before all of them are known. After `load`
//! everything is pure: the same texts give the same result, byte for byte.

#![allow(clippy::result_large_err, reason = "a diagnostic is made once per fault and ends what it is about")]

pub mod bounds;
pub mod build;
pub mod diagnostic;
pub mod emit;
pub mod explain;
pub mod lint;
pub mod load;
pub mod lock;
pub mod lone;
pub mod lower;
mod matcher;
pub mod model;
pub mod overlay;
pub mod pattern;
pub mod render;
pub mod resolve;
pub mod rule;
pub mod source;
pub mod span;
pub mod vocabulary;

pub use build::Build;

use diagnostic::{Diagnostic, Severity};
use source::Sources;

/// A compilation: what came of it, and all that was found.
#[derive(Debug)]
pub struct Compiled {
    /// The product; absent when the document is not one. With errors it may be incomplete and must not be emitted.
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
///
/// Never panics and never stops early; the cost is linear in the size of the texts except for dense recursive schemas.
pub fn compile(sources: Sources) -> Compiled {
    let mut diagnostics = Vec::new();
    let product = product(&sources, &mut diagnostics);
    diagnostics.sort_by_key(|diagnostic| (diagnostic.span.source, diagnostic.span.range.start));
    Compiled { product, diagnostics, sources }
}

fn product(sources: &Sources, findings: &mut Vec<Diagnostic>) -> Option<model::Product> {
    let mut texts = sources.iter();
    let (id, source) = texts.next()?;
    let document = load::load(id, source, findings);
    let overlays: Vec<_> = texts.map(|(id, source)| load::load(id, source, findings)).collect();
    let mut root = document?;
    for overlay in overlays {
        overlay::apply(&mut root, &overlay?, findings);
    }
    let document = resolve::Document::new(root, findings)?;
    resolve::fields::check(&document.root, findings);
    vocabulary::check(&document.root, findings);
    let (product, declared) = lower::lower(&document, &source.name, findings);
    let product = product?;
    lint::lint(&product, &declared, findings);
    Some(product)
}

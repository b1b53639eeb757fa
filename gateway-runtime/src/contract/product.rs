//! What is true of a whole product.

use super::{Limit, Matched, OperationFacts, SchemeFacts, Segments, UpstreamFacts};

/// A compiled API product: what `main.rs` names.
pub trait Product: 'static {
    /// Everything the document says, as data.
    const FACTS: &'static ProductFacts;
}

/// Everything the runtime must know about a product.
#[derive(Debug, Clone, Copy)]
pub struct ProductFacts {
    /// The product's name: binary, metric label.
    pub name: &'static str,
    /// `info.title` of the document.
    pub title: &'static str,
    /// `info.version` of the document.
    pub api_version: &'static str,
    /// The public prefix of every path, empty or `/v2`.
    pub base_path: &'static str,
    /// How strict the generator was about what the document leaves open.
    pub profile: Profile,
    /// The public authorities (`api.example.com`) the document names; the operator's `listen.hosts` replaces them.
    pub hosts: &'static [&'static str],
    /// The document's path, relative to the workspace it was compiled in.
    pub document: &'static str,
    /// `sha256:` and the digest of the document with its overlays applied.
    pub digest: &'static str,
    /// The generator and its version.
    pub generator: &'static str,
    /// The security schemes that operations refer to by position.
    pub schemes: &'static [SchemeFacts],
    /// The upstreams that operations refer to by position.
    pub upstreams: &'static [UpstreamFacts],
    /// The address-wide limits: charged to every request before its path is even looked at.
    pub limits: &'static [Limit],
    /// Every operation there is, in the order of the document.
    pub operations: &'static [&'static OperationFacts],
    /// Finds the path template for canonical segments; concrete beats template.
    pub route: for<'p> fn(&Segments<'p>) -> Option<Matched<'p>>,
}

/// How strict the generator is about what a document leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// What is open is listed.
    Permissive,
    /// What is open is a warning.
    Standard,
    /// What is open is an error.
    Strict,
}

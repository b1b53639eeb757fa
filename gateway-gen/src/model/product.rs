//! A whole product.

use super::{Limit, Operation, Schemas, Scheme};
use crate::span::{Sourced, Span};

/// Everything a document says, decided.
#[derive(Debug, Clone)]
pub struct Product {
    /// `x-gateway.product`: lower-case letters, digits and hyphens, starting with a letter.
    pub name: String,
    /// The `UpperCamelCase` Rust name of the product type.
    pub type_name: String,
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub api_version: String,
    /// Empty, or `/v2`.
    pub base_path: String,
    /// How strict the generator is.
    pub profile: Profile,
    /// `x-gateway.hosts`.
    pub hosts: Vec<String>,
    /// The document's path as given to the build, with forward slashes.
    pub document: String,
    /// `sha256:` and 64 hex digits, over the document with overlays applied.
    pub digest: String,
    /// Those that at least one operation refers to.
    pub schemes: Vec<Scheme>,
    /// Those that at least one operation refers to.
    pub upstreams: Vec<Upstream>,
    /// The address-wide limits: document level, by address, per product.
    pub limits: Vec<Sourced<Limit>>,
    /// In the order of the document.
    pub operations: Vec<Operation>,
    /// Every schema a body or a parameter needs.
    pub schemas: Schemas,
}

/// An upstream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upstream {
    /// The name in `x-gateway-components.upstreams`.
    pub name: String,
    /// How long connecting may take.
    pub connect_timeout_ms: u64,
    /// The definition.
    pub span: Span,
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

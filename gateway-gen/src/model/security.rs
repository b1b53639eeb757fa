//! Security schemes and what operations ask of them.

use crate::span::Span;

/// A declared scheme.
#[derive(Debug, Clone)]
pub struct Scheme {
    /// The name in `components.securitySchemes`.
    pub name: String,
    /// The `SCREAMING_SNAKE_CASE` Rust name, unique in the product.
    pub const_name: String,
    /// How its credential is verified.
    pub kind: SchemeKind,
    /// Whether the credential is passed on to the upstream.
    pub forward: bool,
    /// The declaration.
    pub span: Span,
}

/// How a credential is verified.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are those of the runtime contract, documented there")]
pub enum SchemeKind {
    ApiKey {
        location: ApiKeyLocation,
        store: String,
        prefix: String,
    },
    Bearer {
        issuer: String,
        audiences: Vec<String>,
        algorithms: Vec<Algorithm>,
        token_type: TokenType,
        clock_skew_seconds: u64,
        scope_claim: String,
        client_claims: Vec<String>,
    },
}

/// Where an API key travels; header names are lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are the words of OpenAPI")]
pub enum ApiKeyLocation {
    Cookie(String),
    Header(String),
    Query(String),
}

/// Signature algorithms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are the names of RFC 7518 and RFC 8037")]
pub enum Algorithm {
    EdDsa,
    Es256,
    Rs256,
}

/// What the `typ` header must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenType {
    /// `at+jwt`
    AccessToken,
    /// `any`
    Any,
}

/// Requirements that must all hold; none admits anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative(pub Vec<Requirement>);

/// A scheme and the scopes its credential must carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The position in [`Product::schemes`](super::Product::schemes).
    pub scheme: usize,
    /// In the order of the document.
    pub scopes: Vec<String>,
}

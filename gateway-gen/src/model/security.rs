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
        origins: Vec<String>,
    },
    Bearer {
        issuer: String,
        audiences: Vec<String>,
        algorithms: Vec<Algorithm>,
        token_type: TokenType,
        clock_skew_seconds: u64,
        max_lifetime_seconds: Option<u64>,
        scope_claims: Vec<ClaimPath>,
        client_claims: Vec<ClaimPath>,
        /// Those that rules and hooks read.
        claims: Vec<ClaimPath>,
    },
}

/// The names that lead to a claim; never empty.
pub type ClaimPath = Vec<String>;

/// What leads to a claim or a member, as a JSON Pointer (RFC 6901).
pub fn pointer(path: &[String]) -> String {
    path.iter().fold(String::new(), |pointer, name| pointer + "/" + &name.replace('~', "~0").replace('/', "~1"))
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
    Es384,
    Hs256,
    Hs384,
    Hs512,
    Ps256,
    Ps384,
    Ps512,
    Rs256,
    Rs384,
    Rs512,
}

impl Algorithm {
    /// Every one, by name.
    pub const ALL: [Self; 12] = [
        Self::EdDsa,
        Self::Es256,
        Self::Es384,
        Self::Hs256,
        Self::Hs384,
        Self::Hs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
    ];

    /// The registered name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EdDsa => "EdDSA",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Hs256 => "HS256",
            Self::Hs384 => "HS384",
            Self::Hs512 => "HS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
        }
    }

    /// Whether issuer and gateway share a secret.
    pub const fn is_symmetric(self) -> bool {
        matches!(self, Self::Hs256 | Self::Hs384 | Self::Hs512)
    }
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

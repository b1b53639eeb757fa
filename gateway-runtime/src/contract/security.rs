//! Who may call: schemes, alternatives, scopes.

use core::time::Duration;

use super::Algorithm;

/// The position of a scheme in [`ProductFacts::schemes`](super::ProductFacts::schemes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SchemeId(pub usize);

/// One entry of OpenAPI's `security` list: every requirement must hold (AND). No requirement at all is the anonymous
/// alternative.
#[derive(Debug, Clone, Copy)]
pub struct Alternative {
    /// What must hold.
    pub all: &'static [Requirement],
}

/// A scheme that must have verified a credential, and the scopes that credential must carry.
#[derive(Debug, Clone, Copy)]
pub struct Requirement {
    /// The scheme.
    pub scheme: SchemeId,
    /// Every one of these must be granted.
    pub scopes: &'static [&'static str],
}

/// Every requirement in the list must hold.
pub const fn all_of(all: &'static [Requirement]) -> Alternative {
    Alternative { all }
}

/// A credential of `scheme` with all of `scopes`.
pub const fn requires(scheme: SchemeId, scopes: &'static [&'static str]) -> Requirement {
    Requirement { scheme, scopes }
}

/// One security scheme of the document.
#[derive(Debug, Clone, Copy)]
pub struct SchemeFacts {
    /// The name in `components.securitySchemes`.
    pub name: &'static str,
    /// How its credential is verified.
    pub kind: SchemeKind,
    /// Whether the credential is passed on to the upstream; otherwise it ends here.
    pub forward: bool,
    /// Where the document declares it (`specs/orders.yaml:301:5`).
    pub place: &'static str,
}

/// How a scheme's credential is verified.
#[derive(Debug, Clone, Copy)]
pub enum SchemeKind {
    /// A key sent as it is, looked up by keyed hash.
    ApiKey(ApiKeyFacts),
    /// A signed JWT in `Authorization: Bearer` (RFC 6750, RFC 9068).
    Bearer(BearerFacts),
}

/// An API key.
#[derive(Debug, Clone, Copy)]
pub struct ApiKeyFacts {
    /// The one place it may travel in.
    pub location: ApiKeyLocation,
    /// The name of the deploy-time store (`[stores.<name>]`).
    pub store: &'static str,
    /// The public prefix every key starts with.
    pub prefix: &'static str,
    /// Where it travels in a cookie: the origins, besides our own, whose pages may change something with it.
    pub origins: &'static [&'static str],
}

/// Where an API key travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApiKeyLocation {
    /// A header; the name is lower case.
    Header(&'static str),
    /// A query parameter.
    Query(&'static str),
    /// A cookie.
    Cookie(&'static str),
}

/// A claim by the names that lead to it; more than one where it stands inside of others.
pub type ClaimPath = &'static [&'static str];

/// A bearer token that is a JWT.
#[derive(Debug, Clone, Copy)]
pub struct BearerFacts {
    /// The exact `iss`.
    pub issuer: &'static str,
    /// `aud` must contain one of these.
    pub audiences: &'static [&'static str],
    /// The algorithms the issuer signs with; the key decides which of them applies, never the token.
    pub algorithms: &'static [Algorithm],
    /// What `typ` must be.
    pub token_type: TokenType,
    /// How far clocks may differ; at most 60 seconds.
    pub clock_skew: Duration,
    /// The longest time from `iat` to `exp`, where there is one; then `iat` is mandatory.
    pub max_lifetime: Option<Duration>,
    /// The claims that may list scopes, as a space-separated string or an array; the first present counts.
    pub scope_claims: &'static [ClaimPath],
    /// The claims that may name the client, first present wins; `sub` is the last resort.
    pub client_claims: &'static [ClaimPath],
    /// The claims that rules and hooks read.
    pub claims: &'static [ClaimPath],
}

impl BearerFacts {
    /// The scheme that accepts no token: what is stated starts from it.
    pub const CLOSED: Self = Self {
        issuer: "",
        audiences: &[],
        algorithms: &[],
        token_type: TokenType::AccessToken,
        clock_skew: Duration::ZERO,
        max_lifetime: None,
        scope_claims: &[],
        client_claims: &[],
        claims: &[],
    };
}

/// What the `typ` header of a token must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenType {
    /// `at+jwt` (RFC 9068), so that an ID token is never taken for an access token.
    AccessToken,
    /// Any or none.
    Any,
}

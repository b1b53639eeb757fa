//! Who is calling, once a credential was verified.

use std::sync::Arc;

use serde_json::Value;

use crate::contract::{ClaimPath, SchemeId};

/// One verified identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    scheme: SchemeId,
    client: Arc<str>,
    subject: Option<Arc<str>>,
    scopes: Arc<[Box<str>]>,
    claims: Claims,
    plan: Option<Arc<str>>,
    digest: u64,
}

/// The claims that the document names, of those a token has.
pub(crate) type Claims = Arc<[(ClaimPath, Value)]>;

impl Principal {
    /// States an identity; only the policy that verified the credential calls this.
    ///
    /// `client` is the identity that limits count by; `digest` is a keyed hash of it, for events and as limit key.
    pub(crate) fn new(
        scheme: SchemeId,
        client: Arc<str>,
        subject: Option<Arc<str>>,
        scopes: Arc<[Box<str>]>,
        digest: u64,
    ) -> Self {
        Self { scheme, client, subject, scopes, claims: Arc::default(), plan: None, digest }
    }

    /// The same with what its token claims.
    pub(crate) fn with_claims(mut self, claims: Claims) -> Self {
        self.claims = claims;
        self
    }

    /// The scheme whose credential proved the identity.
    pub fn scheme(&self) -> SchemeId {
        self.scheme
    }

    /// The client: `azp`, `client_id` or `sub` of a token, the owner of an API key.
    pub fn client(&self) -> &str {
        &self.client
    }

    /// The `sub` of a token, where it has one.
    pub fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }

    /// Every granted scope.
    pub fn scopes(&self) -> &[Box<str>] {
        &self.scopes
    }

    /// Whether a scope is granted.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|granted| &**granted == scope)
    }

    /// The same with what its owner pays for.
    pub(crate) fn with_plan(mut self, plan: Option<Arc<str>>) -> Self {
        self.plan = plan;
        self
    }

    /// What the owner of an API key pays for, where the store says.
    pub fn plan(&self) -> Option<&str> {
        self.plan.as_deref()
    }

    /// A claim of the token, where it has it and the document names it: in a rule, or under `x-gateway-auth.claims`.
    pub fn claim(&self, path: &[&str]) -> Option<&Value> {
        self.claims.iter().find(|(known, _)| *known == path).map(|(_, value)| value)
    }

    /// A keyed hash of the client: what logs and events carry in place of the identity.
    pub fn digest(&self) -> u64 {
        self.digest
    }
}

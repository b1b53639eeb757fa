//! Who is calling, once a credential was verified.

use std::sync::Arc;

use crate::contract::SchemeId;

/// One verified identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    scheme: SchemeId,
    client: Arc<str>,
    subject: Option<Arc<str>>,
    scopes: Arc<[Box<str>]>,
    digest: u64,
}

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
        Self { scheme, client, subject, scopes, digest }
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

    /// A keyed hash of the client: what logs and events carry in place of the identity.
    pub fn digest(&self) -> u64 {
        self.digest
    }
}

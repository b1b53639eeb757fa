//! What verifies the credentials of one scheme.

pub(crate) use crate::policy::authenticate::hexadecimal;

use crate::contract::{ApiKeyFacts, BearerFacts, SchemeId};
use crate::policy::authenticate::{BearerVerifier, KeyVerifier};

pub use crate::policy::authenticate::{
    KeyEntry, KeySet, KeySetError, KeySource, KeyStore, KeyStoreError, KeyStoreSource, RejectedKey, stored_hash,
};

/// By kind of scheme.
#[derive(Debug)]
pub enum Verifier {
    /// A key looked up by keyed hash.
    ApiKey(KeyVerifier),
    /// A signed token.
    Bearer(BearerVerifier),
}

impl Verifier {
    /// Verifies the tokens of `scheme` with whatever keys `keys` holds at the moment.
    pub fn bearer(scheme: SchemeId, facts: &'static BearerFacts, keys: KeySource) -> Self {
        Self::Bearer(BearerVerifier::new(scheme, facts, keys))
    }

    /// Verifies the keys of `scheme` against `store`.
    pub fn api_key(scheme: SchemeId, facts: &'static ApiKeyFacts, store: KeyStoreSource) -> Self {
        Self::ApiKey(KeyVerifier::new(scheme, facts, store))
    }

    /// Whether it can verify anything yet: a bearer scheme needs keys of its issuer first.
    pub fn is_ready(&self) -> bool {
        match self {
            Self::ApiKey(_) => true,
            Self::Bearer(bearer) => bearer.has_keys(),
        }
    }
}

//! Verifying API keys.

use std::sync::Arc;

use http::HeaderMap;

use super::digest::digest;
use super::key_store::KeyStoreSource;
use super::origin::is_ours;
use crate::clock::UnixMillis;
use crate::contract::{ApiKeyFacts, ApiKeyLocation, Method, SchemeId};
use crate::principal::Principal;

/// Longer keys are refused unread.
const MAX_KEY_BYTES: usize = 512;

/// Verifies the keys of one scheme.
#[derive(Debug)]
pub struct KeyVerifier {
    scheme: SchemeId,
    facts: &'static ApiKeyFacts,
    store: KeyStoreSource,
}

impl KeyVerifier {
    pub(crate) fn new(scheme: SchemeId, facts: &'static ApiKeyFacts, store: KeyStoreSource) -> Self {
        Self { scheme, facts, store }
    }

    /// The one place a key may travel in.
    pub(super) fn location(&self) -> ApiKeyLocation {
        self.facts.location
    }

    /// Whether a request with such a key may come from where it says: a cookie is sent by whatever page is open.
    pub(super) fn may_come(&self, method: Method, headers: &HeaderMap, authority: &[u8]) -> bool {
        match self.facts.location {
            ApiKeyLocation::Cookie(_) => is_ours(method, headers, authority, self.facts.origins),
            ApiKeyLocation::Header(_) | ApiKeyLocation::Query(_) => true,
        }
    }

    /// Who owns `key`. `None` for a key that is malformed, unknown, wrong or expired: which, nobody learns.
    pub fn verify(&self, key: &str, at: UnixMillis) -> Option<Principal> {
        if key.len() > MAX_KEY_BYTES {
            return None;
        }
        let (id, _) = key.strip_prefix(self.facts.prefix)?.split_once('_')?;
        let store = self.store.load();
        let stored = store.find(id, key)?;
        if stored.ends.is_some_and(|end| at.seconds() >= end) {
            return None;
        }
        let digest = digest(self.scheme, &stored.owner);
        let scopes = Arc::clone(&stored.scopes);
        Some(
            Principal::new(self.scheme, Arc::clone(&stored.owner), None, scopes, digest).with_plan(stored.plan.clone()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::key_store::{KeyStore, stored_hash};
    use arc_swap::ArcSwap;

    use super::*;

    static FACTS: ApiKeyFacts =
        ApiKeyFacts { location: ApiKeyLocation::Header("x-key"), store: "partners", prefix: "ord_", origins: &[] };

    #[test]
    fn a_key_is_good_in_its_form_and_its_time() {
        let hash = stored_hash(b"0123456789abcdef", "ord_k1_s_1");
        let json = format!(r#"[{{"id":"k1","hash":"{hash}","owner":"acme","scopes":["a"],"notAfter":100}}]"#);
        let store = KeyStore::parse(json.as_bytes(), b"0123456789abcdef").unwrap();
        let store = KeyStoreSource::new(ArcSwap::from_pointee(store));
        let verifier = KeyVerifier::new(SchemeId(1), &FACTS, store);
        let principal = verifier.verify("ord_k1_s_1", UnixMillis(99_999)).unwrap();
        assert_eq!((principal.client(), principal.scheme(), principal.has_scope("a")), ("acme", SchemeId(1), true));
        assert_eq!(verifier.verify("ord_k1_s_1", UnixMillis(100_000)), None, "expired");
        for wrong in
            ["", "ord_", "ord_k1", "k1_s_1", "ord_k2_s_1", "ord_k1_s_2", &format!("ord_k1_{}", "s".repeat(600))]
        {
            assert_eq!(verifier.verify(wrong, UnixMillis(0)), None, "{wrong}");
        }
    }
}

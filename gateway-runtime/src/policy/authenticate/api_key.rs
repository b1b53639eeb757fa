//! Verifying API keys.

use std::sync::Arc;

use super::digest::digest;
use super::key_store::KeyStore;
use crate::clock::UnixMillis;
use crate::contract::{ApiKeyFacts, ApiKeyLocation, SchemeId};
use crate::principal::Principal;

/// Longer keys are refused unread.
const MAX_KEY_BYTES: usize = 512;

/// Verifies the keys of one scheme.
#[derive(Debug)]
pub struct KeyVerifier {
    scheme: SchemeId,
    facts: &'static ApiKeyFacts,
    store: Arc<KeyStore>,
}

impl KeyVerifier {
    pub(crate) fn new(scheme: SchemeId, facts: &'static ApiKeyFacts, store: Arc<KeyStore>) -> Self {
        Self { scheme, facts, store }
    }

    /// The one place a key may travel in.
    pub(super) fn location(&self) -> ApiKeyLocation {
        self.facts.location
    }

    /// Who owns `key`. `None` for a key that is malformed, unknown, wrong or expired: which, nobody learns.
    pub(super) fn verify(&self, key: &str, at: UnixMillis) -> Option<Principal> {
        if key.len() > MAX_KEY_BYTES {
            return None;
        }
        let (id, _) = key.strip_prefix(self.facts.prefix)?.split_once('_')?;
        let stored = self.store.find(id, key)?;
        if stored.not_after.is_some_and(|end| at.seconds() >= end) {
            return None;
        }
        let digest = digest(self.scheme, &stored.owner);
        Some(Principal::new(self.scheme, Arc::clone(&stored.owner), None, Arc::clone(&stored.scopes), digest))
    }
}

#[cfg(test)]
mod tests {
    use super::super::key_store::stored_hash;
    use super::*;

    static FACTS: ApiKeyFacts =
        ApiKeyFacts { location: ApiKeyLocation::Header("x-key"), store: "partners", prefix: "ord_" };

    #[test]
    fn a_key_is_good_in_its_form_and_its_time() {
        let hash = stored_hash(b"0123456789abcdef", "ord_k1_s_1");
        let json = format!(r#"[{{"id":"k1","hash":"{hash}","owner":"acme","scopes":["a"],"notAfter":100}}]"#);
        let store = Arc::new(KeyStore::parse(json.as_bytes(), b"0123456789abcdef").unwrap());
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

//! Development API keys: one per key scheme, with every scope the document asks of it.

use std::collections::{BTreeMap, BTreeSet};

use gateway_runtime::contract::{ApiKeyFacts, ProductFacts, SchemeId, SchemeKind};
use gateway_runtime::verifier::stored_hash;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::error::DevError;
use crate::state::State;

/// The owner every development key has.
const OWNER: &str = "dev-partner";

/// The keys in the clear, by scheme, and the stores that know their hashes.
#[derive(Debug)]
pub(crate) struct Keys {
    by_scheme: Vec<(SchemeId, String)>,
    stores: BTreeSet<&'static str>,
}

/// The file of a store and the file of its pepper.
pub(crate) fn files(store: &str) -> (String, String) {
    (format!("store-{store}.json"), format!("store-{store}.pepper"))
}

impl Keys {
    /// Opens the keys that are kept, makes those that are not, and writes their stores.
    pub(crate) fn open(state: &State, facts: &ProductFacts) -> Result<Self, DevError> {
        let mut by_scheme = Vec::new();
        let mut stores: BTreeMap<&'static str, Vec<Value>> = BTreeMap::new();
        for (index, scheme) in facts.schemes.iter().enumerate() {
            let SchemeKind::ApiKey(ApiKeyFacts { store, prefix, .. }) = scheme.kind else { continue };
            let (_, pepper) = files(store);
            let pepper = state.kept(&pepper, || Ok(secret()))?;
            let id = format!("dev-{index}");
            // The prefix is the document's and may change; the secret stays.
            let secret = state.kept(&format!("{id}.secret"), || Ok(secret()))?;
            let key = format!("{prefix}{id}_{secret}");
            stores.entry(store).or_default().push(json!({
                "id": id,
                "hash": stored_hash(pepper.as_bytes(), &key),
                "owner": OWNER,
                "scopes": scopes(facts, SchemeId(index)),
            }));
            by_scheme.push((SchemeId(index), key));
        }
        for (store, keys) in &stores {
            state.write(&files(store).0, &Value::from(keys.clone()).to_string())?;
        }
        Ok(Self { by_scheme, stores: stores.into_keys().collect() })
    }

    /// The key of a scheme.
    pub(crate) fn of(&self, scheme: SchemeId) -> Option<&str> {
        self.by_scheme.iter().find(|(id, _)| *id == scheme).map(|(_, key)| key.as_str())
    }

    /// The names of the stores.
    pub(crate) fn stores(&self) -> impl Iterator<Item = &'static str> {
        self.stores.iter().copied()
    }
}

/// Every scope that any operation asks of a scheme.
pub(crate) fn scopes(facts: &ProductFacts, scheme: SchemeId) -> BTreeSet<&'static str> {
    facts
        .operations
        .iter()
        .flat_map(|operation| operation.security)
        .flat_map(|alternative| alternative.all)
        .filter(|requirement| requirement.scheme == scheme)
        .flat_map(|requirement| requirement.scopes.iter().copied())
        .collect()
}

fn secret() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tour::tests::FACTS;

    #[test]
    fn every_key_scheme_has_a_key_that_its_store_knows() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::at(folder.path()).unwrap();
        let keys = Keys::open(&state, &FACTS).unwrap();
        let key = keys.of(SchemeId(1)).unwrap().to_owned();
        assert!(key.starts_with("shp_dev-1_"), "{key}");
        assert_eq!(keys.of(SchemeId(0)), None);
        let (file, pepper) = files("keys");
        let store: Value = serde_json::from_str(&state.read(&file).unwrap()).unwrap();
        assert_eq!(store[0]["hash"], stored_hash(state.read(&pepper).unwrap().as_bytes(), &key));
        assert!(!state.read(&file).unwrap().contains(key.rsplit('_').next().unwrap()), "the store holds no key");
        assert_eq!(Keys::open(&state, &FACTS).unwrap().of(SchemeId(1)), Some(key.as_str()));
    }
}

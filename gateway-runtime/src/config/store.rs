//! `[stores]`: the API keys that the gateway knows.

use core::fmt;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::reader::Reader;
use super::tree::Node;
use crate::contract::{ApiKeyFacts, SchemeKind};
use crate::verifier::KeyStore;

/// One key store: where it is, and what it held when the configuration was read.
#[derive(Clone)]
pub struct Store {
    /// The file.
    pub path: PathBuf,
    /// The secret its hashes were made with.
    pub pepper: Arc<[u8]>,
    /// Its keys.
    pub keys: Arc<KeyStore>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("path", &self.path).field("keys", &self.keys).finish_non_exhaustive()
    }
}

pub(super) fn stores(reader: &mut Reader<'_>, node: Option<&Node>) -> BTreeMap<&'static str, Store> {
    let mut stores = BTreeMap::new();
    for scheme in reader.facts.schemes {
        let SchemeKind::ApiKey(ApiKeyFacts { store, .. }) = scheme.kind else { continue };
        if stores.contains_key(store) {
            continue;
        }
        let Some(section) = node.and_then(|node| node.get(store)) else {
            reader.missing(
                format!("no key store `{store}` for scheme `{}` ({})", scheme.name, scheme.place),
                format!("add [stores.{store}] with file = \"keys.json\" and pepper = {{ file = \"pepper\" }}"),
            );
            continue;
        };
        if let Some(read) = store_of(reader, section, store) {
            stores.insert(store, read);
        }
    }
    stores
}

fn store_of(reader: &mut Reader<'_>, section: &Node, name: &str) -> Option<Store> {
    for key in ["file", "pepper"] {
        if section.get(key).is_none() {
            reader.refuse(&section.place, format!("[stores.{name}] has no `{key}`"), "it needs file and pepper");
        }
    }
    let pepper = section.get("pepper").and_then(|pepper| reader.secret(pepper));
    let file = section.get("file")?;
    let path = reader.path(file)?;
    let keys = reader.file(&file.place, &path)?;
    let pepper = pepper?;
    match KeyStore::parse(&keys, &pepper) {
        Ok(keys) => Some(Store { path, pepper: pepper.into(), keys: Arc::new(keys) }),
        Err(why) => {
            let help = "it holds hashes of keys, never keys";
            reader.refuse(&file.place, format!("{} is no key store: {why}", path.display()), help);
            None
        }
    }
}

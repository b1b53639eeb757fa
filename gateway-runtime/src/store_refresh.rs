//! Keeps the API keys of a store as its file has them, away from the threads that serve requests.

use core::time::Duration;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::sync::Arc;

use crate::config::Store;
use crate::telemetry::{Incident, Telemetry};
use crate::verifier::{KeyStore, KeyStoreSource};

/// How often it is looked whether the file is another one.
const INTERVAL: Duration = Duration::from_secs(1);

/// One key store: where it comes from and where it goes.
#[derive(Debug)]
pub struct StoreRefresh {
    /// Its name.
    pub name: &'static str,
    /// What the configuration says of it.
    pub store: Store,
    /// Where all workers find its keys.
    pub source: KeyStoreSource,
}

/// What tells one state of a file from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Version {
    file: u64,
    length: u64,
    /// Seconds and nanoseconds.
    modified: (i64, i64),
}

impl StoreRefresh {
    /// Looks for ever. A store is replaced whole by one that can be read; where it cannot, the last good one stays.
    pub async fn run(self, telemetry: Telemetry) {
        let mut seen = None;
        loop {
            tokio::time::sleep(INTERVAL).await;
            let version = version(&self.store.path);
            if seen != Some(version) {
                seen = Some(version);
                self.read(&telemetry);
            }
        }
    }

    fn read(&self, telemetry: &Telemetry) {
        let read = std::fs::read(&self.store.path).map_err(|why| why.to_string());
        let parsed = read.and_then(|json| KeyStore::parse(&json, &self.store.pepper).map_err(|why| why.to_string()));
        match parsed {
            Ok(keys) => self.source.store(Arc::new(keys)),
            Err(why) => telemetry.happened(Incident::StoreRefused { store: self.name, why }),
        }
    }
}

fn version(path: &Path) -> Option<Version> {
    let metadata = std::fs::metadata(path).ok()?;
    let modified = (metadata.mtime(), metadata.mtime_nsec());
    Some(Version { file: metadata.ino(), length: metadata.len(), modified })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::config::example::FACTS;
    use crate::telemetry::Sink;
    use crate::verifier::stored_hash;

    #[test]
    fn a_good_file_replaces_the_keys_and_a_bad_one_does_not() {
        let pepper: Arc<[u8]> = (*b"0123456789abcdef").into();
        let entry = |id: &str| format!(r#"[{{"id":"{id}","hash":"{}","owner":"acme"}}]"#, stored_hash(&pepper, id));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        std::fs::write(&path, entry("k1")).unwrap();
        let keys = Arc::new(KeyStore::parse(b"[]", &pepper).unwrap());
        let store = Store { path: path.clone(), pepper: Arc::clone(&pepper), keys: Arc::clone(&keys) };
        let source = KeyStoreSource::new(arc_swap::ArcSwap::new(keys));
        let refresh = StoreRefresh { name: "keys", store, source: Arc::clone(&source) };
        let (sink, memory) = Sink::memory();
        let telemetry = Telemetry::new(&FACTS, Clock::machine(), sink);

        refresh.read(&telemetry);
        assert_eq!(source.load().len(), 1);
        std::fs::write(&path, "[{").unwrap();
        refresh.read(&telemetry);
        std::fs::remove_file(&path).unwrap();
        refresh.read(&telemetry);
        assert_eq!(source.load().len(), 1);
        let told = memory.take_incidents();
        assert!(matches!(
            told.as_slice(),
            [Incident::StoreRefused { store: "keys", .. }, Incident::StoreRefused { .. }]
        ));
        assert_eq!(version(&path), None);
    }
}

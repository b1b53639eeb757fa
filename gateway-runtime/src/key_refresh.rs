//! Keeps the key sets of issuers fresh, away from the threads that serve requests.

use core::fmt;
use core::time::Duration;
use std::path::Path;
use std::sync::Arc;

use crate::admin::Readiness;
use crate::clock::Clock;
use crate::config::{Auth, Jwks};
use crate::contract::SchemeId;
use crate::telemetry::Telemetry;
use crate::upstream::{Roots, fetch};
use crate::verifier::{KeySet, KeySource};

/// The largest key set document in bytes.
const MAX_DOCUMENT: usize = 1024 * 1024;

/// How long fetching one may take.
const FETCH_TIMEOUT: Duration = Duration::from_secs(10);

/// The first pause after a failure; it doubles up to [`MAX_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(200);

/// The longest pause while no key set has been obtained yet.
const MAX_PAUSE: Duration = Duration::from_secs(30);

/// The key set of one scheme: where it comes from and where it goes.
#[derive(Debug)]
pub struct KeyRefresh {
    /// The scheme's position in the product.
    pub scheme: SchemeId,
    /// Its name.
    pub name: &'static str,
    /// Where the keys come from.
    pub auth: Auth,
    /// Where all workers find them.
    pub source: KeySource,
}

/// Why a key set could not be obtained.
#[derive(Debug)]
pub struct KeysMissing {
    name: &'static str,
    why: String,
}

impl fmt::Display for KeysMissing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no keys for `{}`: {}", self.name, self.why)
    }
}

impl core::error::Error for KeysMissing {}

/// Who is told of an obtained key set.
#[derive(Debug, Clone)]
pub struct Audience {
    /// Turns green when every scheme has keys.
    pub readiness: Readiness,
    /// Tells the age of the keys.
    pub telemetry: Telemetry,
    /// Dates them.
    pub clock: Clock,
}

impl KeyRefresh {
    /// Reads the key set where it is a file, which must be there at start; a URL is left to [`run`](Self::run).
    pub fn start(&self, audience: &Audience) -> Result<(), KeysMissing> {
        match &self.auth.jwks {
            Jwks::File(path) => self.publish(&self.read(path)?, audience),
            Jwks::Url(_) => Ok(()),
        }
    }

    /// Refreshes for ever: at the interval, and with growing pauses while there are no keys at all. The last good set
    /// stays in use whatever happens.
    pub async fn run(self, roots: Roots, audience: Audience) {
        let mut pause = FIRST_PAUSE;
        loop {
            if self.source.load().is_some() {
                tokio::time::sleep(self.auth.refresh).await;
                // A failed refresh shows as a growing age of the keys; the next interval tries again.
                let _ = self.obtain(&roots, &audience).await;
            } else if self.obtain(&roots, &audience).await.is_err() {
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(MAX_PAUSE);
            }
        }
    }

    async fn obtain(&self, roots: &Roots, audience: &Audience) -> Result<(), KeysMissing> {
        let document = match &self.auth.jwks {
            Jwks::File(path) => self.read(path)?,
            Jwks::Url(url) => fetch(url, roots, MAX_DOCUMENT, FETCH_TIMEOUT)
                .await
                .map_err(|why| self.missing(why.to_string()))?
                .to_vec(),
        };
        self.publish(&document, audience)
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, KeysMissing> {
        std::fs::read(path).map_err(|why| self.missing(format!("{}: {why}", path.display())))
    }

    fn publish(&self, document: &[u8], audience: &Audience) -> Result<(), KeysMissing> {
        let keys = KeySet::parse(document).map_err(|why| self.missing(why.to_string()))?;
        // An issuer may withdraw its last key, and then nobody is let in; but a set without keys is no start.
        if keys.is_empty() && self.source.load().is_none() {
            return Err(self.missing("the key set holds no usable key".to_owned()));
        }
        self.source.store(Some(Arc::new(keys)));
        audience.telemetry.keys_obtained(self.scheme, audience.clock.wall());
        audience.readiness.obtained(self.name);
        Ok(())
    }

    fn missing(&self, why: String) -> KeysMissing {
        KeysMissing { name: self.name, why }
    }
}

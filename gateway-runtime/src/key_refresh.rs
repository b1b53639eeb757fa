//! Keeps the key sets of issuers fresh, away from the threads that serve requests.
//!
//! Keys are read again at an interval, and when a token names a key that is not known; the latter only so often, whatever
//! strangers send. Where reading fails the last good set stays in use, for a stated time and no longer.

mod budget;
mod metadata;

use core::fmt;
use core::time::Duration;
use std::path::Path;

use tokio::time::Instant;

use self::budget::Budget;
use self::metadata::key_set_url;
use crate::admin::Readiness;
use crate::clock::{Clock, Moment};
use crate::config::{Auth, Keys};
use crate::contract::{BearerFacts, SchemeId};
use crate::telemetry::{Incident, Telemetry};
use crate::upstream::fetch;
use crate::verifier::{KeySet, KeySource};

/// The largest document in bytes.
const MAX_DOCUMENT: usize = 1024 * 1024;

/// How long fetching one may take.
const FETCH_TIMEOUT: Duration = Duration::from_secs(10);

/// The first pause after a failure; it doubles up to [`MAX_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(200);

/// The longest pause between attempts that fail.
const MAX_PAUSE: Duration = Duration::from_secs(30);

/// The key set of one scheme: where it comes from and where it goes.
#[derive(Debug)]
pub struct KeyRefresh {
    /// The scheme's position in the product.
    pub scheme: SchemeId,
    /// Its name.
    pub name: &'static str,
    /// What the document says about its tokens.
    pub facts: &'static BearerFacts,
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
    /// Tells the age of the keys, and when they cannot be obtained.
    pub telemetry: Telemetry,
    /// Dates them.
    pub clock: Clock,
}

/// How reading went so far.
struct Progress {
    /// When the keys in use were read.
    obtained: Option<Moment>,
    pause: Duration,
    is_failing: bool,
}

impl KeyRefresh {
    /// Reads the keys where they are at hand, which they must be at start; what has to be fetched is left to
    /// [`run`](Self::run).
    pub fn start(&self, audience: &Audience) -> Result<(), KeysMissing> {
        match &self.auth.keys {
            Keys::File(path) => self.publish(&self.read(path)?, audience),
            Keys::Secret(secret) => {
                let keys =
                    KeySet::secret(secret, self.facts.algorithms).map_err(|why| self.missing(why.to_string()))?;
                self.use_keys(keys, audience);
                Ok(())
            }
            Keys::Url(_) | Keys::Discovery(_) => Ok(()),
        }
    }

    /// Refreshes for ever; ends at once where there is nothing to read again.
    pub async fn run(self, audience: Audience) {
        if matches!(self.auth.keys, Keys::Secret(_)) {
            return;
        }
        self.source.listen();
        let mut budget = Budget::new(self.auth.min_interval, audience.clock.now());
        let held = self.source.load().is_some();
        let mut progress =
            Progress { obtained: held.then(|| audience.clock.now()), pause: FIRST_PAUSE, is_failing: false };
        let mut next = Instant::now() + if held { self.auth.refresh } else { Duration::ZERO };
        loop {
            let is_due = tokio::select! {
                () = tokio::time::sleep_until(next) => true,
                () = self.source.asked() => false,
            };
            if is_due || budget.take(audience.clock.now()) {
                let pause = self.attempt(&mut progress, &audience).await;
                next = Instant::now() + pause;
            }
            self.source.attempted();
        }
    }

    /// One attempt to obtain the keys. Gives the time until the next one.
    async fn attempt(&self, progress: &mut Progress, audience: &Audience) -> Duration {
        let Err(missing) = self.obtain(audience).await else {
            if progress.is_failing {
                audience.telemetry.happened(Incident::KeysObtained { scheme: self.scheme });
            }
            *progress = Progress { obtained: Some(audience.clock.now()), pause: FIRST_PAUSE, is_failing: false };
            return self.auth.refresh;
        };
        audience.telemetry.keys_missed(self.scheme);
        if !progress.is_failing {
            progress.is_failing = true;
            audience.telemetry.happened(Incident::KeysUnobtainable { scheme: self.scheme, why: missing.why });
        }
        let age = progress.obtained.map(|obtained| audience.clock.now().since(obtained));
        if age.is_some_and(|age| age >= self.auth.stale_for) {
            progress.obtained = None;
            self.source.store(None);
            audience.readiness.lost(self.name);
            audience.telemetry.happened(Incident::KeysStale { scheme: self.scheme });
        }
        let pause = progress.pause;
        progress.pause = (pause * 2).min(MAX_PAUSE);
        // Keys that are about to be too old are dropped in time.
        let left = progress
            .obtained
            .map(|obtained| self.auth.stale_for.saturating_sub(audience.clock.now().since(obtained)).max(FIRST_PAUSE));
        left.map_or(pause, |left| left.min(pause))
    }

    async fn obtain(&self, audience: &Audience) -> Result<(), KeysMissing> {
        let document = match &self.auth.keys {
            Keys::File(path) => self.read(path)?,
            Keys::Url(url) => self.fetch(url).await?,
            Keys::Discovery(url) => {
                let metadata = self.fetch(url).await?;
                let url = key_set_url(&metadata, self.facts.issuer, url).map_err(|why| self.missing(why.to_owned()))?;
                self.fetch(&url).await?
            }
            Keys::Secret(_) => return Ok(()),
        };
        self.publish(&document, audience)
    }

    async fn fetch(&self, url: &str) -> Result<Vec<u8>, KeysMissing> {
        let fetched = fetch(url, &self.auth.roots, MAX_DOCUMENT, FETCH_TIMEOUT).await;
        Ok(fetched.map_err(|why| self.missing(why.to_string()))?.to_vec())
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, KeysMissing> {
        std::fs::read(path).map_err(|why| self.missing(format!("{}: {why}", path.display())))
    }

    fn publish(&self, document: &[u8], audience: &Audience) -> Result<(), KeysMissing> {
        let keys = KeySet::parse(document, self.facts.algorithms).map_err(|why| self.missing(why.to_string()))?;
        // An issuer may withdraw its last key, and then nobody is let in; but a set without keys is no start.
        if keys.is_empty() && self.source.load().is_none() {
            return Err(self.missing("the key set holds no usable key".to_owned()));
        }
        self.use_keys(keys, audience);
        Ok(())
    }

    fn use_keys(&self, keys: KeySet, audience: &Audience) {
        self.source.store(Some(keys));
        audience.telemetry.keys_obtained(self.scheme, audience.clock.wall());
        audience.readiness.obtained(self.name);
    }

    fn missing(&self, why: String) -> KeysMissing {
        KeysMissing { name: self.name, why }
    }
}

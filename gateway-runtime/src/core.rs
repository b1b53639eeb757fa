//! What one worker thread works with: its own connections and token cache, and what all workers share.

use std::sync::{Arc, Mutex};

use arc_swap::ArcSwap;

use crate::clock::Clock;
use crate::policy::authenticate::TokenCache;
use crate::snapshot::Snapshot;
use crate::telemetry::Telemetry;
use crate::upstream::Pool;

/// One worker's part. Nothing in it is touched by another worker, so its lock is never waited for.
#[derive(Debug)]
pub struct Core {
    /// What all workers share.
    pub shared: Arc<Shared>,
    /// This worker's connections to the upstreams.
    pub pool: Pool,
    /// Tokens this worker has verified.
    pub(crate) tokens: Mutex<TokenCache>,
}

/// What all workers share.
pub struct Shared {
    /// The configuration in force; requests keep the one they started with.
    pub snapshot: ArcSwap<Snapshot>,
    /// The only source of time.
    pub clock: Clock,
    /// Where records and events go.
    pub telemetry: Telemetry,
}

impl Core {
    /// A worker with an empty token cache.
    pub fn new(shared: Arc<Shared>, pool: Pool) -> Self {
        Self { shared, pool, tokens: Mutex::default() }
    }
}

impl Shared {
    /// What workers share, starting with `snapshot`.
    pub fn new(snapshot: Snapshot, clock: Clock, telemetry: Telemetry) -> Self {
        Self { snapshot: ArcSwap::from_pointee(snapshot), clock, telemetry }
    }
}

impl core::fmt::Debug for Shared {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Shared").field("clock", &self.clock).finish_non_exhaustive()
    }
}

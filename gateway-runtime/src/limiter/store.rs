//! Where a limiter keeps its counters: sharded, and bounded whatever keys arrive.

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::{Mutex, PoisonError};

use governor::clock::Clock as _;
use governor::nanos::Nanos;
use governor::state::StateStore;

use super::Ticks;

const SHARDS: usize = 64;
/// Together 200,000 keys of 16 bytes and the slack of a hash map: below 10 MiB per limiter at the very worst.
const KEYS_PER_SHARD: usize = 3_125;
/// A full shard is searched for idle keys at most this often, so that a flood of new keys stays cheap.
const SWEEP_INTERVAL_NANOS: u64 = 1_000_000_000;

/// Theoretical arrival times by key, in nanoseconds since the limiter was made.
#[derive(Debug)]
pub(super) struct BoundedStore {
    clock: Ticks,
    start_nanos: u64,
    hasher: foldhash::quality::RandomState,
    shards: Box<[Mutex<Shard>]>,
}

#[derive(Debug, Default)]
struct Shard {
    arrivals: HashMap<u64, Nanos, foldhash::fast::RandomState>,
    /// What all keys share that found no room.
    overflow: Option<Nanos>,
    sweep_again_at: u64,
}

impl BoundedStore {
    pub(super) fn new(clock: Ticks) -> Self {
        let start_nanos = nanos(&clock);
        let shards = (0..SHARDS).map(|_| Mutex::default()).collect();
        Self { clock, start_nanos, hasher: foldhash::quality::RandomState::default(), shards }
    }
}

impl StateStore for BoundedStore {
    type Key = u64;

    fn measure_and_replace<T, F, E>(&self, key: &u64, decide: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let index = usize::try_from(self.hasher.hash_one(key) % SHARDS as u64).unwrap_or(0);
        #[allow(clippy::indexing_slicing, reason = "the index is a remainder of the number of shards")]
        let mut shard = self.shards[index].lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(arrival) = shard.arrivals.get_mut(key) {
            let (outcome, next) = decide(Some(*arrival))?;
            *arrival = next;
            return Ok(outcome);
        }
        if shard.arrivals.len() >= KEYS_PER_SHARD {
            let now = nanos(&self.clock).saturating_sub(self.start_nanos);
            shard.sweep(now);
        }
        if shard.arrivals.len() < KEYS_PER_SHARD {
            let (outcome, next) = decide(None)?;
            shard.arrivals.insert(*key, next);
            return Ok(outcome);
        }
        let (outcome, next) = decide(shard.overflow)?;
        shard.overflow = Some(next);
        Ok(outcome)
    }
}

impl Shard {
    /// Forgets the keys whose arrival time has passed: they are indistinguishable from keys never seen.
    fn sweep(&mut self, now: u64) {
        if now >= self.sweep_again_at {
            self.sweep_again_at = now.saturating_add(SWEEP_INTERVAL_NANOS);
            self.arrivals.retain(|_, arrival| arrival.as_u64() > now);
        }
    }
}

fn nanos(clock: &Ticks) -> u64 {
    u64::try_from(clock.now().as_nanos()).unwrap_or(u64::MAX)
}

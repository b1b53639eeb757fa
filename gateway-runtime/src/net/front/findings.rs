//! What the front check found on one connection, shared with the service above hyper.

use core::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use crate::denial::Denial;

/// Shared by the reader below hyper and the service above it. A refusal ends a connection, so there is at most one, and
/// the number of heads before it says which call of the service it belongs to.
#[derive(Debug, Default)]
pub struct Findings {
    refused: OnceLock<(u64, Denial)>,
    calls: AtomicU64,
    in_flight: AtomicUsize,
    malformed: AtomicBool,
}

impl Findings {
    /// The head behind the first `heads` ones is refused.
    pub(super) fn refuse(&self, heads: u64, denial: Denial) {
        // A second refusal cannot happen: the reader stops at the first. Were it to, the first stands.
        let _ = self.refused.set((heads, denial));
    }

    /// The body that is being read is not framed as it must be.
    pub(super) fn mark_malformed(&self) {
        self.malformed.store(true, Ordering::Relaxed);
    }

    /// Whether the body that failed was malformed, rather than cut off.
    pub fn is_malformed(&self) -> bool {
        self.malformed.load(Ordering::Relaxed)
    }

    /// What was found about the next head; called exactly once per call of the service, in order.
    pub fn take(&self) -> Option<Denial> {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        self.refused.get().and_then(|(heads, denial)| (*heads == call).then(|| denial.clone()))
    }

    /// Counts an exchange until the guard is dropped.
    pub fn begin(self: &Arc<Self>) -> InFlight {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        InFlight(Arc::clone(self))
    }

    /// Whether an exchange is under way.
    pub fn is_busy(&self) -> bool {
        self.in_flight.load(Ordering::Relaxed) > 0
    }
}

/// One exchange, from the head of the request to the last byte of the answer.
#[derive(Debug)]
pub struct InFlight(Arc<Findings>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

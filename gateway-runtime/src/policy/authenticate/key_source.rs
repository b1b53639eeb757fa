//! Where the keys of an issuer are found at the moment.

use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::sync::Arc;

use arc_swap::{ArcSwapOption, Guard};
use tokio::sync::{Notify, watch};

use super::key_set::KeySet;

/// How long a token of a new key waits for the key.
const PATIENCE: Duration = Duration::from_secs(3);

/// The key set of one issuer: shared by all workers, empty until it was first obtained. Whoever misses a key asks here, and
/// everybody who asks at the same time waits for the same attempt to obtain it.
#[derive(Debug, Clone, Default)]
pub struct KeySource(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    keys: ArcSwapOption<KeySet>,
    asked: Notify,
    attempts: watch::Sender<u64>,
    has_listener: AtomicBool,
}

impl KeySource {
    /// The keys, where there are any.
    pub fn load(&self) -> Guard<Option<Arc<KeySet>>> {
        self.0.keys.load()
    }

    /// From now on these keys count, or none.
    pub fn store(&self, keys: Option<KeySet>) {
        self.0.keys.store(keys.map(Arc::new));
    }

    /// Asks for a fresh key set and waits until an attempt was made or declined, for three seconds at most. Returns at once
    /// where nobody obtains keys.
    pub(super) async fn renew(&self) {
        if !self.0.has_listener.load(Ordering::Acquire) {
            return;
        }
        // Subscribed before asking, so that the answer cannot be missed.
        let mut attempts = self.0.attempts.subscribe();
        self.0.asked.notify_one();
        let _ = tokio::time::timeout(PATIENCE, attempts.changed()).await;
    }

    /// Whoever obtains the keys says so, and then waits for questions with [`asked`](Self::asked).
    pub(crate) fn listen(&self) {
        self.0.has_listener.store(true, Ordering::Release);
    }

    /// Waits until somebody misses a key.
    pub(crate) async fn asked(&self) {
        self.0.asked.notified().await;
    }

    /// Answers everybody who asked so far, also while the attempt was made: whoever still misses a key asks once more.
    pub(crate) fn attempted(&self) {
        // Before they are answered, so that nobody is forgotten who asks afterwards.
        core::pin::pin!(self.0.asked.notified()).enable();
        self.0.attempts.send_modify(|attempts| *attempts += 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn all_who_ask_wait_for_one_attempt() {
        let source = KeySource::default();
        source.renew().await;
        source.listen();
        let asking: Vec<_> = (0..10)
            .map(|_| {
                let source = source.clone();
                tokio::spawn(async move { source.renew().await })
            })
            .collect();
        source.asked().await;
        tokio::task::yield_now().await;
        assert!(asking.iter().all(|task| !task.is_finished()));
        source.attempted();
        for task in asking {
            task.await.unwrap();
        }
        let again = tokio::time::timeout(Duration::ZERO, source.asked()).await;
        assert!(again.is_err(), "nobody asks any more");
    }
}

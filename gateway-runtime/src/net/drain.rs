//! The order to finish: given once, seen by every connection and task of the gateway.

use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::Arc;

use tokio::sync::Notify;

/// Shared by everything that must stop. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Drain(Arc<State>);

#[derive(Debug, Default)]
struct State {
    ordered: AtomicBool,
    order: Notify,
    connections: AtomicUsize,
    idle: Notify,
}

impl Drain {
    /// Gives the order.
    pub fn order(&self) {
        self.0.ordered.store(true, Ordering::SeqCst);
        self.0.order.notify_waiters();
    }

    /// Whether the order was given.
    pub fn is_ordered(&self) -> bool {
        self.0.ordered.load(Ordering::SeqCst)
    }

    /// Waits for the order.
    pub async fn ordered(&self) {
        // Registered before the flag is read, so that an order between the two is not missed.
        let mut notified = core::pin::pin!(self.0.order.notified());
        notified.as_mut().enable();
        if !self.is_ordered() {
            notified.await;
        }
    }

    /// Counts a connection; `None` where there are `max` already.
    pub fn enter(&self, max: usize) -> Option<Open> {
        let open = self.0.connections.fetch_add(1, Ordering::SeqCst);
        let guard = Open(self.clone());
        (open < max).then_some(guard)
    }

    /// Waits until no connection is open.
    pub async fn emptied(&self) {
        loop {
            let mut notified = core::pin::pin!(self.0.idle.notified());
            notified.as_mut().enable();
            if self.0.connections.load(Ordering::SeqCst) == 0 {
                return;
            }
            notified.await;
        }
    }
}

/// One open connection.
#[derive(Debug)]
pub struct Open(Drain);

impl Drop for Open {
    fn drop(&mut self) {
        if self.0.0.connections.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.0.0.idle.notify_waiters();
        }
    }
}

//! How often strangers may make the gateway fetch something.

use core::time::Duration;

use crate::clock::Moment;

/// So many attempts may follow at once after a quiet time.
const BURST: u32 = 3;

/// Attempts that are paid from a stock; it fills by one every interval.
#[derive(Debug)]
pub(super) struct Budget {
    interval: Duration,
    stock: u32,
    filled: Moment,
}

impl Budget {
    pub(super) fn new(interval: Duration, now: Moment) -> Self {
        Self { interval, stock: BURST, filled: now }
    }

    /// Whether one more attempt may be made; then it is paid.
    pub(super) fn take(&mut self, now: Moment) -> bool {
        let intervals = now.since(self.filled).as_nanos() / self.interval.as_nanos().max(1);
        let gained = u32::try_from(intervals).unwrap_or(u32::MAX).min(BURST);
        if gained > 0 {
            self.stock = self.stock.saturating_add(gained).min(BURST);
            self.filled = now;
        }
        let is_left = self.stock > 0;
        self.stock = self.stock.saturating_sub(1);
        is_left
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, UnixMillis};

    #[test]
    fn three_at_once_and_then_one_an_interval() {
        let clock = Clock::manual(UnixMillis(0));
        let mut budget = Budget::new(Duration::from_secs(20), clock.now());
        let mut taken = |after: u64| {
            clock.advance(Duration::from_secs(after));
            (0..10).filter(|_| budget.take(clock.now())).count()
        };
        assert_eq!([taken(0), taken(19), taken(1), taken(20), taken(40), taken(1000)], [3, 0, 1, 1, 2, 3]);
    }
}

//! What an HTTP/2 client may make the gateway do besides answering requests.
//!
//! Every frame that is no message costs something and gives nothing back to whoever sends it. A client gets a stock of
//! such frames, which refills with time and with the work that frames of a kind belong to: answers and their data.

use tokio::time::Instant;

use super::frame::{Frame, Kind};
use crate::denial::Http2Excess;

/// How many frames that carry no message a client may have to its name: PING, SETTINGS, PRIORITY, WINDOW_UPDATE, GOAWAY,
/// empty or padded DATA, unknown types. The 1,000 of nghttp2's limit on such irregularities, and of Envoy's on queued
/// control frames. They cost one write each at most.
const CONTROL_STOCK: u32 = 1000;

/// How many of them come back each second; nghttp2's rate. A client that pings ten times a second never notices.
const CONTROL_PER_SECOND: u32 = 33;

/// How many come back per DATA frame sent: a client may open two windows for each, the stream's and the connection's,
/// and measure the path with a PING. Envoy allows ten WINDOW_UPDATE.
const CONTROL_PER_DATA: u32 = 3;

/// How many come back per answer that is complete: an exchange has a few frames of its own, such as a PRIORITY.
const CONTROL_PER_ANSWER: u32 = 10;

/// How many streams a client may have to its name that were reset: by itself (rapid reset, CVE-2023-44487) or because
/// of what it sent (MadeYouReset, CVE-2025-8671). Twice the streams that may be open, for a client that drops all of
/// them and is restarted by its user. Envoy starts to judge at 500, nghttp2 at 1,000.
const RESET_STOCK: u32 = 2 * super::MAX_STREAMS;

/// How many of those come back each second; nghttp2's rate.
const RESETS_PER_SECOND: u32 = 33;

/// How many come back per answer that is complete.
const RESETS_PER_ANSWER: u32 = 1;

/// How many CONTINUATION frames one header block may have (CVE-2024-27316); nghttp2's limit. With full frames it is
/// three times of what a block may hold.
const MAX_CONTINUATIONS: u32 = 8;

/// How long a header block may be, compressed. Twice the decoded limit, so that a head which is merely too large is
/// answered with 431 and does not cost the connection.
const MAX_BLOCK: u32 = 64 * 1024;

/// Frames a client may still send.
#[derive(Debug)]
struct Stock {
    left: u32,
    most: u32,
    per_second: u32,
    /// Up to when time has been paid out.
    paid: Instant,
}

impl Stock {
    fn new(most: u32, per_second: u32, now: Instant) -> Self {
        Self { left: most, most, per_second, paid: now }
    }

    fn give(&mut self, count: u32) {
        self.left = self.left.saturating_add(count).min(self.most);
    }

    /// Takes one; false where there is none. The clock is only looked at when the stock is empty.
    fn take(&mut self) -> bool {
        if self.left == 0 {
            let now = Instant::now();
            let whole = now.duration_since(self.paid).as_millis() * u128::from(self.per_second) / 1000;
            if whole > 0 {
                self.paid = now;
                self.give(u32::try_from(whole).unwrap_or(self.most));
            }
        }
        let enough = self.left > 0;
        self.left = self.left.saturating_sub(1);
        enough
    }
}

/// A header block that is not complete.
#[derive(Debug, Clone, Copy)]
struct Block {
    bytes: u32,
    continuations: u32,
}

/// The budget of one connection. Its memory is constant.
#[derive(Debug)]
pub(super) struct Budget {
    control: Stock,
    resets: Stock,
    block: Option<Block>,
}

impl Budget {
    pub(super) fn new() -> Self {
        let now = Instant::now();
        Self {
            control: Stock::new(CONTROL_STOCK, CONTROL_PER_SECOND, now),
            resets: Stock::new(RESET_STOCK, RESETS_PER_SECOND, now),
            block: None,
        }
    }

    /// Whether a header block waits for its end.
    pub(super) fn is_in_block(&self) -> bool {
        self.block.is_some()
    }

    /// Counts a frame of the client's. `Err` where it is one too many.
    pub(super) fn received(&mut self, frame: &Frame) -> Result<(), Http2Excess> {
        match frame.kind {
            Kind::Data if frame.is_padded() || (frame.length == 0 && !frame.ends_stream()) => self.control(),
            Kind::Data | Kind::PushPromise => Ok(()),
            Kind::Headers => self.block(frame, Block { bytes: 0, continuations: 0 }),
            Kind::Continuation => match self.block {
                Some(open) => self.block(frame, Block { continuations: open.continuations + 1, ..open }),
                None => Ok(()),
            },
            Kind::RstStream => self.reset(),
            Kind::Priority | Kind::Settings | Kind::Ping | Kind::GoAway | Kind::WindowUpdate | Kind::Unknown => {
                self.control()
            }
        }
    }

    /// Counts a frame of the gateway's.
    pub(super) fn sent(&mut self, frame: &Frame) {
        if frame.kind == Kind::Data && frame.length > 0 {
            self.control.give(CONTROL_PER_DATA);
        }
        if matches!(frame.kind, Kind::Data | Kind::Headers) && frame.ends_stream() {
            self.control.give(CONTROL_PER_ANSWER);
            self.resets.give(RESETS_PER_ANSWER);
        }
    }

    /// Counts a stream that was reset, by the client or because of it.
    pub(super) fn reset(&mut self) -> Result<(), Http2Excess> {
        if self.resets.take() { Ok(()) } else { Err(Http2Excess::Resets) }
    }

    fn control(&mut self) -> Result<(), Http2Excess> {
        if self.control.take() { Ok(()) } else { Err(Http2Excess::ControlFrames) }
    }

    fn block(&mut self, frame: &Frame, so_far: Block) -> Result<(), Http2Excess> {
        let block = Block { bytes: so_far.bytes.saturating_add(frame.length), ..so_far };
        if block.bytes > MAX_BLOCK || block.continuations > MAX_CONTINUATIONS {
            return Err(Http2Excess::HeaderBlock);
        }
        self.block = (!frame.ends_headers()).then_some(block);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::super::frame::Follower;
    use super::*;

    /// How long an empty stock of control frames takes to be whole again.
    const REFILL: Duration = Duration::from_secs((CONTROL_STOCK / CONTROL_PER_SECOND + 1) as u64);

    fn frame(kind: u8, flags: u8, length: u32) -> Frame {
        let mut seen = None;
        let [_, a, b, c] = length.to_be_bytes();
        let code = [0; 8];
        let bytes = [&[a, b, c, kind, flags, 0, 0, 0, 1][..], &code].concat();
        Follower::new().advance(&bytes, |frame| seen = seen.or(Some(frame)));
        seen.unwrap()
    }

    /// How many of these frames pass in a row.
    fn passing(budget: &mut Budget, frame: &Frame) -> u32 {
        (0..10_000).take_while(|_| budget.received(frame).is_ok()).count().try_into().unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn frames_that_carry_no_message_are_bounded() {
        for (kind, flags, length) in [(6, 0, 8), (4, 0, 0), (2, 0, 5), (8, 0, 4), (0, 0, 0), (0, 8, 1), (0xff, 0, 7)] {
            let frame = frame(kind, flags, length);
            let mut budget = Budget::new();
            assert_eq!(passing(&mut budget, &frame), CONTROL_STOCK, "{frame:?}");
            assert_eq!(budget.received(&frame), Err(Http2Excess::ControlFrames));
            tokio::time::advance(REFILL).await;
            assert_eq!(passing(&mut budget, &frame), CONTROL_STOCK, "{frame:?}");
            tokio::time::advance(Duration::from_secs(1)).await;
            assert_eq!(passing(&mut budget, &frame), CONTROL_PER_SECOND, "{frame:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_at_work_is_never_at_its_limit() {
        let mut budget = Budget::new();
        let (headers, window, cancel) = (frame(1, 5, 100), frame(8, 0, 4), frame(3, 0, 4));
        for _ in 0..10_000 {
            // A download: two windows for each frame of data, and one of its streams in two is given up.
            assert_eq!(budget.received(&headers), Ok(()));
            budget.sent(&frame(1, 4, 50));
            for _ in 0..5 {
                budget.sent(&frame(0, 0, 16384));
                assert_eq!(budget.received(&window), Ok(()));
                assert_eq!(budget.received(&window), Ok(()));
            }
            budget.sent(&frame(0, 1, 0));
            assert_eq!(budget.received(&cancel), Ok(()));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn resets_are_bounded_whoever_sends_them() {
        let mut budget = Budget::new();
        assert_eq!(passing(&mut budget, &frame(3, 0, 4)), RESET_STOCK);
        assert_eq!(budget.reset(), Err(Http2Excess::Resets));
        budget.sent(&frame(1, 5, 10));
        assert_eq!((budget.reset(), budget.reset()), (Ok(()), Err(Http2Excess::Resets)));
    }

    #[tokio::test(start_paused = true)]
    async fn header_blocks_are_bounded() {
        let mut budget = Budget::new();
        assert_eq!(budget.received(&frame(1, 0, 100)), Ok(()));
        assert!(budget.is_in_block());
        assert_eq!(passing(&mut budget, &frame(9, 0, 1)), MAX_CONTINUATIONS);
        assert_eq!(budget.received(&frame(1, 0, MAX_BLOCK)), Ok(()));
        assert_eq!(budget.received(&frame(9, 4, 1)), Err(Http2Excess::HeaderBlock));
        assert_eq!(budget.received(&frame(1, 4, MAX_BLOCK)), Ok(()));
        assert!(!budget.is_in_block());
    }
}

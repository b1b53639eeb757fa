//! The end of a connection, so that the client reads why rather than a reset (RFC 9113 §9.1).

use core::future::Future as _;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

use crate::net::front::{MAX_LINGER, MAX_LINGER_BYTES, MAX_SHUTDOWN};

/// How much is read at once while lingering.
const PIECE: usize = 1024;

/// A GOAWAY frame without debug data (RFC 9113 §6.8).
const FAREWELL: usize = 17;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// This much of the farewell is written.
    Farewell(usize),
    Flush,
    Shutdown,
    /// This many bytes were taken and dropped.
    Linger(usize),
    Done,
}

/// Writes a farewell where there is one, closes the sending side, and takes what still comes: each for a bounded time.
#[derive(Debug)]
pub(super) struct Ending {
    farewell: [u8; FAREWELL],
    step: Step,
    timer: Pin<Box<Sleep>>,
}

impl Ending {
    /// With a GOAWAY that names the last stream and the error code, where the frame before it is whole.
    pub(super) fn with_goaway(is_between: bool, last: u32, code: u32) -> Self {
        let [l0, l1, l2, l3] = last.to_be_bytes();
        let [c0, c1, c2, c3] = code.to_be_bytes();
        let farewell = [0, 0, 8, 7, 0, 0, 0, 0, 0, l0, l1, l2, l3, c0, c1, c2, c3];
        let step = if is_between { Step::Farewell(0) } else { Step::Flush };
        Self { farewell, step, ..Self::silent() }
    }

    /// Without another frame.
    pub(super) fn silent() -> Self {
        Self { farewell: [0; FAREWELL], step: Step::Flush, timer: Box::pin(tokio::time::sleep(MAX_SHUTDOWN)) }
    }

    /// Goes on; ready when there is nothing left to do, at the latest when the time is over.
    pub(super) fn poll<S: AsyncRead + AsyncWrite + Unpin>(&mut self, stream: &mut S, cx: &mut Context<'_>) -> Poll<()> {
        if self.step != Step::Done && self.timer.as_mut().poll(cx).is_ready() {
            self.step = Step::Done;
        }
        loop {
            self.step = match self.step {
                Step::Farewell(at) => {
                    let rest = self.farewell.get(at..).unwrap_or_default();
                    match ready!(Pin::new(&mut *stream).poll_write(cx, rest)) {
                        Ok(0) | Err(_) => Step::Done,
                        Ok(count) if count == rest.len() => Step::Flush,
                        Ok(count) => Step::Farewell(at + count),
                    }
                }
                Step::Flush => match ready!(Pin::new(&mut *stream).poll_flush(cx)) {
                    Ok(()) => Step::Shutdown,
                    Err(_) => Step::Done,
                },
                Step::Shutdown => match ready!(Pin::new(&mut *stream).poll_shutdown(cx)) {
                    Ok(()) => {
                        self.timer.as_mut().reset(Instant::now() + MAX_LINGER);
                        if self.timer.as_mut().poll(cx).is_ready() { Step::Done } else { Step::Linger(0) }
                    }
                    Err(_) => Step::Done,
                },
                Step::Linger(taken) => {
                    let mut piece = [0; PIECE];
                    let mut piece = ReadBuf::new(&mut piece);
                    let read = ready!(Pin::new(&mut *stream).poll_read(cx, &mut piece));
                    let taken = taken + piece.filled().len();
                    let is_over = read.is_err() || piece.filled().is_empty() || taken >= MAX_LINGER_BYTES;
                    if is_over { Step::Done } else { Step::Linger(taken) }
                }
                Step::Done => return Poll::Ready(()),
            };
        }
    }
}

//! The strict front check: a reader between TLS and hyper that frames every HTTP/1 message itself (RFC 9112).
//!
//! hyper sees only heads that passed. A refused head is replaced by a harmless one of our own, so that hyper keeps the
//! order of pipelined answers and the one usual pipeline answers the refusal; behind it the client is not read any more.
//! A body that is not framed as it must be makes the read of it fail.
//!
//! Bytes go straight into hyper's buffer and are checked there. Only the piece of a head that is not complete yet is
//! kept here, at most [`MAX_HEAD`] bytes and one read.

mod byte;
mod chunk;
mod field;
mod findings;
mod framer;
mod head;
mod pace;
mod target;
#[cfg(test)]
mod tests;
mod usual;

use core::pin::Pin;
use core::task::{Context, Poll, ready};
use core::time::Duration;
use std::io;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};

pub use findings::{Findings, InFlight};
use framer::{Framer, Stop};
pub use head::{MAX_FIELDS, MAX_HEAD};
pub use pace::Limits;
use pace::{Expired, Pace};
pub use target::MAX_TARGET;

use crate::denial::Denial;

/// What hyper reads in place of a refused head.
const STAND_IN: &[u8] = b"GET / HTTP/1.1\r\nhost: refused\r\nconnection: close\r\n\r\n";

/// How much is read at once while a head comes in pieces.
const PIECE: usize = 4096;

/// How many unread bytes are taken from a closing connection, so that the client can read its answer before it learns
/// that its own bytes went nowhere (RFC 9112 §9.6).
pub(super) const MAX_LINGER_BYTES: usize = 64 * 1024;

/// How long a closing connection waits for the client to close.
pub(super) const MAX_LINGER: Duration = Duration::from_millis(100);

/// How long a closing connection may take to send what it still holds.
pub(super) const MAX_SHUTDOWN: Duration = Duration::from_secs(1);

/// Whether the client is still read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Intake {
    Open,
    /// A head was refused: nothing more is read, and nothing more comes.
    Refused,
    /// A body is malformed: reading fails.
    Malformed,
    /// The client has closed its side, or was idle for too long.
    Ended,
}

/// The reader. `S` is the TLS or TCP stream.
#[derive(Debug)]
pub struct Front<S> {
    stream: S,
    framer: Framer,
    findings: Arc<Findings>,
    pace: Pace,
    intake: Intake,
    /// The start of a head that is not complete, or cleared bytes that did not fit.
    held: Vec<u8>,
    /// How much of `held` is cleared.
    cleared: usize,
    /// How much of that is delivered.
    delivered: usize,
    client_closed: bool,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Front<S> {
    /// Watches over `stream`. Must be called on a tokio runtime with a timer.
    pub fn new(stream: S, limits: Limits) -> Self {
        Self {
            stream,
            framer: Framer::new(),
            findings: Arc::default(),
            pace: Pace::new(limits),
            intake: Intake::Open,
            held: Vec::new(),
            cleared: 0,
            delivered: 0,
            client_closed: false,
        }
    }

    /// What is found here, for the service above hyper.
    pub fn findings(&self) -> Arc<Findings> {
        Arc::clone(&self.findings)
    }

    /// Ends the connection: sends what is left, then takes a bounded amount of unread bytes so that the client reads its
    /// answer rather than a reset.
    pub async fn close(mut self) {
        let sent = tokio::time::timeout(MAX_SHUTDOWN, self.stream.shutdown()).await;
        if self.client_closed || !matches!(sent, Ok(Ok(()))) {
            return;
        }
        let linger = async {
            let mut sink = [0; PIECE];
            let mut taken = 0;
            while let Ok(1..) = self.stream.read(&mut sink).await {
                taken += PIECE;
                if taken >= MAX_LINGER_BYTES {
                    break;
                }
            }
        };
        let _ = tokio::time::timeout(MAX_LINGER, linger).await;
    }

    /// Hands out what is cleared in `held`; false where there is nothing.
    fn deliver(&mut self, buf: &mut ReadBuf<'_>) -> bool {
        let ready = self.held.get(self.delivered..self.cleared).unwrap_or_default();
        let now = ready.get(..buf.remaining()).unwrap_or(ready);
        buf.put_slice(now);
        self.delivered += now.len();
        let any = !now.is_empty();
        if self.delivered == self.cleared {
            self.held.drain(..self.delivered);
            self.delivered = 0;
            self.cleared = 0;
            // A connection that once sent a large head in pieces does not keep the memory for it.
            if self.held.is_empty() {
                self.held = Vec::new();
            }
        }
        any
    }

    fn refuse(&mut self, denial: Denial) {
        self.findings.refuse(self.framer.heads(), denial);
        self.intake = Intake::Refused;
        self.held.truncate(self.cleared);
        self.held.extend_from_slice(STAND_IN);
        self.cleared = self.held.len();
    }

    fn stop(&mut self, stop: Stop) {
        match stop {
            Stop::Starved => {}
            Stop::Refused(denial) => self.refuse(denial),
            Stop::Malformed => {
                self.intake = Intake::Malformed;
                self.held.truncate(self.cleared);
            }
        }
    }

    /// Reads into the caller's buffer and leaves there what passes. False where nothing did.
    fn read_in_place(&mut self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<bool>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        let new = buf.filled().get(before..).unwrap_or_default();
        if new.is_empty() {
            self.intake = Intake::Ended;
            self.client_closed = true;
            return Poll::Ready(Ok(false));
        }
        self.pace.moved();
        let (cleared, stop) = self.framer.advance(new);
        if cleared < new.len() {
            self.held.extend_from_slice(new.get(cleared..).unwrap_or_default());
        }
        buf.set_filled(before + cleared);
        self.stop(stop);
        Poll::Ready(Ok(cleared > 0))
    }

    /// Reads behind the piece of a head that is held.
    fn read_piece(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // On the stack: thousands of heads that dribble keep no room for what may never come.
        let mut piece = [0; PIECE];
        let mut piece = ReadBuf::new(&mut piece);
        ready!(Pin::new(&mut self.stream).poll_read(cx, &mut piece))?;
        self.held.extend_from_slice(piece.filled());
        if piece.filled().is_empty() {
            self.intake = Intake::Ended;
            self.client_closed = true;
            self.held.clear();
            return Poll::Ready(Ok(()));
        }
        let (cleared, stop) = self.framer.advance(&self.held);
        self.cleared = cleared;
        self.stop(stop);
        Poll::Ready(Ok(()))
    }

    /// Nothing has come: is it time to give up?
    fn poll_expired(&mut self, cx: &mut Context<'_>) -> io::Result<bool> {
        match self.pace.poll(cx, !self.held.is_empty(), self.findings.is_busy()) {
            None => return Ok(false),
            Some(Expired::Head) => self.refuse_after_hold(),
            Some(Expired::Idle) => self.intake = Intake::Ended,
            Some(Expired::Stalled) => return Err(io::ErrorKind::TimedOut.into()),
        }
        Ok(true)
    }

    fn refuse_after_hold(&mut self) {
        self.held.clear();
        self.refuse(Denial::HeadTimeout);
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Front<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        loop {
            if buf.remaining() == 0 || (this.cleared > 0 && this.deliver(buf)) {
                return Poll::Ready(Ok(()));
            }
            match this.intake {
                Intake::Open => {}
                Intake::Ended => return Poll::Ready(Ok(())),
                // No waker is kept: the answer to the refusal wakes the connection, and then it ends.
                Intake::Refused => return Poll::Pending,
                Intake::Malformed => {
                    this.findings.mark_malformed();
                    return Poll::Ready(Err(io::ErrorKind::InvalidData.into()));
                }
            }
            let read = if this.held.is_empty() {
                match this.read_in_place(cx, buf) {
                    Poll::Ready(Ok(true)) => return Poll::Ready(Ok(())),
                    other => other.map_ok(|_| ()),
                }
            } else {
                this.read_piece(cx)
            };
            match read {
                Poll::Ready(result) => result?,
                Poll::Pending if this.poll_expired(cx)? => {}
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Front<S> {
    /// Notes whether the client takes what is written.
    fn wrote(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        self.pace.wrote(written.is_ready());
        if written.is_pending()
            && let Some(Expired::Stalled) = self.pace.poll(cx, !self.held.is_empty(), true)
        {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        written
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Front<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.wrote(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.wrote(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

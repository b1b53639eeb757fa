//! The reader and writer between TLS and hyper.

use core::future::Future as _;
use core::pin::Pin;
use core::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use core::task::{Context, Poll, ready};
use core::time::Duration;
use std::io;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

use super::budget::Budget;
use super::ending::Ending;
use super::frame::{Follower, Frame, Kind, PREFACE};
use crate::denial::{Denial, Http2Code, Http2Excess};

/// The longest answer head that is the HTTP library's own: `:status 431` and nothing else, for a head that is too large
/// once decoded. The gateway's own answers name their request in 36 characters.
const LIBRARY_HEAD: u32 = 16;

/// What is known of a connection beside it: shared by the guard and whoever serves.
#[derive(Debug, Default)]
pub(super) struct Traffic {
    data: AtomicU64,
    told: AtomicBool,
}

impl Traffic {
    /// How many DATA frames were sent.
    pub(super) fn data(&self) -> u64 {
        self.data.load(Ordering::Relaxed)
    }

    /// True once: the end of a connection is told of at most once.
    pub(super) fn claim(&self) -> bool {
        !self.told.swap(true, Ordering::Relaxed)
    }
}

/// Follows both directions and ends the connection where a budget is spent. `tell` is called for every error of the
/// client's: once per stream, at most once for the connection.
pub(super) struct Guard<S, T> {
    stream: S,
    tell: T,
    traffic: Arc<Traffic>,
    head_timeout: Duration,
    inbound: Follower,
    outbound: Follower,
    budget: Budget,
    /// How much of the preface has come.
    preface: usize,
    /// The last stream the client began.
    last: u32,
    /// The stream that was last answered by the HTTP library; it may still be reset, which is the same refusal.
    refused: Option<u32>,
    /// Frames that were begun; tells a head that stalls from a later one.
    begun: u64,
    /// Runs while a head is not complete; with the number of its first frame.
    timer: Option<(u64, Pin<Box<Sleep>>)>,
    ending: Option<Ending>,
}

impl<S, T: Fn(&Denial)> Guard<S, T>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    pub(super) fn new(stream: S, head_timeout: Duration, traffic: Arc<Traffic>, tell: T) -> Self {
        Self {
            stream,
            tell,
            traffic,
            head_timeout,
            inbound: Follower::new(),
            outbound: Follower::new(),
            budget: Budget::new(),
            preface: 0,
            last: 0,
            refused: None,
            begun: 0,
            timer: None,
            ending: None,
        }
    }

    /// Follows what the client sent.
    fn received(&mut self, mut bytes: &[u8]) -> Result<(), (Denial, Http2Code)> {
        if let Some(missing) = PREFACE.get(self.preface..).filter(|missing| !missing.is_empty()) {
            let (now, later) = bytes.split_at(missing.len().min(bytes.len()));
            if !missing.starts_with(now) {
                return Err((Denial::Http2ProtocolError(Http2Code::ProtocolError), Http2Code::ProtocolError));
            }
            self.preface += now.len();
            bytes = later;
        }
        let mut excess = None;
        let Self { inbound, budget, last, begun, .. } = self;
        inbound.advance(bytes, |frame| {
            if !budget.is_in_block() {
                *begun += 1;
            }
            if frame.kind == Kind::Headers {
                *last = frame.stream.max(*last);
            }
            if let Err(found) = budget.received(&frame) {
                excess.get_or_insert(found);
            }
        });
        match excess {
            Some(excess) => Err((Denial::Http2Flood(excess), Http2Code::EnhanceYourCalm)),
            None => Ok(()),
        }
    }

    /// Follows what hyper sent.
    fn sent(&mut self, bytes: &[u8]) -> Result<(), (Denial, Http2Code)> {
        let mut outcome = Ok(());
        let Self { outbound, budget, traffic, tell, refused, .. } = self;
        outbound.advance(bytes, |frame| match frame.kind {
            Kind::RstStream if *refused == Some(frame.stream) => {}
            Kind::RstStream => {
                let Some(denial) = blame(&frame) else { return };
                tell(&denial);
                if let Err(excess) = budget.reset() {
                    outcome = Err((Denial::Http2Flood(excess), Http2Code::EnhanceYourCalm));
                }
            }
            Kind::GoAway => {
                if let Some(denial) = blame(&frame)
                    && traffic.claim()
                {
                    tell(&denial);
                }
            }
            Kind::Data => {
                traffic.data.fetch_add(1, Ordering::Relaxed);
                budget.sent(&frame);
            }
            Kind::Headers => {
                if frame.ends_stream() && frame.length <= LIBRARY_HEAD {
                    *refused = Some(frame.stream);
                    tell(&Denial::HeadTooLarge);
                }
                budget.sent(&frame);
            }
            Kind::Priority
            | Kind::Settings
            | Kind::PushPromise
            | Kind::Ping
            | Kind::WindowUpdate
            | Kind::Continuation
            | Kind::Unknown => {}
        });
        outcome
    }

    /// Tells of the end and begins it.
    fn end(&mut self, denial: &Denial, code: Http2Code) {
        if self.traffic.claim() {
            (self.tell)(denial);
        }
        self.ending = Some(Ending::with_goaway(self.outbound.is_between(), self.last, code.number()));
    }

    /// Whether something is begun that no client has a reason to let wait: a preface, a frame header, a head, or what
    /// steers the connection.
    fn is_in_head(&self) -> bool {
        let in_preface = self.preface > 0 && self.preface < PREFACE.len();
        let in_frame = !self.inbound.is_between() && !self.inbound.is_in_data();
        in_preface || in_frame || self.budget.is_in_block()
    }

    /// Nothing has come: does a head take too long?
    fn poll_stalled(&mut self, cx: &mut Context<'_>) -> bool {
        if !self.is_in_head() {
            self.timer = None;
            return false;
        }
        let (begun, head_timeout) = (self.begun, self.head_timeout);
        let timer = self.timer.take_if(|(head, _)| *head == begun);
        let (_, timer) =
            self.timer.insert(timer.unwrap_or_else(|| (begun, Box::pin(tokio::time::sleep(head_timeout)))));
        timer.as_mut().poll(cx).is_ready()
    }

    /// Where the connection is ending, goes on with that.
    fn poll_ending(&mut self, cx: &mut Context<'_>) -> Poll<Option<io::Error>> {
        let Some(ending) = &mut self.ending else { return Poll::Ready(None) };
        ready!(ending.poll(&mut self.stream, cx));
        Poll::Ready(Some(io::ErrorKind::ConnectionAborted.into()))
    }

    fn wrote(&mut self, bufs: &[io::IoSlice<'_>], written: usize) {
        let mut left = written;
        for buf in bufs {
            let now = buf.get(..left).unwrap_or(buf);
            left -= now.len();
            if let Err((denial, code)) = self.sent(now) {
                self.end(&denial, code);
                return;
            }
        }
    }
}

/// What a RST_STREAM or GOAWAY of hyper's says about the client; nothing where it is not the client's doing.
fn blame(frame: &Frame) -> Option<Denial> {
    match Http2Code::of(frame.code) {
        Http2Code::NoError | Http2Code::InternalError | Http2Code::Cancel => None,
        Http2Code::EnhanceYourCalm => Some(Denial::Http2Flood(Http2Excess::Library)),
        code => Some(Denial::Http2ProtocolError(code)),
    }
}

impl<S, T: Fn(&Denial) + Unpin> AsyncRead for Guard<S, T>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        loop {
            if let Some(error) = ready!(this.poll_ending(cx)) {
                return Poll::Ready(Err(error));
            }
            let before = buf.filled().len();
            let refused = match Pin::new(&mut this.stream).poll_read(cx, buf) {
                Poll::Ready(Ok(())) => this.received(buf.filled().get(before..).unwrap_or_default()),
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending if this.poll_stalled(cx) => Err((Denial::HeadTimeout, Http2Code::EnhanceYourCalm)),
                Poll::Pending => return Poll::Pending,
            };
            let Err((denial, code)) = refused else { return Poll::Ready(Ok(())) };
            buf.set_filled(before);
            this.end(&denial, code);
        }
    }
}

impl<S, T: Fn(&Denial) + Unpin> AsyncWrite for Guard<S, T>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_write_vectored(cx, &[io::IoSlice::new(buf)])
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        if let Some(error) = ready!(this.poll_ending(cx)) {
            return Poll::Ready(Err(error));
        }
        let written = ready!(Pin::new(&mut this.stream).poll_write_vectored(cx, bufs))?;
        this.wrote(bufs, written);
        Poll::Ready(Ok(written))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match ready!(self.poll_ending(cx)) {
            Some(error) => Poll::Ready(Err(error)),
            None => Pin::new(&mut self.stream).poll_flush(cx),
        }
    }

    /// Lingers, so that the client reads the GOAWAY that hyper has sent.
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        ready!(this.ending.get_or_insert_with(Ending::silent).poll(&mut this.stream, cx));
        Poll::Ready(Ok(()))
    }
}

impl<S, T> core::fmt::Debug for Guard<S, T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Guard").field("budget", &self.budget).finish_non_exhaustive()
    }
}

//! A body on its way through: checked for its size, its time and its end while it is forwarded.

use core::fmt;
use core::pin::Pin;
use core::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use core::task::{Context, Poll};
use core::time::Duration;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::time::Instant;

use crate::decoded::Decoded;
use crate::denial::Denial;
use crate::refusal::cause;
use crate::telemetry::{Record, Telemetry};

/// A body that is read as the upstream takes it. Where it breaks a rule on the way it fails, so that the upstream sees a
/// message that was cut off, and never a complete one.
#[derive(Debug)]
pub struct Passing {
    first: Option<Bytes>,
    rest: Decoded,
    found: Found,
    /// When bytes were last given away: until the upstream wants more, the client cannot send more.
    given: Option<Instant>,
}

/// What becomes of a body that passes, for whoever answers the client.
#[derive(Debug, Clone, Default)]
pub struct Found(Arc<State>);

#[derive(Debug, Default)]
struct State {
    denial: OnceLock<Denial>,
    bytes: AtomicU64,
    /// Set once the upstream has answered: then nobody is left to answer but by an event.
    answered: OnceLock<(Record, Telemetry)>,
    is_told: AtomicBool,
}

/// The body was refused on its way; [`Found`] says why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CutOff;

impl fmt::Display for CutOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body was refused on its way")
    }
}

impl core::error::Error for CutOff {}

impl Found {
    /// The refusal of what ended the body, where something did before its end.
    pub fn denial(&self) -> Option<Denial> {
        self.0.denial.get().cloned()
    }

    /// How many bytes have passed so far.
    pub fn bytes(&self) -> u64 {
        self.0.bytes.load(Ordering::Relaxed)
    }

    /// The upstream has answered already. Where the body breaks a rule now, or did at the same moment, the one event
    /// is sent for it; its answer is the upstream's.
    pub fn answer(&self, record: &Record, telemetry: &Telemetry) {
        // It is called once.
        let _ = self.0.answered.set((record.clone(), telemetry.clone()));
        self.tell();
    }

    fn refuse(&self, denial: Denial) {
        // Only the first one counts; nothing is polled behind it.
        let _ = self.0.denial.set(denial);
        self.tell();
    }

    fn tell(&self) {
        if let (Some(denial), Some((record, telemetry))) = (self.0.denial.get(), self.0.answered.get())
            && !self.0.is_told.swap(true, Ordering::Relaxed)
        {
            telemetry.refused(record, denial.code(), denial.stage(), cause(denial), false);
        }
    }

    fn passed(&self, data: &Bytes) {
        self.0.bytes.fetch_add(data.len() as u64, Ordering::Relaxed);
    }
}

impl Passing {
    /// Passes on `first`, which was read already, and the rest as it is read.
    pub fn new(first: Bytes, rest: Decoded) -> Self {
        Self { first: Some(first), rest, found: Found::default(), given: None }
    }

    /// How long it may take.
    pub fn within(&self) -> Duration {
        self.rest.bounds().within
    }

    /// Where its refusal will stand.
    pub fn found(&self) -> Found {
        self.found.clone()
    }
}

impl Body for Passing {
    type Data = Bytes;
    type Error = CutOff;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, CutOff>>> {
        if let Some(given) = self.given.take() {
            self.rest.wait(given.elapsed());
        }
        if let Some(first) = self.first.take() {
            self.found.passed(&first);
            self.given = Some(Instant::now());
            return Poll::Ready(Some(Ok(Frame::data(first))));
        }
        self.rest.poll_next(cx).map(|read| {
            read.map(|read| match read {
                Ok(data) => {
                    self.found.passed(&data);
                    self.given = Some(Instant::now());
                    Ok(Frame::data(data))
                }
                Err(denial) => {
                    self.found.refuse(denial);
                    Err(CutOff)
                }
            })
        })
    }

    fn size_hint(&self) -> SizeHint {
        self.rest.length().map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

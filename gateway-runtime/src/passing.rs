//! A body on its way through: checked for its size, its time and its end while it is forwarded.

use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use crate::denial::Denial;
use crate::request_body::{BodyFlaw, BodyReader};

/// A body that is read as the upstream takes it. Where it breaks a rule on the way it fails, so that the upstream sees a
/// message that was cut off, and never a complete one.
#[derive(Debug)]
pub struct Passing {
    first: Option<Bytes>,
    reader: BodyReader,
    found: Found,
}

/// What became of a body that passes: told where it fails, for whoever answers the client.
#[derive(Debug, Clone, Default)]
pub struct Found(Arc<OnceLock<Denial>>);

impl Found {
    /// The refusal of what ended the body, where something did before its end.
    pub fn denial(&self) -> Option<Denial> {
        self.0.get().cloned()
    }
}

impl Passing {
    /// Passes on `first`, which was read already, and what `reader` reads.
    pub fn new(first: Bytes, reader: BodyReader) -> Self {
        Self { first: Some(first), reader, found: Found::default() }
    }

    /// How long it may take.
    pub fn within(&self) -> Duration {
        self.reader.bounds().within
    }

    /// Where its flaw will stand.
    pub fn found(&self) -> Found {
        self.found.clone()
    }
}

impl Body for Passing {
    type Data = Bytes;
    type Error = BodyFlaw;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyFlaw>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(Frame::data(first))));
        }
        let polled = self.reader.poll_next(cx);
        if let Poll::Ready(Some(Err(flaw))) = &polled {
            // Only the first one counts; nothing is polled behind it.
            let _ = self.found.0.set(Denial::of_body(*flaw, self.reader.bounds().max_bytes));
        }
        polled.map_ok(Frame::data)
    }

    fn size_hint(&self) -> SizeHint {
        self.reader.declared().map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

//! The body of a request to an upstream.

use core::pin::Pin;
use core::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use crate::body::spool::SpoolBody;
use crate::passing::{CutOff, Passing};

/// What an upstream is sent.
#[derive(Debug)]
pub enum Outgoing {
    /// These bytes; they may be none.
    Whole(Bytes),
    /// A body that passes through.
    Passing(Box<Passing>),
    /// Bytes that may wait in a file.
    Spooled(SpoolBody),
}

impl Outgoing {
    /// The body, where it passes through.
    pub fn passing(&self) -> Option<&Passing> {
        match self {
            Self::Whole(_) | Self::Spooled(_) => None,
            Self::Passing(passing) => Some(passing),
        }
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = CutOff;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, CutOff>>> {
        match &mut *self {
            Self::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Self::Whole(bytes) => Poll::Ready(Some(Ok(Frame::data(core::mem::take(bytes))))),
            Self::Passing(passing) => Pin::new(&mut **passing).poll_frame(cx),
            Self::Spooled(body) => Pin::new(body).poll_frame(cx).map_err(|_| CutOff),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(bytes) => bytes.is_empty(),
            Self::Passing(passing) => passing.is_end_stream(),
            Self::Spooled(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Self::Passing(passing) => passing.size_hint(),
            Self::Spooled(body) => body.size_hint(),
        }
    }
}

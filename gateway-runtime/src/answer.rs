//! The body of an answer, whoever made it; with it the record of the request ends.

use core::ops::{Deref, DerefMut};
use core::pin::Pin;
use core::task::{Context, Poll};

use bytes::{Buf as _, Bytes};
use http_body::{Frame, SizeHint};

use crate::telemetry::{InFlight, Record, Telemetry};
use crate::upstream::UpstreamBody;

/// The body of an answer: the upstream's as it comes, without trailers, or fixed bytes.
#[derive(Debug)]
pub struct Body {
    content: Content,
    record: OpenRecord,
}

#[derive(Debug)]
enum Content {
    Fixed(Bytes),
    Upstream(UpstreamBody),
}

/// The record of a request that is not over. It is closed when this is dropped, which is when the last byte of the
/// answer was handed over, or when the client went away; exactly once either way.
#[derive(Debug)]
pub(crate) struct OpenRecord {
    record: Box<Record>,
    telemetry: Telemetry,
    _in_flight: InFlight,
}

impl OpenRecord {
    /// Opens the record of a request and counts it as in flight.
    pub(crate) fn new(record: Record, telemetry: &Telemetry) -> Self {
        Self { record: Box::new(record), telemetry: telemetry.clone(), _in_flight: telemetry.begin() }
    }
}

impl Deref for OpenRecord {
    type Target = Record;

    fn deref(&self) -> &Record {
        &self.record
    }
}

impl DerefMut for OpenRecord {
    fn deref_mut(&mut self) -> &mut Record {
        &mut self.record
    }
}

impl Drop for OpenRecord {
    fn drop(&mut self) {
        self.telemetry.close(&self.record);
    }
}

impl Body {
    /// Fixed bytes.
    pub(crate) fn fixed(bytes: Bytes, record: OpenRecord) -> Self {
        Self { content: Content::Fixed(bytes), record }
    }

    /// The upstream's.
    pub(crate) fn upstream(body: UpstreamBody, record: OpenRecord) -> Self {
        Self { content: Content::Upstream(body), record }
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = <UpstreamBody as http_body::Body>::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = self.get_mut();
        let frame = match &mut this.content {
            Content::Fixed(bytes) if bytes.is_empty() => None,
            Content::Fixed(bytes) => Some(Ok(Frame::data(core::mem::take(bytes)))),
            Content::Upstream(body) => match Pin::new(body).poll_frame(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(frame) => frame,
            },
        };
        Poll::Ready(match frame {
            Some(Ok(frame)) => match frame.into_data() {
                Ok(data) => {
                    this.record.response_bytes += data.remaining() as u64;
                    Some(Ok(Frame::data(data)))
                }
                // Trailers of the upstream's are nothing a client was promised.
                Err(_) => None,
            },
            other => other,
        })
    }

    fn is_end_stream(&self) -> bool {
        match &self.content {
            Content::Fixed(bytes) => bytes.is_empty(),
            Content::Upstream(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.content {
            Content::Fixed(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Content::Upstream(body) => body.size_hint(),
        }
    }
}

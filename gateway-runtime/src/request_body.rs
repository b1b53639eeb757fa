//! The body of a request as it arrives: read whole under a cap and a deadline, or not at all.

use core::pin::Pin;
use core::time::Duration;
use std::sync::Arc;

use bytes::Bytes;
use gateway_cursor::Padded;
use http_body::{Body, Frame};
use http_body_util::BodyExt as _;
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::Incoming;

use crate::net::front::Findings;

/// Why a body could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyFlaw {
    /// It ended before its stated length, or its connection did.
    Incomplete,
    /// It is chunked, and not framed as RFC 9112 §7.1 says.
    MalformedChunk,
    /// It did not arrive in time.
    Timeout,
    /// It is larger than the cap.
    TooLarge,
}

/// The body of one request.
#[derive(Debug)]
pub struct RequestBody(Source);

#[derive(Debug)]
enum Source {
    Empty,
    Incoming { body: Incoming, findings: Option<Arc<Findings>> },
    Boxed(UnsyncBoxBody<Bytes, BoxError>),
}

type BoxError = Box<dyn core::error::Error + Send + Sync>;

impl RequestBody {
    /// No body.
    pub fn empty() -> Self {
        Self(Source::Empty)
    }

    /// A body from hyper. `findings` are those of the front check on an HTTP/1 connection; they tell a malformed body
    /// from one that was cut off. On HTTP/2, where there are none, a body fails only with its stream.
    pub fn incoming(body: Incoming, findings: Option<Arc<Findings>>) -> Self {
        if body.is_end_stream() { Self::empty() } else { Self(Source::Incoming { body, findings }) }
    }

    /// Any other body, where the gateway is mounted in another server.
    pub fn boxed<B>(body: B) -> Self
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        if body.is_end_stream() {
            return Self::empty();
        }
        Self(Source::Boxed(body.map_err(Into::into).boxed_unsync()))
    }

    /// Whether the message has a body: a `Content-Length` above zero, a chunked coding, or an HTTP/2 stream that did
    /// not end with its head.
    pub fn is_declared(&self) -> bool {
        !matches!(self.0, Source::Empty)
    }

    /// The length in bytes, where it was stated.
    pub fn declared_length(&self) -> Option<u64> {
        match &self.0 {
            Source::Empty => Some(0),
            Source::Incoming { body, .. } => body.size_hint().exact(),
            Source::Boxed(body) => body.size_hint().exact(),
        }
    }

    /// Reads the whole body: at most `max_bytes`, and it must have arrived `within` the given time. Trailers are
    /// dropped. It is copied once, as it arrives, to where validators read it and from where it is forwarded. A stated
    /// length above the cap is refused unread.
    pub async fn read(self, max_bytes: usize, within: Duration) -> Result<Padded, BodyFlaw> {
        let declared = self.declared_length();
        if declared.is_some_and(|length| length > max_bytes as u64) {
            return Err(BodyFlaw::TooLarge);
        }
        // A stated length is a promise of the client: memory is set aside for it only as far as this.
        let expected = usize::try_from(declared.unwrap_or(0)).unwrap_or(0).min(64 * 1024);
        let reading = async {
            match self.0 {
                Source::Empty => Ok(Padded::new()),
                Source::Incoming { mut body, findings } => {
                    match (collect(Pin::new(&mut body), max_bytes, expected).await, findings) {
                        (Ok(joined), Some(_)) => Ok(joined),
                        // A body that the client cut off with a reset ends without an error, and is not whole.
                        (Ok(joined), None) if body.is_end_stream() => Ok(joined),
                        (Err(Some(flaw)), _) => Err(flaw),
                        (Err(None), Some(findings)) if findings.is_malformed() => Err(BodyFlaw::MalformedChunk),
                        (Err(None), Some(_)) => Err(BodyFlaw::Incomplete),
                        // The stream is gone, and nobody is left to answer: hyper drops the request.
                        (Ok(_) | Err(None), None) => core::future::pending().await,
                    }
                }
                Source::Boxed(mut body) => collect(Pin::new(&mut body), max_bytes, expected)
                    .await
                    .map_err(|flaw| flaw.unwrap_or(BodyFlaw::Incomplete)),
            }
        };
        tokio::time::timeout(within, reading).await.unwrap_or(Err(BodyFlaw::Timeout))
    }
}

/// Joins the data of a body. `Err(None)` where the body itself failed.
async fn collect<B: Body<Data = Bytes>>(
    mut body: Pin<&mut B>,
    max_bytes: usize,
    expected: usize,
) -> Result<Padded, Option<BodyFlaw>> {
    let mut joined = Padded::new();
    while let Some(frame) = core::future::poll_fn(|cx| body.as_mut().poll_frame(cx)).await {
        let Ok(data) = frame.map_err(|_| None)?.into_data().map_err(drop_trailers) else { continue };
        if joined.len() + data.len() > max_bytes {
            return Err(Some(BodyFlaw::TooLarge));
        }
        if joined.is_empty() {
            joined = Padded::with_capacity(expected.max(data.len()));
        }
        joined.extend(&data);
    }
    Ok(joined)
}

/// Trailers could smuggle what the head may not hold (RFC 9110 §6.5.1), so none is kept.
fn drop_trailers(_trailers: Frame<Bytes>) {}

#[cfg(test)]
mod tests {
    use http_body_util::{Full, StreamBody};

    use super::*;

    const LONG: Duration = Duration::from_mins(1);

    fn pieces(pieces: &'static [&'static str]) -> RequestBody {
        let frames = pieces.iter().map(|piece| Ok::<_, BoxError>(Frame::data(Bytes::from_static(piece.as_bytes()))));
        RequestBody::boxed(StreamBody::new(Iterated(frames)))
    }

    struct Iterated<I>(I);

    impl<I: Iterator + Unpin> futures_core::Stream for Iterated<I> {
        type Item = I::Item;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut core::task::Context<'_>) -> core::task::Poll<Option<I::Item>> {
            core::task::Poll::Ready(self.0.next())
        }
    }

    #[tokio::test]
    async fn joins_pieces_up_to_the_cap() {
        let read = async |body: RequestBody, cap| body.read(cap, LONG).await.map(Padded::into_vec);
        assert_eq!(read(pieces(&["ab", "", "cd", "e"]), 5).await, Ok(b"abcde".to_vec()));
        assert_eq!(read(pieces(&["ab", "cd", "e"]), 4).await, Err(BodyFlaw::TooLarge));
        assert_eq!(read(pieces(&["abcde"]), 4).await, Err(BodyFlaw::TooLarge));
    }

    #[tokio::test]
    async fn what_is_validated_is_what_is_forwarded() {
        let body = RequestBody::boxed(Full::new(Bytes::from("abc")));
        assert!(body.is_declared());
        assert_eq!(body.declared_length(), Some(3));
        let read = body.read(3, LONG).await.unwrap();
        let validated = read.body().bytes().as_ptr();
        let forwarded = Bytes::from(read.into_vec());
        assert_eq!((&forwarded[..], forwarded.as_ptr()), (&b"abc"[..], validated));
    }

    #[tokio::test]
    async fn a_stated_length_above_the_cap_is_refused_unread() {
        let long = RequestBody::boxed(Full::new(Bytes::from("abc")));
        assert_eq!(long.read(2, LONG).await.map(Padded::into_vec), Err(BodyFlaw::TooLarge));
        assert!(!RequestBody::boxed(Full::new(Bytes::new())).is_declared());
        assert!(RequestBody::empty().read(0, LONG).await.unwrap().is_empty());
    }
}

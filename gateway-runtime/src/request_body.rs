//! The body of a request as it arrives: under a cap, a deadline and a least rate, or not at all.

use core::fmt;
use core::future::{Future as _, poll_fn};
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;
use std::sync::Arc;

use bytes::Bytes;
use http_body::{Body, Frame};
use http_body_util::BodyExt as _;
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::Incoming;
use tokio::time::{Instant, Sleep};

use crate::net::front::Findings;

/// How long a body may come more slowly than the least rate.
const GRACE: Duration = Duration::from_secs(5);

/// Why a body could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyFlaw {
    /// It ended before its stated length, or its connection did.
    Incomplete,
    /// It is chunked, and not framed as RFC 9112 §7.1 says.
    MalformedChunk,
    /// It did not arrive in time, or too slowly.
    Timeout,
    /// It is larger than the cap.
    TooLarge,
}

impl fmt::Display for BodyFlaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Incomplete => "the body ended too early",
            Self::MalformedChunk => "the chunked body is malformed",
            Self::Timeout => "the body did not arrive in time",
            Self::TooLarge => "the body is too large",
        })
    }
}

impl core::error::Error for BodyFlaw {}

/// What holds while a body is read.
#[derive(Debug, Clone, Copy)]
pub struct ReadBounds {
    /// The most bytes.
    pub max_bytes: usize,
    /// From the first look to the last byte.
    pub within: Duration,
    /// Bytes per second on average, once five seconds are over.
    pub least_rate: usize,
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

    /// Begins to read. A stated length above the cap is refused unread.
    ///
    /// # Errors
    /// [`BodyFlaw::TooLarge`].
    pub fn read(self, bounds: ReadBounds) -> Result<BodyReader, BodyFlaw> {
        let declared = self.declared_length();
        if declared.is_some_and(|length| length > bounds.max_bytes as u64) {
            return Err(BodyFlaw::TooLarge);
        }
        Ok(BodyReader { source: self.0, declared, received: 0, bounds, started: Instant::now(), timer: None })
    }

    fn poll_frame(source: &mut Source, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyFlaw>>> {
        match source {
            Source::Empty => Poll::Ready(None),
            Source::Incoming { body, findings: Some(findings) } => Pin::new(body)
                .poll_frame(cx)
                .map_err(|_| if findings.is_malformed() { BodyFlaw::MalformedChunk } else { BodyFlaw::Incomplete }),
            Source::Incoming { body, findings: None } => {
                match core::task::ready!(Pin::new(&mut *body).poll_frame(cx)) {
                    Some(Ok(frame)) => Poll::Ready(Some(Ok(frame))),
                    None if body.is_end_stream() => Poll::Ready(None),
                    // A body that the client cut off with a reset may end without an error, and is not whole. Its stream is
                    // gone, and nobody is left to answer: hyper drops the request.
                    Some(Err(_)) | None => Poll::Pending,
                }
            }
            Source::Boxed(body) => Pin::new(body).poll_frame(cx).map_err(|_| BodyFlaw::Incomplete),
        }
    }
}

/// A body that is being read. Trailers are dropped: they could smuggle what the head may not hold (RFC 9110 §6.5.1).
#[derive(Debug)]
pub struct BodyReader {
    source: Source,
    declared: Option<u64>,
    received: u64,
    bounds: ReadBounds,
    started: Instant,
    /// Made only where the body has to be waited for.
    timer: Option<Pin<Box<Sleep>>>,
}

impl BodyReader {
    /// The next bytes, `None` behind the last; never none at all.
    ///
    /// # Errors
    /// The flaw that ends the body; nothing can be read behind it.
    pub async fn next(&mut self) -> Result<Option<Bytes>, BodyFlaw> {
        poll_fn(|cx| self.poll_next(cx)).await.transpose()
    }

    /// The same for a body that polls.
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyFlaw>>> {
        loop {
            match RequestBody::poll_frame(&mut self.source, cx) {
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Ready(Some(Err(flaw))) => return Poll::Ready(Some(Err(flaw))),
                Poll::Ready(Some(Ok(frame))) => {
                    let Ok(data) = frame.into_data() else { continue };
                    if data.is_empty() {
                        continue;
                    }
                    self.received += data.len() as u64;
                    if self.received > self.bounds.max_bytes as u64 {
                        return Poll::Ready(Some(Err(BodyFlaw::TooLarge)));
                    }
                    return Poll::Ready(Some(Ok(data)));
                }
                Poll::Pending => {
                    core::task::ready!(self.poll_late(cx));
                    return Poll::Ready(Some(Err(BodyFlaw::Timeout)));
                }
            }
        }
    }

    /// How many bytes there will be, where that was stated.
    pub fn declared(&self) -> Option<u64> {
        self.declared
    }

    /// What holds while it is read.
    pub fn bounds(&self) -> ReadBounds {
        self.bounds
    }

    /// The client is given this time on top: it could not send, because nobody read.
    pub fn wait(&mut self, time: Duration) {
        self.started += time;
    }

    /// Ready once the body is too late.
    fn poll_late(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let due = self.due();
        let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(due)));
        if timer.deadline() != due {
            timer.as_mut().reset(due);
        }
        timer.as_mut().poll(cx)
    }

    /// When nothing more has come by then, it is too late: the deadline, or the moment the average falls below the least
    /// rate.
    fn due(&self) -> Instant {
        let end = self.started + self.bounds.within;
        let paced = match self.bounds.least_rate {
            0 => self.bounds.within,
            rate => GRACE + Duration::from_secs(self.received / rate as u64),
        };
        end.min(self.started + paced)
    }
}

/// The whole of a small body, for tests.
#[cfg(test)]
pub(crate) async fn joined(body: RequestBody, max_bytes: usize) -> Result<Vec<u8>, BodyFlaw> {
    let mut reader = body.read(ReadBounds { max_bytes, within: Duration::from_secs(5), least_rate: 0 })?;
    let mut all = Vec::new();
    while let Some(data) = reader.next().await? {
        all.extend_from_slice(&data);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use http_body_util::{Full, StreamBody};

    use super::*;

    fn pieces(pieces: &'static [&'static str]) -> RequestBody {
        let frames = pieces.iter().map(|piece| Ok::<_, BoxError>(Frame::data(Bytes::from_static(piece.as_bytes()))));
        RequestBody::boxed(StreamBody::new(Iterated(frames)))
    }

    struct Iterated<I>(I);

    impl<I: Iterator + Unpin> futures_core::Stream for Iterated<I> {
        type Item = I::Item;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<I::Item>> {
            Poll::Ready(self.0.next())
        }
    }

    #[tokio::test]
    async fn pieces_come_in_order_up_to_the_cap() {
        assert_eq!(joined(pieces(&["ab", "", "cd", "e"]), 5).await, Ok(b"abcde".to_vec()));
        assert_eq!(joined(pieces(&["ab", "cd", "e"]), 4).await, Err(BodyFlaw::TooLarge));
        assert_eq!(joined(pieces(&["abcde"]), 4).await, Err(BodyFlaw::TooLarge));
    }

    #[tokio::test]
    async fn a_stated_length_above_the_cap_is_refused_unread() {
        let long = RequestBody::boxed(Full::new(Bytes::from("abc")));
        assert_eq!(long.declared_length(), Some(3));
        assert_eq!(joined(long, 2).await, Err(BodyFlaw::TooLarge));
        assert!(!RequestBody::boxed(Full::new(Bytes::new())).is_declared());
        assert_eq!(joined(RequestBody::empty(), 0).await, Ok(Vec::new()));
    }

    /// Gives a byte every so often, without an end.
    struct Ticks(Pin<Box<Sleep>>, Duration);

    impl futures_core::Stream for Ticks {
        type Item = Result<Frame<Bytes>, BoxError>;

        fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            core::task::ready!(self.0.as_mut().poll(cx));
            let next = Instant::now() + self.1;
            self.0.as_mut().reset(next);
            Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"x")))))
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_may_be_neither_too_long_under_way_nor_too_slow() {
        let took = async |every: u64, bounds: ReadBounds| {
            let started = Instant::now();
            let every = Duration::from_millis(every);
            let ticks = Ticks(Box::pin(tokio::time::sleep(every)), every);
            let mut reader = RequestBody::boxed(StreamBody::new(ticks)).read(bounds).unwrap();
            let flaw = loop {
                match reader.next().await {
                    Ok(Some(_)) => {}
                    Ok(None) => break None,
                    Err(flaw) => break Some(flaw),
                }
            };
            (flaw, started.elapsed().as_secs())
        };
        let bounds = ReadBounds { max_bytes: 1 << 20, within: Duration::from_secs(20), least_rate: 240 };
        assert_eq!(took(1_000, bounds).await, (Some(BodyFlaw::Timeout), 5), "one byte a second is too slow");
        assert_eq!(took(2, bounds).await, (Some(BodyFlaw::Timeout), 20), "500 bytes a second, but for too long");
        let patient = ReadBounds { least_rate: 0, ..bounds };
        assert_eq!(took(1_000, patient).await, (Some(BodyFlaw::Timeout), 20));
    }
}

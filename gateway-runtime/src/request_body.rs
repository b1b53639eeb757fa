//! The body of a request as it arrives: read whole under a cap and a deadline, or not at all.

use core::time::Duration;

use bytes::Bytes;

/// A body not yet read.
#[derive(Debug)]
pub struct RequestBody(Option<Bytes>, core::marker::PhantomData<core::cell::Cell<()>>);

/// Why a body could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyFlaw {
    /// It ended early.
    Incomplete,
    /// Bad chunk framing.
    MalformedChunk,
    /// Too slow.
    Timeout,
    /// Over the cap.
    TooLarge,
}

impl RequestBody {
    /// No body.
    pub fn empty() -> Self {
        Self(None, core::marker::PhantomData)
    }

    /// Any body; the stand-in takes whole ones.
    pub fn boxed(body: http_body_util::Full<Bytes>) -> Self {
        use http_body_util::BodyExt as _;
        let mut body = core::pin::pin!(body.collect());
        let mut context = core::task::Context::from_waker(core::task::Waker::noop());
        match body.as_mut().poll(&mut context) {
            core::task::Poll::Ready(Ok(whole)) => {
                Self(Some(whole.to_bytes()).filter(|bytes| !bytes.is_empty()), core::marker::PhantomData)
            }
            _ => Self::empty(),
        }
    }

    /// Whether the message has a body.
    pub fn is_declared(&self) -> bool {
        self.0.is_some()
    }

    /// The stated length in bytes.
    pub fn declared_length(&self) -> Option<u64> {
        self.0.as_ref().map(|bytes| bytes.len() as u64)
    }

    /// Reads it whole.
    #[allow(clippy::unused_async, reason = "the real one waits")]
    pub async fn read(self, max_bytes: usize, within: Duration) -> Result<Bytes, BodyFlaw> {
        let _ = within;
        let bytes = self.0.unwrap_or_default();
        if bytes.len() > max_bytes { Err(BodyFlaw::TooLarge) } else { Ok(bytes) }
    }
}

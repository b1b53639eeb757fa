//! Answers that wait for their client.

use core::pin::Pin;
use core::sync::atomic::{AtomicUsize, Ordering};
use core::task::{Context, Poll, ready};
use std::sync::Arc;

use http_body::{Body as HttpBody, Frame, SizeHint};

/// How many answers of one connection hyper could go on with, were there room in the client's windows.
#[derive(Debug, Clone, Default)]
pub(super) struct Waiting(Arc<AtomicUsize>);

impl Waiting {
    pub(super) fn any(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 0
    }
}

/// An answer that says when it waits: from when hyper has it, or the last piece of it, until hyper asks for the next
/// piece, which hyper does when the client has opened its window.
#[derive(Debug)]
pub(super) struct Watched<B> {
    body: B,
    waiting: Waiting,
    waits: bool,
}

impl<B> Watched<B> {
    pub(super) fn new(body: B, waiting: Waiting) -> Self {
        waiting.0.fetch_add(1, Ordering::Relaxed);
        Self { body, waiting, waits: true }
    }

    fn mark(&mut self, waits: bool) {
        match (self.waits, waits) {
            (false, true) => drop(self.waiting.0.fetch_add(1, Ordering::Relaxed)),
            (true, false) => drop(self.waiting.0.fetch_sub(1, Ordering::Relaxed)),
            (true, true) | (false, false) => {}
        }
        self.waits = waits;
    }
}

impl<B> Drop for Watched<B> {
    fn drop(&mut self) {
        self.mark(false);
    }
}

impl<B: HttpBody + Unpin> HttpBody for Watched<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        self.mark(false);
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        self.mark(matches!(frame, Some(Ok(_))));
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http_body_util::{BodyExt as _, Full};

    use super::*;

    #[tokio::test]
    async fn an_answer_waits_until_it_is_asked_for_more() {
        let waiting = Waiting::default();
        let mut body = Watched::new(Full::new(Bytes::from("a")), waiting.clone());
        assert!(waiting.any());
        assert!(body.frame().await.is_some());
        assert!(waiting.any());
        assert!(body.frame().await.is_none());
        assert!(!waiting.any());
        drop(body);
        drop(Watched::new(Full::new(Bytes::from("a")), waiting.clone()));
        assert!(!waiting.any());
    }
}

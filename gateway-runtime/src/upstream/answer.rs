//! The body of an upstream's answer.

use core::fmt;
use core::future::Future as _;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::sync::Arc;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use hyper::client::conn::http1::SendRequest;
use tokio::time::{Instant, Sleep};

use super::outgoing::Outgoing;
use super::pool::Idle;

/// The body of an answer as it comes. Read to its end it gives its connection back to the pool; dropped earlier it
/// closes it, so that nothing of one answer is ever taken for another.
#[derive(Debug)]
pub struct UpstreamBody {
    body: Incoming,
    lease: Option<Lease>,
    deadline: Instant,
    /// Made only where the body has to be waited for.
    timer: Option<Pin<Box<Sleep>>>,
}

#[derive(Debug)]
struct Lease {
    sender: SendRequest<Outgoing>,
    target: usize,
    idle: Arc<Idle>,
}

/// Why the body of an answer broke off.
#[derive(Debug)]
pub enum UpstreamError {
    /// The connection broke, or the framing is not HTTP.
    Broken(hyper::Error),
    /// The whole exchange took too long.
    Timeout,
}

impl fmt::Display for UpstreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Broken(_) => "the upstream broke off its answer",
            Self::Timeout => "the upstream did not finish its answer in time",
        })
    }
}

impl core::error::Error for UpstreamError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Broken(error) => Some(error),
            Self::Timeout => None,
        }
    }
}

impl UpstreamBody {
    pub(super) fn new(
        body: Incoming,
        sender: SendRequest<Outgoing>,
        target: usize,
        idle: Arc<Idle>,
        deadline: Instant,
    ) -> Self {
        let mut answer = Self { body, lease: Some(Lease { sender, target, idle }), deadline, timer: None };
        answer.settle();
        answer
    }

    /// Gives the connection back where the answer is over.
    fn settle(&mut self) {
        if self.body.is_end_stream()
            && let Some(lease) = self.lease.take()
        {
            lease.idle.park(lease.target, lease.sender);
        }
    }
}

impl Body for UpstreamBody {
    type Data = Bytes;
    type Error = UpstreamError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, UpstreamError>>> {
        let this = &mut *self;
        match Pin::new(&mut this.body).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                this.settle();
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => {
                this.lease = None;
                Poll::Ready(Some(Err(UpstreamError::Broken(error))))
            }
            Poll::Ready(None) => {
                if let Some(lease) = this.lease.take() {
                    lease.idle.park(lease.target, lease.sender);
                }
                Poll::Ready(None)
            }
            Poll::Pending => {
                let deadline = this.deadline;
                let timer = this.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline)));
                core::task::ready!(timer.as_mut().poll(cx));
                this.lease = None;
                Poll::Ready(Some(Err(UpstreamError::Timeout)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

//! One HTTP/1 connection behind the front check, each request through the pipeline.

use core::convert::Infallible;
use core::future::Future;
use core::pin::{Pin, pin};
use core::task::{Context, Poll};
use std::sync::Arc;

use http::header::{CONNECTION, EXPECT};
use http::{HeaderValue, Request, Response};
use http_body::{Body as HttpBody, Frame, SizeHint};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};

use super::drain::Drain;
use super::front::{Findings, Front, InFlight, Limits, MAX_HEAD};
use crate::answer::Body;
use crate::core::Core;
use crate::pipeline;
use crate::policy::receive::{Connection, Received};
use crate::request_body::RequestBody;

/// What hyper may buffer for one HTTP/1 connection: a whole head and some body.
const MAX_BUFFER: usize = 2 * MAX_HEAD;

/// Serves HTTP/1 until the client is done, refused or too slow, or until `drain` is ordered and the request that is
/// running is answered.
pub async fn serve_http1<S>(stream: S, core: Arc<Core>, connection: Connection, limits: Limits, drain: Drain)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let front = Front::new(stream, limits);
    let findings = front.findings();
    let service = service_fn(move |request| {
        let in_flight = findings.begin();
        answer_http1(Arc::clone(&core), request, connection, Arc::clone(&findings), in_flight)
    });
    let mut serving = http1::Builder::new().max_buf_size(MAX_BUFFER).serve_connection(TokioIo::new(front), service);
    let graceful = |serving: &mut http1::Connection<_, _>| Pin::new(serving).graceful_shutdown();
    let _ = until_drained(&mut serving, graceful, &drain).await;
    serving.into_parts().io.into_inner().close().await;
}

async fn answer_http1(
    core: Arc<Core>,
    request: Request<Incoming>,
    connection: Connection,
    findings: Arc<Findings>,
    in_flight: InFlight,
) -> Result<Response<Answer>, Infallible> {
    let refused = findings.take();
    let (parts, body) = request.into_parts();
    let is_held_back = !body.is_end_stream() && parts.headers.contains_key(EXPECT);
    let received = Received::new(parts, RequestBody::incoming(body, Some(findings)), &connection, refused);
    let mut response = pipeline::serve(&core, received).await;
    if is_held_back && !response.status().is_success() {
        // Whether the body that was held back still comes nobody can know (RFC 9110 §10.1.1).
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response.map(|body| Answer::new(body, in_flight)))
}

/// Polls the connection; tells it to finish once the order is given. The order is looked at only where the connection
/// waits, and registered for once.
async fn until_drained<C>(serving: &mut C, graceful: impl Fn(&mut C), drain: &Drain) -> C::Output
where
    C: Future + Unpin,
{
    let mut ordered = pin!(drain.ordered());
    let mut registered = false;
    let mut told = false;
    core::future::poll_fn(move |cx| {
        loop {
            if let Poll::Ready(output) = Pin::new(&mut *serving).poll(cx) {
                return Poll::Ready(output);
            }
            let due = !told && (!registered || drain.is_ordered());
            if !due {
                return Poll::Pending;
            }
            registered = true;
            if ordered.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            told = true;
            graceful(serving);
        }
    })
    .await
}

/// An answer under way; while it lives its connection is not idle.
pub(super) struct Answer {
    body: Body,
    _in_flight: InFlight,
}

impl Answer {
    pub(super) fn new(body: Body, in_flight: InFlight) -> Self {
        Self { body, _in_flight: in_flight }
    }
}

impl HttpBody for Answer {
    type Data = <Body as HttpBody>::Data;
    type Error = <Body as HttpBody>::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

//! One client connection: HTTP/1 behind the front check, or HTTP/2, each request through the pipeline.

use core::convert::Infallible;
use core::future::Future;
use core::pin::{Pin, pin};
use core::task::{Context, Poll};
use core::time::Duration;
use std::sync::Arc;

use http::{Request, Response};
use http_body::{Body as HttpBody, Frame, SizeHint};
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};

use super::drain::Drain;
use super::front::{Findings, Front, InFlight, Limits, MAX_HEAD};
use crate::answer::Body;
use crate::core::Core;
use crate::pipeline;
use crate::policy::receive::{Connection, Received};
use crate::request_body::RequestBody;

/// How many requests one HTTP/2 connection may have open.
const MAX_STREAMS: u32 = 128;

/// How many streams a client may reset before it is told to calm down: against rapid reset and its kin.
const MAX_RESETS: usize = 32;

/// What hyper may buffer for one HTTP/1 connection: a whole head and some body.
const MAX_BUFFER: usize = 2 * MAX_HEAD;

/// How long an HTTP/2 client may leave a ping unanswered.
const PING_TIMEOUT: Duration = Duration::from_secs(20);

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
    let received = Received::new(parts, RequestBody::incoming(body, Some(findings)), &connection, refused);
    Ok(pipeline::serve(&core, received).await.map(|body| Answer { body, _in_flight: in_flight }))
}

/// Serves HTTP/2 within bounds: streams, header list, resets. Heads are judged by the policies; what breaks the
/// protocol is a stream or connection error of hyper's.
pub async fn serve_http2<S>(stream: S, core: Arc<Core>, connection: Connection, limits: Limits, drain: Drain)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    // The same count of exchanges as for HTTP/1; nothing else is ever found on HTTP/2.
    let exchanges: Arc<Findings> = Arc::default();
    let counted = Arc::clone(&exchanges);
    let service = service_fn(move |request: Request<Incoming>| {
        let core = Arc::clone(&core);
        let in_flight = counted.begin();
        async move {
            let (parts, body) = request.into_parts();
            let received = Received::new(parts, RequestBody::incoming(body, None), &connection, None);
            let response = pipeline::serve(&core, received).await;
            Ok::<_, Infallible>(response.map(|body| Answer { body, _in_flight: in_flight }))
        }
    });
    let serving = http2::Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        .max_concurrent_streams(MAX_STREAMS)
        .max_header_list_size(u32::try_from(MAX_HEAD).unwrap_or(u32::MAX))
        .max_pending_accept_reset_streams(MAX_RESETS)
        .max_local_error_reset_streams(MAX_RESETS)
        .keep_alive_interval(limits.idle)
        .keep_alive_timeout(PING_TIMEOUT)
        .serve_connection(TokioIo::new(stream), service);
    let mut serving = pin!(serving);
    let mut idle = pin!(async {
        let mut silent = false;
        // Two looks without an exchange: idle for at least the limit, at most twice that.
        loop {
            tokio::time::sleep(limits.idle).await;
            if exchanges.is_busy() {
                silent = false;
            } else if core::mem::replace(&mut silent, true) {
                return;
            }
        }
    });
    let mut ordered = pin!(drain.ordered());
    tokio::select! {
        biased;
        _ = &mut serving => return,
        () = &mut ordered => {}
        () = &mut idle => {}
    }
    serving.as_mut().graceful_shutdown();
    let _ = serving.await;
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
struct Answer {
    body: Body,
    _in_flight: InFlight,
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

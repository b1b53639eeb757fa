//! One HTTP/2 connection.

use core::convert::Infallible;
use core::pin::pin;
use core::time::Duration;
use std::sync::Arc;

use http::Request;
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};

use super::MAX_STREAMS;
use super::guard::{Guard, Traffic};
use super::waiting::{Waiting, Watched};
use crate::core::Core;
use crate::denial::{Denial, Http2Excess};
use crate::net::connection::Answer;
use crate::net::drain::Drain;
use crate::net::front::{Findings, Limits, MAX_HEAD};
use crate::pipeline;
use crate::policy::receive::{Connection, Received};
use crate::refusal::cause;
use crate::request_body::RequestBody;

/// How many streams a client may reset before hyper has begun to answer them, and how many hyper may reset because of
/// what the client sent. The budget of the guard is in relation to work; these two are not.
const MAX_RESETS: usize = 32;

/// What a client may send on one stream before the gateway has read it, in bytes: RFC 9113's own first value, and more
/// than most bodies.
const STREAM_WINDOW: u32 = 64 * 1024;

/// The same for all streams of a connection together, which bounds the memory for unread bodies.
const CONNECTION_WINDOW: u32 = 256 * 1024;

/// What is kept of one answer for a client that does not read, in bytes: with [`MAX_STREAMS`] at most 4 MiB for a
/// connection, where hyper would keep 50 MiB.
const MAX_SEND_BUFFER: usize = 32 * 1024;

/// The largest frame a client may send, in bytes: the least that RFC 9113 §4.2 lets a receiver ask for.
const MAX_FRAME: u32 = 16 * 1024;

/// The memory of header compression, in bytes: RFC 7541's default.
const HEADER_TABLE: u32 = 4096;

/// How long a client may leave a ping unanswered.
const PING_TIMEOUT: Duration = Duration::from_secs(20);

/// Serves HTTP/2 within bounds until the client is done, breaks the protocol, asks for too much besides answers, does
/// not read its answers, or until `drain` is ordered and what is running is answered.
pub async fn serve<S>(stream: S, core: Arc<Core>, connection: Connection, limits: Limits, drain: Drain)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let exchanges: Arc<Findings> = Arc::default();
    let traffic: Arc<Traffic> = Arc::default();
    let waiting = Waiting::default();
    let teller = Arc::clone(&core);
    let tell = move |denial: &Denial| tell(&teller, &connection, denial);
    let guard = Guard::new(stream, limits.head, Arc::clone(&traffic), tell.clone());
    let (counted, watched) = (Arc::clone(&exchanges), waiting.clone());
    let service = service_fn(move |request: Request<Incoming>| {
        let core = Arc::clone(&core);
        let in_flight = counted.begin();
        let waiting = watched.clone();
        async move {
            let (parts, body) = request.into_parts();
            if !body.is_end_stream() {
                // A stream that was reset before anybody looked at it is dropped here, and nothing is done for it.
                tokio::task::yield_now().await;
            }
            let received = Received::new(parts, RequestBody::incoming(body, None), &connection, None);
            let response = pipeline::serve(&core, received).await;
            Ok::<_, Infallible>(response.map(|body| Watched::new(Answer::new(body, in_flight), waiting)))
        }
    });
    let serving = http2::Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        .max_concurrent_streams(MAX_STREAMS)
        .max_header_list_size(u32::try_from(MAX_HEAD).unwrap_or(u32::MAX))
        .header_table_size(HEADER_TABLE)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_frame_size(MAX_FRAME)
        .max_send_buf_size(MAX_SEND_BUFFER)
        .max_pending_accept_reset_streams(MAX_RESETS)
        .max_local_error_reset_streams(MAX_RESETS)
        .keep_alive_interval(limits.idle)
        .keep_alive_timeout(PING_TIMEOUT)
        .serve_connection(TokioIo::new(guard), service);
    let mut serving = pin!(serving);
    let mut ordered = pin!(drain.ordered());
    let mut leaving = false;
    let mut looks = Looks { data: 0, quiet: false };
    loop {
        let leave = tokio::select! {
            biased;
            _ = &mut serving => return,
            () = &mut ordered, if !leaving => true,
            () = tokio::time::sleep(limits.idle) => match looks.look(&traffic, &exchanges, &waiting) {
                Seen::Moving => false,
                Seen::Idle => true,
                Seen::Stalled => {
                    if traffic.claim() {
                        tell(&Denial::Http2Flood(Http2Excess::SlowReading));
                    }
                    return;
                }
            },
        };
        if leave && leaving {
            return;
        }
        if leave {
            serving.as_mut().graceful_shutdown();
            leaving = true;
        }
    }
}

/// What two looks at a connection in a row have shown.
enum Seen {
    /// Something is going on, or was at the last look.
    Moving,
    /// No request and no data between the two.
    Idle,
    /// An answer waits for the client, and no data went out between the two.
    Stalled,
}

/// A look each idle time, so that a busy connection costs no clock call: what is found twice has lasted for at least
/// that time, and at most twice as long.
struct Looks {
    data: u64,
    quiet: bool,
}

impl Looks {
    fn look(&mut self, traffic: &Traffic, exchanges: &Findings, waiting: &Waiting) -> Seen {
        let data = traffic.data();
        let moved = core::mem::replace(&mut self.data, data) != data;
        let is_quiet = !moved && (waiting.any() || !exchanges.is_busy());
        if !(core::mem::replace(&mut self.quiet, is_quiet) && is_quiet) {
            Seen::Moving
        } else if waiting.any() {
            Seen::Stalled
        } else {
            Seen::Idle
        }
    }
}

/// Sends the event of a stream or connection error. There is no request to speak of: what came before it is not known to
/// be one.
fn tell(core: &Core, connection: &Connection, denial: &Denial) {
    let record = connection.record(&core.shared.clock);
    core.shared.telemetry.refused(&record, denial.code(), denial.stage(), cause(denial), false);
}

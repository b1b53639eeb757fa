//! The connections of one worker.

use core::time::Duration;
use std::sync::{Arc, Mutex, PoisonError};

use http::{Request, Response, StatusCode};
use hyper::client::conn::http1::SendRequest;
use tokio::time::Instant;

use super::answer::UpstreamBody;
use super::connect::connect;
use super::outgoing::Outgoing;
use super::roots::Roots;
use super::target::Target;
use crate::fault::Fault;

/// How many idle connections are kept per target and worker.
const MAX_IDLE: usize = 64;

/// How long an idle connection is kept; shorter than what servers commonly grant.
const MAX_IDLE_TIME: Duration = Duration::from_secs(30);

/// Connections to the upstreams: last in, first out, so that few stay warm and the rest age. One per worker thread;
/// its lock is never waited for.
#[derive(Debug, Default)]
pub struct Pool {
    idle: Arc<Idle>,
    roots: Roots,
}

/// What the pool and the answers under way share.
#[derive(Debug, Default)]
pub(super) struct Idle(Mutex<Vec<Slot>>);

/// The idle connections of one target.
#[derive(Debug)]
struct Slot {
    target: usize,
    connections: Vec<Parked>,
}

#[derive(Debug)]
struct Parked {
    sender: SendRequest<Outgoing>,
    since: Instant,
}

impl Pool {
    /// An empty pool that trusts `roots` where a target asks for TLS.
    pub fn new(roots: Roots) -> Self {
        Self { idle: Arc::default(), roots }
    }

    /// Sends `request` to `target` and waits for the head of the answer. Everything, the body of the answer included,
    /// must be over `within` the given time; `Content-Length` is hyper's.
    ///
    /// A request is sent again only where hyper says that nothing of it was written, which happens when the upstream
    /// closed a kept connection at the same moment; then once, on a fresh connection. It is never sent twice.
    ///
    /// # Errors
    /// [`Fault::UpstreamUnreachable`] without a connection, [`Fault::UpstreamMalformed`] where what came is not an
    /// answer or is a 101 nobody asked for, [`Fault::UpstreamTimeout`] after `within`.
    pub async fn send(
        &self,
        target: &Target,
        request: Request<Outgoing>,
        within: Duration,
    ) -> Result<Response<UpstreamBody>, Fault> {
        let now = Instant::now();
        let deadline = now + within;
        let exchange = async {
            let (response, sender) = self.exchange(target, request, now).await?;
            if response.status() == StatusCode::SWITCHING_PROTOCOLS {
                return Err(Fault::UpstreamMalformed);
            }
            Ok(response.map(|body| UpstreamBody::new(body, sender, target.id, Arc::clone(&self.idle), deadline)))
        };
        tokio::time::timeout_at(deadline, exchange).await.unwrap_or(Err(Fault::UpstreamTimeout))
    }

    async fn exchange(
        &self,
        target: &Target,
        mut request: Request<Outgoing>,
        now: Instant,
    ) -> Result<(Response<hyper::body::Incoming>, SendRequest<Outgoing>), Fault> {
        if let Some(mut sender) = self.idle.take(target.id, now) {
            match sender.try_send_request(request).await {
                Ok(response) => return Ok((response, sender)),
                Err(mut failed) => match failed.take_message() {
                    Some(unsent) => request = unsent,
                    None => return Err(fault(failed.error())),
                },
            }
        }
        let mut sender = connect(target, &self.roots).await?;
        let response = sender.send_request(request).await.map_err(|error| fault(&error))?;
        Ok((response, sender))
    }
}

impl Idle {
    /// The connection that was used last and is still good.
    fn take(&self, target: usize, now: Instant) -> Option<SendRequest<Outgoing>> {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let connections = &mut slots.iter_mut().find(|slot| slot.target == target)?.connections;
        while let Some(parked) = connections.pop() {
            if now.saturating_duration_since(parked.since) > MAX_IDLE_TIME {
                // Everything below it is older.
                connections.clear();
            } else if parked.sender.is_ready() {
                return Some(parked.sender);
            }
        }
        None
    }

    /// Keeps a connection whose answer is complete. Above the cap the one that was used least recently goes.
    pub(super) fn park(&self, target: usize, sender: SendRequest<Outgoing>) {
        if sender.is_closed() {
            return;
        }
        let parked = Parked { sender, since: Instant::now() };
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = slots.iter_mut().position(|slot| slot.target == target);
        match slot.and_then(|at| slots.get_mut(at)) {
            Some(slot) => {
                if slot.connections.len() == MAX_IDLE {
                    slot.connections.remove(0);
                }
                slot.connections.push(parked);
            }
            None => slots.push(Slot { target, connections: vec![parked] }),
        }
    }
}

/// What went wrong once a connection was there.
fn fault(error: &hyper::Error) -> Fault {
    if error.is_parse() || error.is_incomplete_message() {
        Fault::UpstreamMalformed
    } else {
        Fault::UpstreamUnreachable
    }
}

//! The gateway as a tower service, so that it mounts in any axum `Router`.

use core::convert::Infallible;
use core::future::Future;
use core::net::{Ipv4Addr, SocketAddr};
use core::pin::Pin;
use core::task::{Context, Poll};
use std::sync::Arc;

use axum::extract::ConnectInfo;
use bytes::Bytes;
use http::{Request, Response, Version};
use http_body::Body as HttpBody;
use tower_service::Service;

use crate::answer::Body;
use crate::core::Core;
use crate::pipeline;
use crate::policy::receive::{Connection, Received};
use crate::request_body::RequestBody;
use crate::telemetry::Protocol;

/// Every policy of the gateway, without its listeners.
///
/// The surrounding server has parsed the message, so the strict front check has not been done; whoever mounts this
/// answers for the framing. The peer is taken from axum's [`ConnectInfo`]; without it all clients count as one address,
/// which can only be too strict.
#[derive(Debug, Clone)]
pub struct GatewayService {
    core: Arc<Core>,
    secure: bool,
}

impl GatewayService {
    /// A service over `core`; `secure` says that the surrounding server ends TLS.
    pub fn new(core: Arc<Core>, secure: bool) -> Self {
        Self { core, secure }
    }
}

impl<B> Service<Request<B>> for GatewayService
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn core::error::Error + Send + Sync>>,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let core = Arc::clone(&self.core);
        let (parts, body) = request.into_parts();
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
        let protocol = if parts.version == Version::HTTP_2 { Protocol::Http2 } else { Protocol::Http1 };
        let connection = Connection {
            peer: peer.unwrap_or_else(|| SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0))),
            protocol,
            secure: self.secure,
        };
        let received = Received::new(parts, RequestBody::boxed(body), &connection, None);
        Box::pin(async move { Ok(pipeline::serve(&core, received).await) })
    }
}

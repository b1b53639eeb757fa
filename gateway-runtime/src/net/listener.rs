//! The accept loop of one worker, on a socket of its own that shares its port with the other workers'.

use core::net::SocketAddr;
use core::time::Duration;
use std::io;
use std::sync::Arc;

use rustls::ServerConfig;
use socket2::{Domain, Protocol as SocketProtocol, Socket, Type};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::connection::serve_http1;
use super::drain::Drain;
use super::front::Limits;
use super::http2;
use crate::core::Core;
use crate::policy::receive::Connection;
use crate::telemetry::Protocol;

/// How many connections the kernel holds until they are accepted.
const BACKLOG: i32 = 1024;

/// How long accepting rests after an error such as a lack of descriptors, instead of spinning.
const REST: Duration = Duration::from_millis(50);

/// Opens a listening socket that others of this process may share the port with (`SO_REUSEPORT`). It belongs to no
/// runtime yet.
pub fn bind(address: SocketAddr) -> io::Result<std::net::TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(SocketProtocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.set_reuse_port(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// What holds for every connection of a listener.
#[derive(Debug, Clone)]
pub struct Terms {
    /// TLS; none where plain HTTP was asked for.
    pub tls: Option<Arc<ServerConfig>>,
    /// The pace of a connection.
    pub limits: Limits,
    /// How long a TLS handshake may take.
    pub handshake_timeout: Duration,
    /// How many connections the whole process may have; more are closed unheard.
    pub max_connections: usize,
}

/// Accepts until `drain` is ordered; each connection is a task of the current runtime.
pub async fn accept(listener: TcpListener, core: Arc<Core>, terms: Terms, drain: Drain) {
    let acceptor = terms.tls.clone().map(TlsAcceptor::from);
    let mut ordered = core::pin::pin!(drain.ordered());
    loop {
        let accepted = tokio::select! {
            biased;
            () = &mut ordered => return,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, peer)) = accepted else {
            tokio::time::sleep(REST).await;
            continue;
        };
        let Some(open) = drain.enter(terms.max_connections) else { continue };
        if stream.set_nodelay(true).is_err() {
            continue;
        }
        // Boxed, each protocol on its own: a task holds its future twice over, and room for the largest of its parts.
        let serving = Box::pin(serve(stream, peer, Arc::clone(&core), acceptor.clone(), terms.clone(), drain.clone()));
        tokio::spawn(async move {
            serving.await;
            drop(open);
        });
    }
}

async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    core: Arc<Core>,
    acceptor: Option<TlsAcceptor>,
    terms: Terms,
    drain: Drain,
) {
    let connection = |protocol, secure| Connection { peer, protocol, secure };
    let Some(acceptor) = acceptor else {
        return Box::pin(serve_http1(stream, core, connection(Protocol::Http1, false), terms.limits, drain)).await;
    };
    // A client that speaks no TLS, or too slowly, is closed: there is no protocol to answer it in.
    let handshake = tokio::time::timeout(terms.handshake_timeout, acceptor.accept(stream)).await;
    let Ok(Ok(stream)) = handshake else { return };
    if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
        Box::pin(http2::serve(stream, core, connection(Protocol::Http2, true), terms.limits, drain)).await;
    } else {
        Box::pin(serve_http1(stream, core, connection(Protocol::Http1, true), terms.limits, drain)).await;
    }
}

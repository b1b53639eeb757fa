//! A fresh connection to an upstream.

use hyper::client::conn::http1::{Builder, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::outgoing::Outgoing;
use super::roots::Roots;
use super::target::Target;
use crate::fault::Fault;

/// The largest head of an answer in bytes; a larger one is no answer.
const MAX_ANSWER_HEAD: usize = 64 * 1024;

/// Connects within the target's connect timeout: name, TCP, TLS.
pub(super) async fn connect(target: &Target, roots: &Roots) -> Result<SendRequest<Outgoing>, Fault> {
    let connecting = async {
        let stream = TcpStream::connect((&*target.host, target.port)).await.map_err(|_| Fault::UpstreamUnreachable)?;
        stream.set_nodelay(true).map_err(|_| Fault::UpstreamUnreachable)?;
        let Some(name) = &target.server_name else { return drive(stream).await };
        let config = roots.client().ok_or(Fault::UpstreamUnreachable)?;
        let connector = TlsConnector::from(config);
        let stream = connector.connect(name.clone(), stream).await.map_err(|_| Fault::UpstreamUnreachable)?;
        drive(stream).await
    };
    tokio::time::timeout(target.connect_timeout, connecting).await.unwrap_or(Err(Fault::UpstreamUnreachable))
}

/// Hands the stream to hyper. The task ends when the sender is dropped or either side closes, and so notices a
/// connection that the upstream gives up while it is idle.
async fn drive<S>(stream: S) -> Result<SendRequest<Outgoing>, Fault>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let (sender, connection) = Builder::new()
        .max_buf_size(MAX_ANSWER_HEAD)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|_| Fault::UpstreamUnreachable)?;
    // Its error is told to whoever waits for an answer on it; on an idle connection nobody has to know.
    tokio::spawn(async move { drop(connection.await) });
    Ok(sender)
}

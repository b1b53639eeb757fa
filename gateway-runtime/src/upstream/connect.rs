//! A fresh connection to an upstream.

use core::net::{IpAddr, SocketAddr};
use std::io;

use hyper::client::conn::http1::{Builder, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::outgoing::Outgoing;
use super::roots::Roots;
use super::target::{Reach, Target};
use crate::fault::Fault;

/// The largest head of an answer in bytes; a larger one is no answer.
const MAX_ANSWER_HEAD: usize = 64 * 1024;

/// Connects within the target's connect timeout: name, TCP, TLS.
pub(super) async fn connect(target: &Target, roots: &Roots) -> Result<SendRequest<Outgoing>, Fault> {
    let connecting = async {
        let stream = reach(target).await.map_err(|_| Fault::UpstreamUnreachable)?;
        stream.set_nodelay(true).map_err(|_| Fault::UpstreamUnreachable)?;
        let Some(name) = &target.server_name else { return drive(stream).await };
        let config = roots.client().ok_or(Fault::UpstreamUnreachable)?;
        let connector = TlsConnector::from(config);
        let stream = connector.connect(name.clone(), stream).await.map_err(|_| Fault::UpstreamUnreachable)?;
        drive(stream).await
    };
    tokio::time::timeout(target.connect_timeout, connecting).await.unwrap_or(Err(Fault::UpstreamUnreachable))
}

async fn reach(target: &Target) -> io::Result<TcpStream> {
    let address = (&*target.host, target.port);
    match target.reach {
        Reach::Anywhere => TcpStream::connect(address).await,
        Reach::Elsewhere => {
            let found = tokio::net::lookup_host(address).await?;
            let addresses: Vec<SocketAddr> = found.filter(|address| is_elsewhere(address.ip())).collect();
            TcpStream::connect(addresses.as_slice()).await
        }
    }
}

/// Whether an address is neither this machine's nor its link's, also where it is an IPv4 address written as IPv6.
fn is_elsewhere(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            !(address.is_loopback() || address.is_link_local() || address.is_unspecified() || address.is_multicast())
        }
        IpAddr::V6(address) => {
            !(address.is_loopback()
                || address.is_unicast_link_local()
                || address.is_unspecified()
                || address.is_multicast())
        }
    }
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

#[cfg(test)]
mod tests {
    use super::is_elsewhere;

    #[test]
    fn this_machine_and_its_link_are_not_elsewhere() {
        for here in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "169.254.169.254", "fe80::1", "0.0.0.0", "::"]
        {
            assert!(!is_elsewhere(here.parse().unwrap()), "{here}");
        }
        for there in ["192.0.2.1", "10.0.0.1", "2001:db8::1", "::ffff:192.0.2.1"] {
            assert!(is_elsewhere(there.parse().unwrap()), "{there}");
        }
    }
}

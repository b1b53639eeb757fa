//! `[listen]`, `[tls]` and `[bounds]`: where the gateway listens, for whom, and how long it waits.

use core::fmt;
use core::net::{Ipv4Addr, SocketAddr};
use core::num::NonZeroUsize;
use core::time::Duration;
use std::path::PathBuf;

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use super::reader::Reader;
use super::tree::Node;

/// Where the gateway listens and for whom.
#[derive(Debug, Clone)]
pub struct Listen {
    /// The data listener; `0.0.0.0:8443` unless stated.
    pub data: SocketAddr,
    /// Health and metrics; `0.0.0.0:9464` unless stated.
    pub health: SocketAddr,
    /// The public authorities, lower case. Never empty.
    pub hosts: Box<[Box<str>]>,
    /// The data listener speaks HTTP without TLS.
    pub plaintext: bool,
    /// How many proxies in front append to `X-Forwarded-For`.
    pub trusted_hops: usize,
    /// Worker threads; one per core unless stated.
    pub workers: NonZeroUsize,
}

/// The certificate chain and its key, both PEM.
#[derive(Clone)]
pub struct Tls {
    /// The chain, leaf first; at least one certificate.
    pub cert_pem: Vec<u8>,
    /// The private key.
    pub key_pem: Vec<u8>,
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tls(..)")
    }
}

/// How long the gateway waits and how much it holds.
#[derive(Debug, Clone)]
pub struct Bounds {
    /// For the head of a request; 10 s unless stated.
    pub head_timeout: Duration,
    /// For the body of a request; 30 s unless stated.
    pub body_timeout: Duration,
    /// In bytes per second, on average, of a body that takes longer than 5 s; 240 unless stated.
    pub least_body_rate: usize,
    /// What all bodies under way may take together in bytes; 256 MiB unless stated.
    pub body_memory: usize,
    /// The folder in which bodies in parts wait that are too large for memory; the system's for temporary files unless
    /// stated.
    pub spool: PathBuf,
    /// Between two requests on a connection; 60 s unless stated.
    pub idle_timeout: Duration,
    /// For the TLS handshake; 10 s unless stated.
    pub handshake_timeout: Duration,
    /// Client connections at once; 10 000 unless stated.
    pub max_connections: usize,
    /// Between the readiness probe turning red and the listener closing; 5 s unless stated.
    pub shutdown_delay: Duration,
    /// For requests still running when the listener closed; 30 s unless stated.
    pub drain: Duration,
}

pub(super) fn listen(reader: &mut Reader<'_>, node: Option<&Node>) -> Option<Listen> {
    let get = |name| node.and_then(|node| node.get(name));
    let any = |port| SocketAddr::from((Ipv4Addr::UNSPECIFIED, port));
    let data = get("data").map_or(Some(any(8443)), |node| reader.address(node));
    let health = get("health").map_or(Some(any(9464)), |node| reader.address(node));
    let plaintext = get("plaintext").map_or(Some(false), |node| reader.boolean(node));
    let trusted_hops = get("trustedHops").map_or(Some(0), |node| reader.integer(node, 0..=16));
    let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let workers =
        get("workers").map_or(Some(cores), |node| reader.integer(node, 1..=1_024).and_then(NonZeroUsize::new));
    let hosts = hosts(reader, get("hosts"));
    if let (Some(data), Some(health)) = (data, health)
        && data.port() != 0
        && data.port() == health.port()
        && let Some(node) = get("health").or_else(|| get("data"))
    {
        reader.refuse(&node.place, "both listeners have the same port", "health and metrics need a port of their own");
    }
    Some(Listen {
        data: data?,
        health: health?,
        hosts: hosts?,
        plaintext: plaintext?,
        trusted_hops: trusted_hops?,
        workers: workers?,
    })
}

fn hosts(reader: &mut Reader<'_>, node: Option<&Node>) -> Option<Box<[Box<str>]>> {
    let Some(node) = node else {
        if reader.facts.hosts.is_empty() {
            reader.missing(
                "no public host name is configured and the document names none",
                "add hosts = [\"api.example.com\"] to [listen]: requests for any other authority get 421",
            );
            return None;
        }
        return Some(reader.facts.hosts.iter().map(|host| host.to_ascii_lowercase().into()).collect());
    };
    let stated = reader.texts(node)?;
    if stated.is_empty() {
        reader.refuse(&node.place, "the list of hosts is empty", "name at least one, or leave `hosts` out");
        return None;
    }
    let mut hosts = Vec::new();
    for (place, text) in stated {
        let authority = text.parse::<http::uri::Authority>().ok().filter(|authority| {
            let port_reads = authority.as_str() == authority.host() || authority.port_u16().is_some();
            port_reads && !authority.as_str().contains('@') && !authority.as_str().contains('*')
        });
        match authority {
            Some(authority) => hosts.push(authority.as_str().to_ascii_lowercase().into_boxed_str()),
            None => reader.refuse(
                place,
                format!("`{text}` is not a host name with an optional port"),
                "write it as clients send it in Host: \"api.example.com\" or \"localhost:8443\"",
            ),
        }
    }
    Some(hosts.into_boxed_slice())
}

pub(super) fn tls(reader: &mut Reader<'_>, node: Option<&Node>, plaintext: bool) -> Option<Tls> {
    let Some(node) = node else {
        if !plaintext {
            reader.missing(
                "no certificate is configured",
                "add [tls] with cert = \"tls.crt\" and key = { file = \"tls.key\" }, or plaintext = true to [listen]",
            );
        }
        return None;
    };
    if plaintext {
        reader.refuse(&node.place, "[tls] beside plaintext = true", "remove one of them");
    }
    let cert = node.get("cert").and_then(|cert| {
        let path = reader.path(cert)?;
        let pem = reader.file(&cert.place, &path)?;
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
        if chain.is_ok_and(|chain| !chain.is_empty()) {
            return Some(pem);
        }
        reader.refuse(&cert.place, format!("{} holds no PEM certificate", path.display()), "put the leaf first");
        None
    });
    let key = node.get("key").and_then(|key| {
        let pem = reader.secret(key)?;
        if PrivateKeyDer::from_pem_slice(&pem).is_ok() {
            return Some(pem);
        }
        reader.refuse(&key.place, "the key is not a PEM private key", "PKCS#8, SEC1 and PKCS#1 are read");
        None
    });
    for name in ["cert", "key"] {
        if node.get(name).is_none() {
            reader.refuse(&node.place, format!("[tls] has no `{name}`"), "it needs cert and key");
        }
    }
    Some(Tls { cert_pem: cert?, key_pem: key? })
}

pub(super) fn bounds(reader: &mut Reader<'_>, node: Option<&Node>) -> Option<Bounds> {
    const LEAST: Duration = Duration::from_millis(100);
    const HOUR: Duration = Duration::from_hours(1);
    let mut duration = |name, default: u64, least| {
        node.and_then(|node| node.get(name))
            .map_or(Some(Duration::from_secs(default)), |node| reader.duration(node, least..=HOUR))
    };
    let head_timeout = duration("headTimeout", 10, LEAST);
    let body_timeout = duration("bodyTimeout", 30, LEAST);
    let idle_timeout = duration("idleTimeout", 60, LEAST);
    let handshake_timeout = duration("handshakeTimeout", 10, LEAST);
    let shutdown_delay = duration("shutdownDelay", 5, Duration::ZERO);
    let drain = duration("drain", 30, Duration::ZERO);
    let get = |name| node.and_then(|node| node.get(name));
    let least_body_rate = get("leastBodyRate").map_or(Some(240), |node| reader.integer(node, 0..=1 << 30));
    let body_memory = get("bodyMemory").map_or(Some(256 << 20), |node| reader.bytes(node));
    let spool = get("spool").map_or_else(|| Some(std::env::temp_dir()), |node| reader.folder(node));
    let max_connections = node
        .and_then(|node| node.get("maxConnections"))
        .map_or(Some(10_000), |node| reader.integer(node, 1..=1_000_000));
    Some(Bounds {
        head_timeout: head_timeout?,
        body_timeout: body_timeout?,
        least_body_rate: least_body_rate?,
        body_memory: body_memory?,
        spool: spool?,
        idle_timeout: idle_timeout?,
        handshake_timeout: handshake_timeout?,
        max_connections: max_connections?,
        shutdown_delay: shutdown_delay?,
        drain: drain?,
    })
}

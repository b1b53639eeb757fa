//! The server side of TLS.

use core::fmt;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

/// Why a certificate and key cannot be served.
#[derive(Debug)]
pub enum TlsError {
    /// The chain is not PEM, or holds no certificate.
    Certificate,
    /// The key is not PEM, or of no known kind.
    Key,
    /// Certificate and key do not belong together, or neither can be used.
    Pair(rustls::Error),
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate => f.write_str("the certificate chain is not PEM"),
            Self::Key => f.write_str("the private key is not PEM"),
            Self::Pair(why) => write!(f, "certificate and key cannot be used together: {why}"),
        }
    }
}

impl core::error::Error for TlsError {}

/// TLS 1.2 and 1.3 over aws-lc-rs, HTTP/2 and HTTP/1.1 by ALPN, no early data, which could be replayed (RFC 8470).
pub fn server_config(cert_pem: &[u8], key_pem: &[u8]) -> Result<Arc<ServerConfig>, TlsError> {
    let chain: Vec<_> =
        CertificateDer::pem_slice_iter(cert_pem).collect::<Result<_, _>>().map_err(|_| TlsError::Certificate)?;
    if chain.is_empty() {
        return Err(TlsError::Certificate);
    }
    let key = PrivateKeyDer::from_pem_slice(key_pem).map_err(|_| TlsError::Key)?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(TlsError::Pair)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(TlsError::Pair)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config.max_early_data_size = 0;
    config.ticketer = rustls::crypto::aws_lc_rs::Ticketer::new().map_err(TlsError::Pair)?;
    Ok(Arc::new(config))
}

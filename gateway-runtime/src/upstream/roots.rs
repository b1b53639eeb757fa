//! Whom upstreams and issuers must be certified by.

use std::sync::{Arc, OnceLock};

use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;

/// The trusted roots: those of the machine (`SSL_CERT_FILE` and `SSL_CERT_DIR` count), or only given ones. They are
/// read when the first TLS connection needs them. Clones share them.
#[derive(Debug, Clone)]
pub struct Roots(Arc<Trust>);

#[derive(Debug)]
struct Trust {
    only: Option<Vec<u8>>,
    config: OnceLock<Option<Arc<ClientConfig>>>,
}

impl Roots {
    /// The machine's.
    pub fn native() -> Self {
        Self(Arc::new(Trust { only: None, config: OnceLock::new() }))
    }

    /// Only the certificates in this PEM text.
    pub fn only(pem: Vec<u8>) -> Self {
        Self(Arc::new(Trust { only: Some(pem), config: OnceLock::new() }))
    }

    /// Whether somebody is trusted.
    pub fn are_usable(&self) -> bool {
        self.client().is_some()
    }

    /// The client side of TLS: 1.2 and 1.3, HTTP/1.1 only. `None` where there is no usable root, so that nobody is
    /// trusted.
    pub(super) fn client(&self) -> Option<Arc<ClientConfig>> {
        self.0.config.get_or_init(|| client(self.0.only.as_deref())).clone()
    }
}

impl Default for Roots {
    fn default() -> Self {
        Self::native()
    }
}

fn client(only: Option<&[u8]>) -> Option<Arc<ClientConfig>> {
    let certificates = match only {
        Some(pem) => CertificateDer::pem_slice_iter(pem).filter_map(Result::ok).collect(),
        None => rustls_native_certs::load_native_certs().certs,
    };
    let mut store = RootCertStore::empty();
    let (added, _) = store.add_parsable_certificates(certificates);
    if added == 0 {
        return None;
    }
    let mut config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .ok()?
        .with_root_certificates(store)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Some(Arc::new(config))
}

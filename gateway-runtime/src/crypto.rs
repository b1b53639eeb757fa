//! The one provider of cryptography.

/// Makes aws-lc-rs the provider of rustls and jsonwebtoken for this process. Calling it again changes nothing; a
/// provider that was installed before stays, because whoever did so chose it on purpose.
pub fn install_crypto() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let _ = jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
}

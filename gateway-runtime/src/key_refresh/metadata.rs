//! What an issuer says about itself (RFC 8414 §2, OpenID Connect Discovery 1.0 §3).

use serde::Deserialize;

use crate::config::auth::is_safe;

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    jwks_uri: String,
}

/// Where the key set of `issuer` is, by its metadata, which came from `url`. Metadata of another issuer counts for nothing
/// (RFC 8414 §3.3), and keys may travel no less safely than what names them.
pub(super) fn key_set_url(metadata: &[u8], issuer: &str, url: &str) -> Result<String, &'static str> {
    let metadata: Metadata = serde_json::from_slice(metadata)
        .map_err(|_| "the metadata is not a JSON object with the texts `issuer` and `jwks_uri`")?;
    if metadata.issuer != issuer {
        return Err("the metadata is of another issuer than the document names");
    }
    let is_downgrade = url.starts_with("https:") && !metadata.jwks_uri.starts_with("https:");
    if is_downgrade || !is_safe(&metadata.jwks_uri) {
        return Err("the metadata names a `jwks_uri` that cannot be trusted with keys");
    }
    Ok(metadata.jwks_uri)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_issuer_speaks_for_itself_and_safely() {
        let read = |issuer: &str, jwks: &str, url: &str| {
            let metadata = format!(r#"{{"issuer":"{issuer}","jwks_uri":"{jwks}","other":[]}}"#);
            key_set_url(metadata.as_bytes(), "https://id.example", url).is_ok()
        };
        assert!(read("https://id.example", "https://keys.example/k", "https://id.example/m"));
        assert!(read("https://id.example", "http://127.0.0.1:1/k", "http://127.0.0.1:1/m"));
        assert!(!read("https://id.example/", "https://keys.example/k", "https://id.example/m"));
        assert!(!read("https://id.example", "http://keys.example/k", "http://127.0.0.1:1/m"));
        assert!(!read("https://id.example", "http://127.0.0.1:1/k", "https://id.example/m"));
        assert!(!read("https://id.example", "file:///k", "https://id.example/m"));
        for bad in ["", "[]", r#"{"issuer":"https://id.example"}"#] {
            assert!(key_set_url(bad.as_bytes(), "https://id.example", "https://id.example/m").is_err());
        }
    }
}

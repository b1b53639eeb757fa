//! An identity provider's signing key, its public key set, and tokens good and bad.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

/// The `iss` of `specs/orders.yaml`.
const ISSUER: &str = "https://id.example.com";
/// The `aud` of `specs/orders.yaml`.
const AUDIENCE: &str = "https://api.orders.example";

/// A P-256 key with a key id.
pub struct Mint {
    key: EncodingKey,
    key_set: Value,
    key_id: String,
}

/// What a token says; start from [`Claims::valid`] and spoil one thing.
#[derive(Debug, Clone)]
pub struct Claims {
    /// The payload.
    pub payload: Value,
    /// The `typ` header.
    pub token_type: Option<String>,
    /// The `kid` header instead of the mint's own.
    pub key_id: Option<String>,
}

impl Claims {
    /// A good access token for `client` with `scopes`, issued at `now` (Unix seconds) for five minutes to somebody of the
    /// support team who has two factors.
    pub fn valid(client: &str, scopes: &str, now: u64) -> Self {
        Self {
            payload: json!({
                "iss": ISSUER, "aud": AUDIENCE, "sub": client, "client_id": client, "scope": scopes,
                "iat": now, "exp": now + 300, "jti": format!("{client}-{now}"),
                "groups": ["support"], "acr": "urn:example:mfa",
            }),
            token_type: Some("at+jwt".to_owned()),
            key_id: None,
        }
    }

    /// The same with one claim replaced, or removed where the value is `Null`.
    pub fn with(mut self, claim: &str, value: Value) -> Self {
        let payload = self.payload.as_object_mut().expect("claims are an object");
        if value.is_null() {
            payload.remove(claim);
        } else {
            payload.insert(claim.to_owned(), value);
        }
        self
    }
}

impl Mint {
    /// A new key.
    pub fn new(key_id: &str) -> Self {
        gateway_runtime::install_crypto();
        let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).expect("a key can be made");
        let raw = rcgen::PublicKeyData::der_bytes(&pair);
        let (x, y) = raw[1..].split_at(32);
        let key_set = json!({ "keys": [{
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": key_id,
            "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y),
        }] });
        let key = EncodingKey::from_ec_der(&pair.serialize_der());
        Self { key, key_set, key_id: key_id.to_owned() }
    }

    /// The public key set (RFC 7517 §5).
    pub fn key_set(&self) -> &Value {
        &self.key_set
    }

    /// Signs.
    pub fn sign(&self, claims: &Claims) -> String {
        let mut header = Header::new(Algorithm::ES256);
        header.typ.clone_from(&claims.token_type);
        header.kid = Some(claims.key_id.clone().unwrap_or_else(|| self.key_id.clone()));
        jsonwebtoken::encode(&header, &claims.payload, &self.key).expect("claims can be signed")
    }
}

impl core::fmt::Debug for Mint {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Mint").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

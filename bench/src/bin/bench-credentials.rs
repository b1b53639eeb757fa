//! One credential, verified a number of times: what callgrind counts.
//!
//! `make` writes a key and a token to a file, so that all runs verify the same ones. `cached` is a token that was seen before,
//! `first` one that never was, `decode` what `jsonwebtoken` takes for the same token, `key` an API key, `hmac` the one HMAC-SHA-256 without which no key can be looked up.

use core::hint::black_box;
use core::time::Duration;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::hmac;
use aws_lc_rs::rsa::{KeyPair, KeySize, PublicKeyComponents};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gateway_runtime::clock::UnixMillis;
use gateway_runtime::contract::{Algorithm, ApiKeyFacts, ApiKeyLocation, BearerFacts, SchemeId, TokenType};
use gateway_runtime::verifier::{KeySet, KeySource, KeyStore, KeyStoreSource, Verifier, stored_hash};
use jsonwebtoken::{DecodingKey, EncodingKey, Header, Validation};
use serde_json::{Value, json};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type AnyError = Box<dyn core::error::Error + Send + Sync>;

const ISSUER: &str = "https://id.example.com";
const AUDIENCE: &str = "https://bench.example";
const PEPPER: &[u8] = b"0123456789abcdef";
const KEY: &str = "ord_k1_4f6d1f0a2b3c4d5e6f708192a3b4c5d6";

static BEARER: BearerFacts = BearerFacts {
    issuer: ISSUER,
    audiences: &[AUDIENCE],
    algorithms: &[Algorithm::Rs256],
    token_type: TokenType::AccessToken,
    clock_skew: Duration::from_secs(30),
    scope_claims: &[&["scope"]],
    client_claims: &[&["client_id"]],
    ..BearerFacts::CLOSED
};
static API_KEY: ApiKeyFacts =
    ApiKeyFacts { location: ApiKeyLocation::Header("x-key"), store: "partners", prefix: "ord_", origins: &[] };

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.as_slice() {
        [make, file] if make == "make" => Issued::make(Path::new(file)).map(|()| Some(true)),
        [what, file, times] => match times.parse() {
            Ok(times) => run(what, Path::new(file), times),
            Err(_) => return usage(),
        },
        _ => return usage(),
    };
    match done {
        Ok(Some(true)) => ExitCode::SUCCESS,
        Ok(Some(false)) => ExitCode::FAILURE,
        Ok(None) => usage(),
        Err(error) => {
            eprintln!("bench-credentials: {error}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("usage: bench-credentials make FILE | cached|first|decode|key|hmac FILE TIMES");
    ExitCode::from(2)
}

/// Whether every one was accepted; nothing for an unknown name.
fn run(what: &str, file: &Path, times: u32) -> Result<Option<bool>, AnyError> {
    gateway_runtime::install_crypto();
    let issued = Issued::read(file)?;
    let at = UnixMillis(issued.now * 1_000);
    let keys = KeySource::default();
    keys.store(Some(KeySet::parse(issued.key_set.as_bytes(), BEARER.algorithms)?));
    let Verifier::Bearer(bearer) = Verifier::bearer(SchemeId(0), &BEARER, keys) else { return Ok(None) };
    let entry = json!([{ "id": "k1", "hash": stored_hash(PEPPER, KEY), "owner": "acme", "scopes": ["orders:read"] }]);
    let store = KeyStore::parse(entry.to_string().as_bytes(), PEPPER)?;
    let store = KeyStoreSource::new(arc_swap::ArcSwap::from_pointee(store));
    let Verifier::ApiKey(api_key) = Verifier::api_key(SchemeId(1), &API_KEY, store) else { return Ok(None) };
    let cache = Mutex::default();
    let cached = |_| matches!(bearer.verify_at_hand(black_box(issued.token.as_bytes()), at, &cache), Ok(Some(_)));
    let first =
        |_| matches!(bearer.verify_at_hand(black_box(issued.token.as_bytes()), at, &Mutex::default()), Ok(Some(_)));
    let mut validation = Validation::new(jsonwebtoken::Algorithm::RS256);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    let decode = |_| jsonwebtoken::decode::<Value>(black_box(&issued.token), &issued.public, &validation).is_ok();
    let key = |_| api_key.verify(black_box(KEY), at).is_some();
    let pepper = hmac::Key::new(hmac::HMAC_SHA256, PEPPER);
    let tag = hmac::sign(&pepper, KEY.as_bytes());
    let hmac = |_| hmac::verify(&pepper, black_box(KEY.as_bytes()), tag.as_ref()).is_ok();
    Ok(Some(match what {
        "cached" => (0..times).all(cached),
        "first" => (0..times).all(first),
        "decode" => (0..times).all(decode),
        "key" => (0..times).all(key),
        "hmac" => (0..times).all(hmac),
        _ => return Ok(None),
    }))
}

/// A token as an issuer makes it, and the key for it.
struct Issued {
    token: String,
    key_set: String,
    public: DecodingKey,
    now: u64,
}

impl Issued {
    fn make(file: &Path) -> Result<(), AnyError> {
        let pair = KeyPair::generate(KeySize::Rsa2048)?;
        let public = PublicKeyComponents::<Vec<u8>>::from(pair.public_key());
        let der = AsDer::<Pkcs8V1Der<'static>>::as_der(&pair)?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let claims = json!({
            "iss": ISSUER, "aud": AUDIENCE, "sub": "shop", "client_id": "shop", "scope": "orders:read orders:write",
            "iat": now, "exp": now + 3600, "jti": "8d116ece-1738-47d9-bd9c-1f6b6c1e9a01",
        });
        let mut header = Header::new(jsonwebtoken::Algorithm::RS256);
        header.typ = Some("at+jwt".to_owned());
        header.kid = Some("bench".to_owned());
        let pem = pem(der.as_ref());
        let token = jsonwebtoken::encode(&header, &claims, &EncodingKey::from_rsa_pem(pem.as_bytes())?)?;
        let (n, e) = (URL_SAFE_NO_PAD.encode(&public.n), URL_SAFE_NO_PAD.encode(&public.e));
        std::fs::write(file, json!({ "token": token, "n": n, "e": e, "now": now }).to_string())?;
        Ok(())
    }

    fn read(file: &Path) -> Result<Self, AnyError> {
        let made: Value = serde_json::from_slice(&std::fs::read(file)?)?;
        let text = |name: &str| made.get(name).and_then(Value::as_str).map(str::to_owned).ok_or("not made by `make`");
        let (token, n, e) = (text("token")?, text("n")?, text("e")?);
        let public = DecodingKey::from_rsa_components(&n, &e)?;
        let key = json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": "bench", "n": n, "e": e });
        let now = made.get("now").and_then(Value::as_u64).ok_or("not made by `make`")?;
        Ok(Self { token, key_set: json!({ "keys": [key] }).to_string(), public, now })
    }
}

fn pem(der: &[u8]) -> String {
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n")
}

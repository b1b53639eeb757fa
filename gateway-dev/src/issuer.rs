//! A development issuer: signing keys, tokens with the document's issuer and audience, and the endpoints a client or a
//! gateway asks.

use core::time::Duration;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::extract::{Query, State as Shared};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use gateway_runtime::contract::{Algorithm, BearerFacts, KeyKind, ProductFacts, SchemeFacts, SchemeKind, TokenType};
use http::StatusCode;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{EncodingKey, Header};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, PKCS_RSA_SHA256, RsaKeySize};
use serde_json::{Map, Value, json};

use crate::error::{DevError, Doing};
use crate::state::State;

/// The client of tokens nobody named one for.
pub(crate) const CLIENT: &str = "alice-app";
/// The file of the shared secret.
pub(crate) const SECRET: &str = "issuer-secret";
const LIFETIME: Duration = Duration::from_hours(12);

/// Signs for every bearer scheme of a product.
pub(crate) struct Issuer {
    keys: Vec<SigningKey>,
}

struct SigningKey {
    algorithm: Algorithm,
    key: EncodingKey,
    /// None for a secret.
    public: Option<Value>,
}

/// What a token is to say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claims<'a> {
    /// The client it was issued to.
    pub(crate) client: &'a str,
    /// Space-separated scopes.
    pub(crate) scope: &'a str,
    /// Whether it ended an hour ago.
    pub(crate) expired: bool,
    /// Claims by name that replace all others.
    pub(crate) further: &'a [(String, Value)],
}

/// The bearer schemes of a product.
pub(crate) fn bearers(
    facts: &ProductFacts,
) -> impl Iterator<Item = (&'static SchemeFacts, &'static BearerFacts)> + use<> {
    facts.schemes.iter().filter_map(|scheme| match &scheme.kind {
        SchemeKind::Bearer(bearer) => Some((scheme, bearer)),
        SchemeKind::ApiKey(_) => None,
    })
}

impl Issuer {
    /// The issuer whose keys are kept in `state`; keys that do not exist yet are made.
    pub(crate) fn open(state: &State, facts: &ProductFacts) -> Result<Self, DevError> {
        let mut keys: Vec<SigningKey> = Vec::new();
        for algorithm in bearers(facts).filter_map(|(_, bearer)| chosen(bearer)) {
            if !keys.iter().any(|key| key.algorithm == algorithm) {
                keys.push(SigningKey::open(state, algorithm)?);
            }
        }
        Ok(Self { keys })
    }

    /// Every public key, as a JWK Set (RFC 7517 §5).
    pub(crate) fn key_set(&self) -> Value {
        json!({ "keys": self.keys.iter().filter_map(|key| key.public.as_ref()).collect::<Vec<_>>() })
    }

    /// A token as `bearer` asks for it.
    pub(crate) fn token(&self, bearer: &BearerFacts, claims: Claims<'_>) -> Result<String, DevError> {
        let algorithm = chosen(bearer).ok_or("the scheme names no algorithm").doing("cannot sign a token")?;
        let key = self.keys.iter().find(|key| key.algorithm == algorithm);
        let key = key.ok_or("no key for the scheme's algorithm").doing("cannot sign a token")?;
        let mut header = Header::new(named(algorithm)?);
        header.kid = Some(kid(algorithm));
        header.typ = Some(match bearer.token_type {
            TokenType::AccessToken => "at+jwt".to_owned(),
            TokenType::Any => "JWT".to_owned(),
        });
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let lifetime = bearer.max_lifetime.map_or(LIFETIME, |most| LIFETIME.min(most)).as_secs();
        let (issued, expires) =
            if claims.expired { (now - 3_600 - lifetime, now - 3_600) } else { (now, now + lifetime) };
        let mut body = json!({
            "iss": bearer.issuer,
            "aud": bearer.audiences,
            "sub": claims.client,
            "iat": issued,
            "exp": expires,
            "jti": uuid::Uuid::new_v4().to_string(),
        });
        if let Value::Object(members) = &mut body {
            let client = bearer.client_claims.first().copied().unwrap_or(&["azp"]);
            put(members, client, claims.client.into());
            put(members, bearer.scope_claims.first().copied().unwrap_or(&["scope"]), claims.scope.into());
            members.extend(claims.further.iter().cloned());
        }
        jsonwebtoken::encode(&header, &body, &key.key).doing("cannot sign a token")
    }
}

impl SigningKey {
    fn open(state: &State, algorithm: Algorithm) -> Result<Self, DevError> {
        if algorithm.key() == KeyKind::Secret {
            return Ok(Self { algorithm, key: EncodingKey::from_secret(&secret(state)?), public: None });
        }
        let what = format!("cannot use the development key {}", kid(algorithm));
        let file = format!("issuer-{}.pem", kid(algorithm));
        let pem = state.kept(&file, || Ok(generate(algorithm.key()).doing(&what)?.serialize_pem()))?;
        let pair = KeyPair::from_pem(&pem).doing(&what)?;
        let encoded = |bytes: Option<&[u8]>| BASE64_URL_SAFE_NO_PAD.encode(bytes.unwrap_or_default());
        let raw = pair.public_key_raw();
        // An uncompressed point: one byte, then both coordinates (SEC 1 §2.3.3).
        let point = |curve: &str, size: usize| {
            let (x, y) = (encoded(raw.get(1..=size)), encoded(raw.get(size + 1..)));
            json!({ "kty": "EC", "crv": curve, "x": x, "y": y })
        };
        let (key, mut public) = match algorithm.key() {
            KeyKind::Ed25519 | KeyKind::Secret => {
                let public = json!({ "kty": "OKP", "crv": "Ed25519", "x": encoded(Some(raw)) });
                (EncodingKey::from_ed_pem(pem.as_bytes()).doing(&what)?, public)
            }
            KeyKind::P256 => (EncodingKey::from_ec_pem(pem.as_bytes()).doing(&what)?, point("P-256", 32)),
            KeyKind::P384 => (EncodingKey::from_ec_pem(pem.as_bytes()).doing(&what)?, point("P-384", 48)),
            KeyKind::Rsa => {
                let key = EncodingKey::from_rsa_pem(pem.as_bytes()).doing(&what)?;
                let jwk = Jwk::from_encoding_key(&key, named(algorithm)?).doing(&what)?;
                let public = serde_json::to_value(&jwk).doing(&what)?;
                (key, public)
            }
        };
        if let Value::Object(members) = &mut public {
            members.insert("kid".to_owned(), kid(algorithm).into());
            members.insert("alg".to_owned(), algorithm.name().into());
            members.insert("use".to_owned(), "sig".into());
        }
        Ok(Self { algorithm, key, public: Some(public) })
    }
}

/// The secret that schemes with one share with the development issuer.
pub(crate) fn secret(state: &State) -> Result<Vec<u8>, DevError> {
    let made = || Ok(format!("{}{}", uuid::Uuid::new_v4().simple(), uuid::Uuid::new_v4().simple()));
    Ok(state.kept(SECRET, made)?.into_bytes())
}

fn generate(kind: KeyKind) -> Result<KeyPair, rcgen::Error> {
    match kind {
        KeyKind::Ed25519 | KeyKind::Secret => KeyPair::generate_for(&PKCS_ED25519),
        KeyKind::P256 => KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256),
        KeyKind::P384 => KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384),
        KeyKind::Rsa => KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048),
    }
}

fn chosen(bearer: &BearerFacts) -> Option<Algorithm> {
    bearer.algorithms.first().copied()
}

fn named(algorithm: Algorithm) -> Result<jsonwebtoken::Algorithm, DevError> {
    algorithm.name().parse().doing("cannot sign a token")
}

fn kid(algorithm: Algorithm) -> String {
    format!("dev-{}", algorithm.name().to_lowercase())
}

/// Puts a claim where its path leads, making what it leads through.
fn put(members: &mut Map<String, Value>, path: &[&str], value: Value) {
    match path {
        [] => {}
        [last] => {
            members.insert((*last).to_owned(), value);
        }
        [first, inner @ ..] => {
            let place = members.entry(*first).or_insert(Value::Null);
            if !place.is_object() {
                *place = json!({});
            }
            if let Value::Object(members) = place {
                put(members, inner, value);
            }
        }
    }
}

/// What the endpoints know.
struct Endpoints {
    issuer: Arc<Issuer>,
    facts: &'static ProductFacts,
    origin: String,
}

/// The endpoints: `/jwks`, `/.well-known/openid-configuration` and `POST /token` (client credentials, RFC 6749 §4.4,
/// for any client and without a secret).
pub(crate) fn router(issuer: Arc<Issuer>, facts: &'static ProductFacts, origin: String) -> Router {
    Router::new()
        .route("/jwks", get(async |Shared(shared): Shared<Arc<Endpoints>>| Json(shared.issuer.key_set())))
        .route("/.well-known/openid-configuration", get(discover))
        .route("/token", post(grant))
        .with_state(Arc::new(Endpoints { issuer, facts, origin }))
}

async fn discover(Shared(shared): Shared<Arc<Endpoints>>) -> Json<Value> {
    let origin = &shared.origin;
    let issuer = bearers(shared.facts).next().map_or(origin.as_str(), |(_, bearer)| bearer.issuer);
    Json(json!({
        "issuer": issuer,
        "jwks_uri": format!("{origin}/jwks"),
        "token_endpoint": format!("{origin}/token"),
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": ["token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
    }))
}

async fn grant(Shared(shared): Shared<Arc<Endpoints>>, form: String) -> (StatusCode, Json<Value>) {
    let refused = |why: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": why })));
    let fields =
        format!("/?{form}").parse().ok().and_then(|uri| Query::<HashMap<String, String>>::try_from_uri(&uri).ok());
    let Some(Query(fields)) = fields else { return refused("invalid_request") };
    let field = |name: &str| fields.get(name).map(String::as_str);
    if field("grant_type") != Some("client_credentials") {
        return refused("unsupported_grant_type");
    }
    let scheme = field("scheme");
    let Some((_, bearer)) = bearers(shared.facts).find(|(facts, _)| scheme.is_none_or(|name| name == facts.name))
    else {
        return refused("invalid_request");
    };
    let scope = field("scope").unwrap_or_default();
    let claims = Claims { client: field("client_id").unwrap_or(CLIENT), scope, expired: false, further: &[] };
    match shared.issuer.token(bearer, claims) {
        Ok(token) => (
            StatusCode::OK,
            Json(json!({
                "access_token": token,
                "token_type": "Bearer",
                "expires_in": LIFETIME.as_secs(),
                "scope": scope,
            })),
        ),
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, Json(json!({ "error": "server_error" }))),
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{DecodingKey, Validation};

    use super::*;

    const BEARER: BearerFacts = BearerFacts {
        issuer: "https://id.example.com",
        audiences: &["shop", "other"],
        algorithms: &[Algorithm::Es256],
        token_type: TokenType::AccessToken,
        clock_skew: Duration::ZERO,
        scope_claims: &[&["scp"]],
        client_claims: &[&["client_id"], &["azp"]],
        ..BearerFacts::CLOSED
    };

    fn facts(algorithm: Algorithm) -> (BearerFacts, ProductFacts) {
        let bearer = BearerFacts { algorithms: vec![algorithm].leak(), ..BEARER };
        let scheme = SchemeFacts {
            name: "oauth",
            kind: SchemeKind::Bearer(bearer),
            forward: false,
            place: "specs/shop.yaml:1:1",
        };
        (bearer, ProductFacts { schemes: vec![scheme].leak(), ..crate::tour::tests::FACTS })
    }

    #[test]
    fn a_token_says_what_the_scheme_asks_for_and_verifies_with_the_published_key() {
        for algorithm in Algorithm::ALL.into_iter().filter(|algorithm| algorithm.key() != KeyKind::Secret) {
            let folder = tempfile::tempdir().unwrap();
            let state = State::at(folder.path()).unwrap();
            let (bearer, facts) = facts(algorithm);
            let claims =
                Claims { client: "bob", scope: "a b", expired: false, further: &[("tenant".to_owned(), 7.into())] };
            let token = Issuer::open(&state, &facts).unwrap().token(&bearer, claims).unwrap();

            let reopened = Issuer::open(&state, &facts).unwrap();
            let jwk: Jwk = serde_json::from_value(reopened.key_set()["keys"][0].clone()).unwrap();
            let mut validation = Validation::new(named(algorithm).unwrap());
            validation.set_audience(&["shop"]);
            validation.set_issuer(&["https://id.example.com"]);
            let decoded =
                jsonwebtoken::decode::<Value>(&token, &DecodingKey::from_jwk(&jwk).unwrap(), &validation).unwrap();
            assert_eq!(decoded.header.typ.as_deref(), Some("at+jwt"));
            assert_eq!(decoded.header.kid, jwk.common.key_id);
            assert_eq!(decoded.claims["client_id"], "bob");
            assert_eq!(decoded.claims["scp"], "a b");
            assert_eq!(decoded.claims["tenant"], 7);
            assert_eq!(decoded.claims["aud"], json!(["shop", "other"]));
        }
    }

    #[test]
    fn an_expired_token_is_expired() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::at(folder.path()).unwrap();
        let (bearer, facts) = facts(Algorithm::Es256);
        let issuer = Issuer::open(&state, &facts).unwrap();
        let token = issuer.token(&bearer, Claims { client: "bob", scope: "", expired: true, further: &[] }).unwrap();
        let payload = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
        let claims: Value = serde_json::from_slice(&payload).unwrap();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        assert!(claims["exp"].as_u64().unwrap() < now - 60);
    }
}

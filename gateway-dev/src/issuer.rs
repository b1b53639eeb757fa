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
use gateway_runtime::contract::{Algorithm, BearerFacts, ProductFacts, SchemeFacts, SchemeKind, TokenType};
use http::StatusCode;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{EncodingKey, Header};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ED25519, PKCS_RSA_SHA256, RsaKeySize};
use serde_json::{Value, json};

use crate::error::{DevError, Doing};
use crate::state::State;

/// The client of tokens nobody named one for.
pub(crate) const CLIENT: &str = "alice-app";
const LIFETIME: Duration = Duration::from_hours(12);

/// Signs for every bearer scheme of a product.
pub(crate) struct Issuer {
    keys: Vec<SigningKey>,
}

struct SigningKey {
    algorithm: Algorithm,
    key: EncodingKey,
    public: Value,
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
        json!({ "keys": self.keys.iter().map(|key| &key.public).collect::<Vec<_>>() })
    }

    /// A token as `bearer` asks for it.
    pub(crate) fn token(&self, bearer: &BearerFacts, claims: Claims<'_>) -> Result<String, DevError> {
        let algorithm = chosen(bearer).ok_or("the scheme names no algorithm").doing("cannot sign a token")?;
        let key = self.keys.iter().find(|key| key.algorithm == algorithm);
        let key = key.ok_or("no key for the scheme's algorithm").doing("cannot sign a token")?;
        let mut header = Header::new(name(algorithm).1);
        header.kid = Some(kid(algorithm));
        header.typ = Some(match bearer.token_type {
            TokenType::AccessToken => "at+jwt".to_owned(),
            TokenType::Any => "JWT".to_owned(),
        });
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let (issued, expires) =
            if claims.expired { (now - 7_200, now - 3_600) } else { (now, now + LIFETIME.as_secs()) };
        let client_claim = bearer.client_claims.first().copied().unwrap_or("azp");
        let mut body = json!({
            "iss": bearer.issuer,
            "aud": bearer.audiences,
            "sub": claims.client,
            "iat": issued,
            "exp": expires,
            "jti": uuid::Uuid::new_v4().to_string(),
        });
        if let Value::Object(members) = &mut body {
            members.insert(client_claim.to_owned(), claims.client.into());
            members.insert(bearer.scope_claim.to_owned(), claims.scope.into());
        }
        jsonwebtoken::encode(&header, &body, &key.key).doing("cannot sign a token")
    }
}

impl SigningKey {
    fn open(state: &State, algorithm: Algorithm) -> Result<Self, DevError> {
        let what = format!("cannot use the development key {}", kid(algorithm));
        let file = format!("issuer-{}.pem", kid(algorithm));
        let pem = state.kept(&file, || Ok(generate(algorithm).doing(&what)?.serialize_pem()))?;
        let pair = KeyPair::from_pem(&pem).doing(&what)?;
        let key = match algorithm {
            Algorithm::EdDsa => EncodingKey::from_ed_pem(pem.as_bytes()),
            Algorithm::Es256 => EncodingKey::from_ec_pem(pem.as_bytes()),
            Algorithm::Rs256 => EncodingKey::from_rsa_pem(pem.as_bytes()),
        }
        .doing(&what)?;
        let encoded = |bytes: Option<&[u8]>| BASE64_URL_SAFE_NO_PAD.encode(bytes.unwrap_or_default());
        let raw = pair.public_key_raw();
        let mut public = match algorithm {
            Algorithm::EdDsa => json!({ "kty": "OKP", "crv": "Ed25519", "x": encoded(Some(raw)) }),
            // An uncompressed point: one byte, then both coordinates (SEC 1 §2.3.3).
            Algorithm::Es256 => {
                json!({ "kty": "EC", "crv": "P-256", "x": encoded(raw.get(1..33)), "y": encoded(raw.get(33..65)) })
            }
            Algorithm::Rs256 => {
                let jwk = Jwk::from_encoding_key(&key, name(algorithm).1).doing(&what)?;
                serde_json::to_value(&jwk).doing(&what)?
            }
        };
        if let Value::Object(members) = &mut public {
            members.insert("kid".to_owned(), kid(algorithm).into());
            members.insert("alg".to_owned(), name(algorithm).0.into());
            members.insert("use".to_owned(), "sig".into());
        }
        Ok(Self { algorithm, key, public })
    }
}

fn generate(algorithm: Algorithm) -> Result<KeyPair, rcgen::Error> {
    match algorithm {
        Algorithm::EdDsa => KeyPair::generate_for(&PKCS_ED25519),
        Algorithm::Es256 => KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256),
        Algorithm::Rs256 => KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048),
    }
}

fn chosen(bearer: &BearerFacts) -> Option<Algorithm> {
    bearer.algorithms.first().copied()
}

fn name(algorithm: Algorithm) -> (&'static str, jsonwebtoken::Algorithm) {
    match algorithm {
        Algorithm::EdDsa => ("EdDSA", jsonwebtoken::Algorithm::EdDSA),
        Algorithm::Es256 => ("ES256", jsonwebtoken::Algorithm::ES256),
        Algorithm::Rs256 => ("RS256", jsonwebtoken::Algorithm::RS256),
    }
}

fn kid(algorithm: Algorithm) -> String {
    format!("dev-{}", name(algorithm).0.to_lowercase())
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
    let claims = Claims { client: field("client_id").unwrap_or(CLIENT), scope, expired: false };
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
        scope_claim: "scp",
        client_claims: &["client_id", "azp"],
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
        for algorithm in [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256] {
            let folder = tempfile::tempdir().unwrap();
            let state = State::at(folder.path()).unwrap();
            let (bearer, facts) = facts(algorithm);
            let claims = Claims { client: "bob", scope: "a b", expired: false };
            let token = Issuer::open(&state, &facts).unwrap().token(&bearer, claims).unwrap();

            let reopened = Issuer::open(&state, &facts).unwrap();
            let jwk: Jwk = serde_json::from_value(reopened.key_set()["keys"][0].clone()).unwrap();
            let mut validation = Validation::new(name(algorithm).1);
            validation.set_audience(&["shop"]);
            validation.set_issuer(&["https://id.example.com"]);
            let decoded =
                jsonwebtoken::decode::<Value>(&token, &DecodingKey::from_jwk(&jwk).unwrap(), &validation).unwrap();
            assert_eq!(decoded.header.typ.as_deref(), Some("at+jwt"));
            assert_eq!(decoded.header.kid, jwk.common.key_id);
            assert_eq!(decoded.claims["client_id"], "bob");
            assert_eq!(decoded.claims["scp"], "a b");
            assert_eq!(decoded.claims["aud"], json!(["shop", "other"]));
        }
    }

    #[test]
    fn an_expired_token_is_expired() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::at(folder.path()).unwrap();
        let (bearer, facts) = facts(Algorithm::Es256);
        let issuer = Issuer::open(&state, &facts).unwrap();
        let token = issuer.token(&bearer, Claims { client: "bob", scope: "", expired: true }).unwrap();
        let payload = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
        let claims: Value = serde_json::from_slice(&payload).unwrap();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        assert!(claims["exp"].as_u64().unwrap() < now - 60);
    }
}

//! Verifying signed tokens (RFC 7515, RFC 7519, RFC 8725): the only place that does.

use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny};
use serde_json::{Map, Value};

use super::digest::digest;
use super::key_set::{KeySet, KeySource};
use super::token_cache::TokenCache;
use crate::clock::UnixMillis;
use crate::contract::{Algorithm, BearerFacts, SchemeId, TokenType};
use crate::denial::TokenFlaw;
use crate::principal::Principal;

/// Longer tokens are refused unread.
const MAX_TOKEN_BYTES: usize = 8 * 1024;
/// Clocks that differ by more are wrong, whatever the document says.
const MAX_CLOCK_SKEW_SECONDS: u64 = 60;

/// Verifies the tokens of one scheme.
#[derive(Debug)]
pub struct BearerVerifier {
    scheme: SchemeId,
    facts: &'static BearerFacts,
    keys: KeySource,
}

/// What a verified token says.
#[derive(Debug, Clone)]
pub(super) struct Verified {
    pub(super) principal: Principal,
    /// `exp`, seconds since the Unix epoch.
    pub(super) expires: u64,
    /// `nbf`, or zero.
    pub(super) not_before: u64,
}

/// The header parameters that count. `jku`, `jwk`, `x5u` and `x5c` are not even read: a token does not choose its key.
#[derive(Deserialize)]
struct Header<'t> {
    #[serde(borrow)]
    alg: std::borrow::Cow<'t, str>,
    #[serde(default, deserialize_with = "text")]
    typ: Option<String>,
    #[serde(default, deserialize_with = "text")]
    kid: Option<String>,
    #[serde(default, deserialize_with = "present")]
    crit: bool,
    #[serde(default, deserialize_with = "present")]
    b64: bool,
}

impl BearerVerifier {
    pub(crate) fn new(scheme: SchemeId, facts: &'static BearerFacts, keys: KeySource) -> Self {
        Self { scheme, facts, keys }
    }

    pub(crate) fn has_keys(&self) -> bool {
        self.keys.load().is_some()
    }

    /// Who sent `token`, at `at`. `Ok(None)` where no key of the issuer was ever obtained.
    ///
    /// A token found in the cache is compared byte for byte and its times are checked anew. Its issuer and audience
    /// were checked against facts that never change, so they need no second look; its signature was checked with keys
    /// that are all still in the set.
    pub(super) fn verify(
        &self,
        token: &[u8],
        at: UnixMillis,
        cache: &Mutex<TokenCache>,
    ) -> Result<Option<Principal>, TokenFlaw> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(TokenFlaw::Malformed);
        }
        let keys = self.keys.load();
        let Some(keys) = keys.as_ref() else { return Ok(None) };
        // A worker that panicked while it held the lock left complete entries only.
        let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = cache.find(self.scheme, keys.digest(), token) {
            self.check_times(known, at)?;
            return Ok(Some(known.principal.clone()));
        }
        let claims = check_signature(token, keys, self.facts)?;
        let verified = self.read(&claims)?;
        self.check_times(&verified, at)?;
        let principal = verified.principal.clone();
        cache.insert(self.scheme, keys.digest(), token, verified);
        Ok(Some(principal))
    }

    /// `exp` and `nbf` against our clock (RFC 7519 §4.1.4, §4.1.5).
    fn check_times(&self, verified: &Verified, at: UnixMillis) -> Result<(), TokenFlaw> {
        let leeway = self.facts.clock_skew.as_secs().min(MAX_CLOCK_SKEW_SECONDS);
        let now = at.seconds();
        if now >= verified.expires.saturating_add(leeway) {
            Err(TokenFlaw::Expired)
        } else if now.saturating_add(leeway) < verified.not_before {
            Err(TokenFlaw::NotYetValid)
        } else {
            Ok(())
        }
    }

    /// Reads the claims of a token whose signature is good.
    fn read(&self, claims: &Map<String, Value>) -> Result<Verified, TokenFlaw> {
        if claims.get("iss").and_then(Value::as_str) != Some(self.facts.issuer) {
            return Err(TokenFlaw::Issuer);
        }
        let is_ours = |audience: &Value| audience.as_str().is_some_and(|name| self.facts.audiences.contains(&name));
        match claims.get("aud") {
            Some(Value::Array(several)) if several.iter().any(is_ours) => (),
            Some(one) if is_ours(one) => (),
            _ => return Err(TokenFlaw::Audience),
        }
        let expires = claims.get("exp").and_then(Value::as_u64).ok_or(TokenFlaw::Expired)?;
        let not_before = match claims.get("nbf") {
            None => 0,
            Some(moment) => moment.as_u64().ok_or(TokenFlaw::Malformed)?,
        };
        let text = |name: &str| claims.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let subject = text("sub").map(Arc::from);
        let client = self.facts.client_claims.iter().find_map(|name| text(name)).or_else(|| text("sub"));
        let client: Arc<str> = client.ok_or(TokenFlaw::Malformed)?.into();
        let scopes = scopes(claims.get(self.facts.scope_claim))?;
        let digest = digest(self.scheme, &client);
        let principal = Principal::new(self.scheme, client, subject, scopes.into(), digest);
        Ok(Verified { principal, expires, not_before })
    }
}

/// Verifies the signature of a compact JWS and gives its claims. Everything about the header is decided here, before
/// any cryptography; which algorithm applies is decided by the key.
fn check_signature(token: &[u8], keys: &KeySet, facts: &BearerFacts) -> Result<Map<String, Value>, TokenFlaw> {
    let token = core::str::from_utf8(token).map_err(|_| TokenFlaw::Malformed)?;
    let (signed, signature) = token.rsplit_once('.').ok_or(TokenFlaw::Malformed)?;
    let (header, payload) = signed.split_once('.').ok_or(TokenFlaw::Malformed)?;
    if payload.contains('.') || header.is_empty() || payload.is_empty() || signature.is_empty() {
        return Err(TokenFlaw::Malformed);
    }
    let header = URL_SAFE_NO_PAD.decode(header).map_err(|_| TokenFlaw::Malformed)?;
    // A structure is also read from an array, in which nothing has a name.
    if header.trim_ascii_start().first() != Some(&b'{') {
        return Err(TokenFlaw::Malformed);
    }
    let header: Header<'_> = serde_json::from_slice(&header).map_err(|_| TokenFlaw::Malformed)?;
    // No extension is understood here, so any that must be is too much (RFC 7515 §4.1.11).
    if header.crit || header.b64 {
        return Err(TokenFlaw::Malformed);
    }
    check_type(header.typ.as_deref(), facts.token_type)?;
    let (algorithm, verified_as) = match &*header.alg {
        "EdDSA" => (Algorithm::EdDsa, jsonwebtoken::Algorithm::EdDSA),
        "ES256" => (Algorithm::Es256, jsonwebtoken::Algorithm::ES256),
        "RS256" => (Algorithm::Rs256, jsonwebtoken::Algorithm::RS256),
        _ => return Err(TokenFlaw::Key),
    };
    if !facts.algorithms.contains(&algorithm) {
        return Err(TokenFlaw::Key);
    }
    let mut flaw = TokenFlaw::Key;
    for candidate in keys.candidates(header.kid.as_deref(), algorithm) {
        flaw = TokenFlaw::Signature;
        if jsonwebtoken::crypto::verify(signature, signed.as_bytes(), &candidate.public, verified_as) == Ok(true) {
            let payload = URL_SAFE_NO_PAD.decode(payload).map_err(|_| TokenFlaw::Malformed)?;
            return serde_json::from_slice(&payload).map_err(|_| TokenFlaw::Malformed);
        }
    }
    Err(flaw)
}

/// `typ` is a media type whose `application/` may be left out (RFC 7515 §4.1.9, RFC 9068 §4).
fn check_type(typ: Option<&str>, expected: TokenType) -> Result<(), TokenFlaw> {
    let is_access_token =
        |typ: &str| typ.eq_ignore_ascii_case("at+jwt") || typ.eq_ignore_ascii_case("application/at+jwt");
    match expected {
        TokenType::Any => Ok(()),
        TokenType::AccessToken if typ.is_some_and(is_access_token) => Ok(()),
        TokenType::AccessToken => Err(TokenFlaw::Type),
    }
}

/// Scopes as a space-separated string (RFC 9068 §2.2.3) or as an array of strings.
fn scopes(claim: Option<&Value>) -> Result<Vec<Box<str>>, TokenFlaw> {
    match claim {
        None => Ok(Vec::new()),
        Some(Value::String(list)) => Ok(list.split(' ').filter(|scope| !scope.is_empty()).map(Box::from).collect()),
        Some(Value::Array(list)) => {
            list.iter().map(|scope| scope.as_str().map(Box::from).ok_or(TokenFlaw::Malformed)).collect()
        }
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) => Err(TokenFlaw::Malformed),
    }
}

/// A member that is text where it is there; `null` is not text.
fn text<'de, D: Deserializer<'de>>(member: D) -> Result<Option<String>, D::Error> {
    String::deserialize(member).map(Some)
}

/// That a member is there, whatever it says.
fn present<'de, D: Deserializer<'de>>(member: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(member).map(|_| true)
}

#[cfg(test)]
mod tests;

//! Verifying signed tokens (RFC 7515, RFC 7519, RFC 8725): the only place that does.

mod claims;
mod header;

use std::sync::{Arc, Mutex, PoisonError};

use jsonwebtoken::crypto::verify;

use self::claims::{Claims, Period};
use self::header::Header;
use super::digest::digest;
use super::key_set::KeySet;
use super::key_source::KeySource;
use super::token_cache::TokenCache;
use crate::clock::UnixMillis;
use crate::contract::{Algorithm, BearerFacts, SchemeId};
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
    /// `nbf` or `iat`, whichever is later, or zero.
    pub(super) not_before: u64,
    /// About what the claims take that are kept.
    pub(super) kept_bytes: usize,
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
    /// A token of the issuer whose key is not known is verified again after the keys were read again.
    pub(super) async fn verify(
        &self,
        token: &[u8],
        at: UnixMillis,
        cache: &Mutex<TokenCache>,
    ) -> Result<Option<Principal>, TokenFlaw> {
        let mut verified = self.verify_at_hand(token, at, cache);
        // The first attempt may have begun before the key was published; the second has not.
        for _ in 0..2 {
            if verified != Err(TokenFlaw::Key) || !self.is_worth_asking(token) {
                break;
            }
            self.keys.renew().await;
            verified = self.verify_at_hand(token, at, cache);
        }
        verified
    }

    /// The same with the keys at hand: what is measured of it.
    ///
    /// # Errors
    /// The check that failed. `Ok(None)` where no key of the issuer was ever obtained.
    ///
    /// A token found in the cache is compared byte for byte and its times are checked anew. Its issuer and audience
    /// were checked against facts that never change, so they need no second look; its signature was checked with keys
    /// that are all still in the set.
    pub fn verify_at_hand(
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
        let claims = Claims::read(&check_signature(token, keys, self.facts)?)?;
        let verified = self.read(&claims)?;
        self.check_times(&verified, at)?;
        let principal = verified.principal.clone();
        cache.insert(self.scheme, keys.digest(), token, verified);
        Ok(Some(principal))
    }

    /// Whether a token whose key is unknown says of itself that it is one of this scheme's, in an algorithm that any key could
    /// verify. Nobody has signed that yet, so it decides nothing but whether the issuer is asked, which happens only so often.
    fn is_worth_asking(&self, token: &[u8]) -> bool {
        let mut parts =
            token.split(|byte| *byte == b'.').map_while(|part| header::decode(str::from_utf8(part).ok()?).ok());
        let (Some(header), Some(payload)) = (parts.next(), parts.next()) else { return false };
        accepted(&header, self.facts).is_ok()
            && Claims::read(&payload).is_ok_and(|claims| claims.check_parties(self.facts).is_ok())
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
    fn read(&self, claims: &Claims) -> Result<Verified, TokenFlaw> {
        claims.check_parties(self.facts)?;
        let Period { not_before, expires } = claims.period(self.facts.max_lifetime)?;
        let subject = claims.text(&["sub"]);
        let client = self.facts.client_claims.iter().find_map(|path| claims.text(path)).or(subject);
        let client: Arc<str> = client.ok_or(TokenFlaw::Malformed)?.into();
        let scopes = claims.scopes(self.facts.scope_claims)?;
        let digest = digest(self.scheme, &client);
        let kept: Vec<_> =
            self.facts.claims.iter().filter_map(|path| Some((*path, claims.at(path)?.clone()))).collect();
        // A value takes several times the room of its text.
        let kept_bytes = kept.iter().map(|(_, value)| 64 + 8 * value.to_string().len()).sum();
        let principal =
            Principal::new(self.scheme, client, subject.map(Arc::from), scopes.into(), digest).with_claims(kept.into());
        Ok(Verified { principal, expires, not_before, kept_bytes })
    }
}

/// Verifies the signature of a compact JWS and gives its payload. Everything about the header is decided here, before
/// any cryptography; which algorithm applies is decided by the key.
fn check_signature(token: &[u8], keys: &KeySet, facts: &BearerFacts) -> Result<Vec<u8>, TokenFlaw> {
    let token = core::str::from_utf8(token).map_err(|_| TokenFlaw::Malformed)?;
    let (signed, signature) = token.rsplit_once('.').ok_or(TokenFlaw::Malformed)?;
    let (header, payload) = signed.split_once('.').ok_or(TokenFlaw::Malformed)?;
    if payload.contains('.') || header.is_empty() || payload.is_empty() || signature.is_empty() {
        return Err(TokenFlaw::Malformed);
    }
    let header = header::decode(header)?;
    let (header, algorithm) = accepted(&header, facts)?;
    let mut flaw = TokenFlaw::Key;
    for candidate in keys.candidates(header.kid.as_deref(), algorithm) {
        flaw = TokenFlaw::Signature;
        if verify(signature, signed.as_bytes(), &candidate.public, verified_as(algorithm)) == Ok(true) {
            return header::decode(payload);
        }
    }
    Err(flaw)
}

/// The decoded header of a token of the scheme's type, and its algorithm, which is one the scheme accepts.
fn accepted<'t>(header: &'t [u8], facts: &BearerFacts) -> Result<(Header<'t>, Algorithm), TokenFlaw> {
    let header = Header::read(header, facts.token_type)?;
    let algorithm = Algorithm::named(&header.alg).filter(|named| facts.algorithms.contains(named));
    algorithm.map(|algorithm| (header, algorithm)).ok_or(TokenFlaw::Key)
}

const fn verified_as(algorithm: Algorithm) -> jsonwebtoken::Algorithm {
    match algorithm {
        Algorithm::EdDsa => jsonwebtoken::Algorithm::EdDSA,
        Algorithm::Es256 => jsonwebtoken::Algorithm::ES256,
        Algorithm::Es384 => jsonwebtoken::Algorithm::ES384,
        Algorithm::Hs256 => jsonwebtoken::Algorithm::HS256,
        Algorithm::Hs384 => jsonwebtoken::Algorithm::HS384,
        Algorithm::Hs512 => jsonwebtoken::Algorithm::HS512,
        Algorithm::Ps256 => jsonwebtoken::Algorithm::PS256,
        Algorithm::Ps384 => jsonwebtoken::Algorithm::PS384,
        Algorithm::Ps512 => jsonwebtoken::Algorithm::PS512,
        Algorithm::Rs256 => jsonwebtoken::Algorithm::RS256,
        Algorithm::Rs384 => jsonwebtoken::Algorithm::RS384,
        Algorithm::Rs512 => jsonwebtoken::Algorithm::RS512,
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod wycheproof_tests;

//! Authenticate: verify the credentials the operation accepts, and only those.
//!
//! # Requires
//! [`Routed`]: the operation, and with it the accepted schemes, is known.
//!
//! # Guarantees
//! Every scheme of at least one security alternative has a verified credential, or one alternative is anonymous. A bad
//! credential beside a good one of another alternative does not refuse; it identifies nobody either.
//!
//! # Denies
//! [`Denial::CredentialAmbiguous`], [`Denial::CredentialMissing`], [`Denial::TokenInvalid`], [`Denial::KeyInvalid`],
//! [`Denial::CrossSiteRequest`] where a cookie came from the page of somebody else;
//! fails with [`Fault::KeysUnavailable`] where only missing keys of the issuer stand in the way.
//!
//! # Costs
//! A token seen before: one look-up, its bytes compared whole, no cryptography. A new RS256 token about 17 µs. A token of
//! the issuer whose key is not known waits for at most two attempts to obtain it, three seconds each. An API key: one
//! HMAC-SHA-256, whether it is known or not.

mod api_key;
mod digest;
mod jwt;
mod key_entry;
mod key_set;
mod key_source;
mod key_store;
mod origin;
mod present;
mod token_cache;

use http::HeaderMap;
use smallvec::SmallVec;

pub use self::api_key::KeyVerifier;
pub use self::jwt::BearerVerifier;
pub use self::key_entry::KeyEntry;
pub use self::key_set::{KeySet, KeySetError, RejectedKey};
pub use self::key_source::KeySource;
pub(crate) use self::key_store::hexadecimal;
pub use self::key_store::{KeyStore, KeyStoreError, KeyStoreSource, stored_hash};
pub use self::token_cache::TokenCache;

use self::present::Presented;
use crate::contract::{Method, OperationFacts, SchemeId};
use crate::core::Core;
use crate::credential;
use crate::denial::{Denial, TokenFlaw};
use crate::fault::Fault;
use crate::principal::Principal;
use crate::refusal::Refusal;
use crate::snapshot::Snapshot;
use crate::stage::{Routed, follows};
use crate::telemetry::Record;
use crate::verdict::{Verdict, settle};
use crate::verifier::Verifier;

/// A request whose credentials are verified.
pub struct Authenticated {
    routed: Routed,
    verified: SmallVec<[Principal; 2]>,
    verdict: Verdict,
}

follows!(Authenticated => routed: Routed, body unread);

impl Authenticated {
    /// Every identity a credential proved, at most one per accepted scheme.
    pub fn verified(&self) -> &[Principal] {
        &self.verified
    }

    /// What this policy found.
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }
}

/// What of a request credentials are found in and judged by.
#[derive(Clone, Copy)]
struct Request<'r> {
    method: Method,
    authority: &'r [u8],
    headers: &'r HeaderMap,
    query: Option<&'r str>,
}

/// What became of the credential of one scheme.
enum Outcome {
    Absent,
    Verified(Principal),
    /// Sent, and not good.
    Bad(Denial),
    /// Sent, and not to be judged: no key of the issuer is at hand.
    Unjudged,
}

/// Verifies the credentials of the accepted schemes.
pub async fn authenticate(
    routed: Routed,
    core: &Core,
    snapshot: &Snapshot,
    record: &mut Record,
) -> Result<Authenticated, Refusal> {
    let facts = routed.facts();
    let mut verified = SmallVec::new();
    let mut bad = None;
    let mut unjudged = false;
    for scheme in credential::accepted(facts) {
        let request = Request {
            method: facts.method,
            authority: routed.authority().as_bytes(),
            headers: routed.headers(),
            query: routed.raw_query(),
        };
        match outcome(scheme, request, core, snapshot, record).await? {
            Outcome::Absent => (),
            Outcome::Verified(principal) => verified.push(principal),
            Outcome::Bad(denial) => bad = bad.or(Some(denial)),
            Outcome::Unjudged => unjudged = true,
        }
    }
    record.principal = verified.first().map(|principal: &Principal| (principal.scheme(), principal.digest()));
    if is_identified(facts, &verified) {
        return Ok(Authenticated { routed, verified, verdict: Verdict::Passed });
    }
    if unjudged {
        return Err(Fault::KeysUnavailable.into());
    }
    let verdict = settle(bad.unwrap_or(Denial::CredentialMissing), record, &core.shared.telemetry)?;
    Ok(Authenticated { routed, verified, verdict })
}

/// Whether some alternative has all its credentials. An operation without alternatives asks for none: that it admits
/// nobody is for the next policy to say.
fn is_identified(facts: &OperationFacts, verified: &[Principal]) -> bool {
    let has = |scheme: SchemeId| verified.iter().any(|principal| principal.scheme() == scheme);
    facts.security.is_empty()
        || facts.security.iter().any(|alternative| alternative.all.iter().all(|required| has(required.scheme)))
}

async fn outcome(
    scheme: SchemeId,
    request: Request<'_>,
    core: &Core,
    snapshot: &Snapshot,
    record: &Record,
) -> Result<Outcome, Denial> {
    // A snapshot holds a verifier for every scheme of its product; a scheme without one can never be satisfied.
    let Some(verifier) = snapshot.verifiers.get(scheme.0) else { return Ok(Outcome::Absent) };
    Ok(match verifier {
        Verifier::Bearer(bearer) => match present::bearer(request.headers, request.query)? {
            Presented::Absent => Outcome::Absent,
            Presented::Malformed => Outcome::Bad(Denial::TokenInvalid { reason: TokenFlaw::Malformed }),
            Presented::One(token) => match bearer.verify(token.as_bytes(), record.at, &core.tokens).await {
                Ok(Some(principal)) => Outcome::Verified(principal),
                Ok(None) => Outcome::Unjudged,
                Err(reason) => Outcome::Bad(Denial::TokenInvalid { reason }),
            },
        },
        Verifier::ApiKey(keys) => match present::api_key(keys.location(), request.headers, request.query)? {
            Presented::Absent => Outcome::Absent,
            Presented::Malformed => Outcome::Bad(Denial::KeyInvalid),
            Presented::One(_) if !keys.may_come(request.method, request.headers, request.authority) => {
                return Err(Denial::CrossSiteRequest);
            }
            Presented::One(key) => {
                keys.verify(&key, record.at).map_or(Outcome::Bad(Denial::KeyInvalid), Outcome::Verified)
            }
        },
    })
}

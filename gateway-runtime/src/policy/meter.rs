//! Meter: charge the limits that count by client.
//!
//! # Requires
//! [`Authorized`]: it is known who calls.
//!
//! # Guarantees
//! The client had room in every limit of the operation that counts by client. Callers without an identity are counted
//! by address, IPv6 by its first 64 bits.
//!
//! # Denies
//! [`Denial::ClientLimitExceeded`].
//!
//! # Costs
//! One short lock per limit, and one small header value for the tightest.

use http::HeaderValue;

use crate::contract::LimitKey;
use crate::core::Core;
use crate::denial::Denial;
use crate::limiter::{Limiter, Remaining, address_key};
use crate::principal::Principal;
use crate::snapshot::Snapshot;
use crate::stage::{Authorized, follows};
use crate::telemetry::Record;
use crate::verdict::{Verdict, settle};

/// A request its client still has room for.
pub struct Metered {
    /// Boxed, because every later state would move it along.
    authorized: Box<Authorized>,
    allowance: Option<Allowance>,
    verdict: Verdict,
}

/// What the client is told about its tightest limit.
#[derive(Debug, Clone)]
pub struct Allowance {
    /// The `RateLimit-Policy` field.
    pub policy: HeaderValue,
    /// The `RateLimit` field.
    pub remaining: HeaderValue,
}

follows!(Metered => authorized: Authorized, body unread);

impl Metered {
    /// What the client has left of its tightest limit, where it has one.
    pub fn allowance(&self) -> Option<&Allowance> {
        self.allowance.as_ref()
    }

    /// What this policy found.
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }
}

/// Charges every limit of the operation that counts by client.
pub fn meter(authorized: Authorized, core: &Core, snapshot: &Snapshot, record: &Record) -> Result<Metered, Denial> {
    let client = authorized.principals().first().map_or_else(|| address_key(record.client, 64), Principal::digest);
    let mut tightest: Option<(&Limiter, Remaining)> = None;
    let mut verdict = Verdict::Passed;
    for limiter in &authorized.effective(snapshot)?.limiters {
        if limiter.limit().by != LimitKey::Client {
            continue;
        }
        match limiter.charge(client) {
            Ok(remaining) if tightest.is_none_or(|(_, least)| remaining.requests < least.requests) => {
                tightest = Some((limiter, remaining));
            }
            Ok(_) => (),
            Err(exceeded) => verdict = settle(Denial::ClientLimitExceeded(exceeded), record, &core.shared.telemetry)?,
        }
    }
    let allowance = tightest.map(|(limiter, remaining)| Allowance {
        policy: limiter.policy().clone(),
        remaining: limiter.remaining(remaining),
    });
    Ok(Metered { authorized: Box::new(authorized), allowance, verdict })
}

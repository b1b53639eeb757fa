//! Throttle: charge the address-wide limits.
//!
//! # Requires
//! [`Canonical`]: the client address is known.
//!
//! # Guarantees
//! The address had room in every address-wide limit of the product, before its path was even looked at.
//!
//! # Denies
//! [`Denial::AddressLimitExceeded`].
//!
//! # Costs
//! One short lock per limit.

use crate::contract::LimitKey;
use crate::denial::Denial;
use crate::limiter::address_key;
use crate::snapshot::Snapshot;
use crate::stage::{Canonical, follows};
use crate::telemetry::Record;

/// A request whose address has not spent what all addresses may.
pub struct Throttled {
    canonical: Canonical,
}

follows!(Throttled => canonical: Canonical, body unread);

/// Charges every address-wide limit to the client address. A limit counted by client cannot be charged here: it is
/// charged to the address all the same, because a limit that is never charged would be none.
pub fn throttle(canonical: Canonical, snapshot: &Snapshot, record: &Record) -> Result<Throttled, Denial> {
    for limiter in &snapshot.address_limiters {
        let ipv6_prefix = match limiter.limit().by {
            LimitKey::Address { ipv6_prefix } => ipv6_prefix,
            LimitKey::Client => 64,
        };
        limiter.charge(address_key(record.client, ipv6_prefix)).map_err(Denial::AddressLimitExceeded)?;
    }
    Ok(Throttled { canonical })
}

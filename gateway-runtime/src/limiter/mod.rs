//! One rate limit with its counters: GCRA in process, by `governor`.
//!
//! `count` requests per `window` flow back evenly (one every `window / count`); at most `burst` of them can be saved up
//! and spent at once. A burst above `count` therefore never raises the sustained rate.

mod store;

use core::net::IpAddr;
use core::num::NonZeroU32;
use core::time::Duration;
use std::hash::BuildHasher;
use std::sync::OnceLock;

use governor::middleware::StateInformationMiddleware;
use governor::{Quota, RateLimiter};
use http::HeaderValue;

use self::store::BoundedStore;
use crate::clock::Clock;
use crate::contract::Limit;
use crate::denial::Exceeded;

/// GCRA counters of one limit in one scope, keyed by client or address.
///
/// Holds at most about 200,000 keys; beyond that, keys that are not yet known share one counter, so a stranger who
/// invents keys slows other strangers and nobody else. A charge costs one short lock of one of 64 shards and one clock
/// reading.
pub struct Limiter {
    limit: &'static Limit,
    period: Duration,
    burst: u32,
    policy: HeaderValue,
    clock: Ticks,
    cells: RateLimiter<u64, BoundedStore, Ticks, StateInformationMiddleware>,
}

/// What is left after a request was charged; becomes the `RateLimit` header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remaining {
    /// Whole requests that would pass now.
    pub requests: u32,
    /// Whole seconds until the burst is full again.
    pub reset: u64,
}

impl Limiter {
    /// A limiter of `limit` that admits `count` per window and `burst` at once, both at most the compiled ones.
    ///
    /// Values above the compiled ones are cut to them, zero is raised to one: an operator can tighten a limit, not
    /// loosen it, and a limit that admits nobody is written as `disabled`.
    pub fn new(limit: &'static Limit, count: u32, burst: u32, clock: Clock) -> Self {
        let count = count.min(limit.count).max(1);
        let burst = NonZeroU32::new(burst.min(limit.burst)).unwrap_or(NonZeroU32::MIN);
        let period = (limit.window / count).max(Duration::from_nanos(1));
        // `with_period` fails for a period of zero only, which the line above excludes; its answer is the fallback.
        let quota = Quota::with_period(period).unwrap_or(Quota::per_hour(NonZeroU32::MIN)).allow_burst(burst);
        let clock = Ticks(clock);
        let store = BoundedStore::new(clock.clone());
        let cells = RateLimiter::<_, _, _, StateInformationMiddleware>::new(quota, store, clock.clone());
        let policy = format!("\"{}\";q={count};w={}", limit.name, limit.window.as_secs().max(1));
        // A name that no header may hold would come from a generator that does not check names; the header is then
        // empty, the limit works all the same.
        let policy = HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static(""));
        Self { limit, period, burst: burst.get(), policy, clock, cells }
    }

    /// The limit.
    pub fn limit(&self) -> &'static Limit {
        self.limit
    }

    /// The `RateLimit-Policy` member of this limit, as it is enforced here.
    pub fn policy(&self) -> &HeaderValue {
        &self.policy
    }

    /// The `RateLimit` member that says what is left.
    pub fn remaining(&self, remaining: Remaining) -> HeaderValue {
        rate_limit(self.limit, remaining.requests, remaining.reset)
    }

    /// Charges one request to `key`, or says how long until one would pass.
    pub fn charge(&self, key: u64) -> Result<Remaining, Exceeded> {
        match self.cells.check_key(&key) {
            Ok(state) => {
                let requests = state.remaining_burst_capacity();
                let spent = self.burst.saturating_sub(requests);
                Ok(Remaining { requests, reset: whole_seconds(self.period.saturating_mul(spent)) })
            }
            Err(until) => {
                let wait = until.wait_time_from(governor::clock::Clock::now(&self.clock));
                Err(Exceeded { limit: self.limit, retry_after: whole_seconds(wait).max(1) })
            }
        }
    }
}

impl core::fmt::Debug for Limiter {
    /// Counters are many and belong to clients: only the limit is shown.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Limiter").field("limit", &self.limit.name).finish_non_exhaustive()
    }
}

/// The `RateLimit` member of `limit` (`"per-client";r=37;t=1`).
pub(crate) fn rate_limit(limit: &Limit, requests: u32, reset: u64) -> HeaderValue {
    let mut text = Vec::with_capacity(limit.name.len() + 32);
    text.push(b'"');
    text.extend_from_slice(limit.name.as_bytes());
    text.extend_from_slice(b"\";r=");
    text.extend_from_slice(itoa::Buffer::new().format(requests).as_bytes());
    text.extend_from_slice(b";t=");
    text.extend_from_slice(itoa::Buffer::new().format(reset).as_bytes());
    HeaderValue::from_maybe_shared(bytes::Bytes::from(text)).unwrap_or(HeaderValue::from_static(""))
}

/// The key an address is counted under: an IPv4 address whole, an IPv6 address cut to `ipv6_prefix` bits.
///
/// Distinct for all IPv4 addresses and all prefixes up to 64 bits; longer prefixes are hashed under a key that is
/// random per process, so that nobody can aim at another's counter.
pub fn address_key(address: IpAddr, ipv6_prefix: u8) -> u64 {
    static LONG: OnceLock<foldhash::quality::RandomState> = OnceLock::new();
    match address.to_canonical() {
        IpAddr::V4(address) => u64::from(address.to_bits()),
        IpAddr::V6(address) => {
            let cut = 128 - u32::from(ipv6_prefix.clamp(1, 128));
            let bits = address.to_bits() >> cut << cut;
            match u64::try_from(bits >> 64) {
                Ok(upper) if cut >= 64 => upper,
                _ => LONG.get_or_init(foldhash::quality::RandomState::default).hash_one(bits),
            }
        }
    }
}

fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}

/// Our clock in the words of `governor`: the time since the clock was made.
#[derive(Debug, Clone)]
struct Ticks(Clock);

impl governor::clock::Clock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_nanos(self.0.now().nanos())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::UnixMillis;
    use crate::contract::{LimitKey, LimitScope};

    static LIMIT: Limit = Limit {
        name: "per-client",
        by: LimitKey::Client,
        per: LimitScope::Operation,
        count: 60,
        window: Duration::from_mins(1),
        burst: 3,
        place: "",
    };

    #[test]
    fn a_burst_passes_and_one_more_flows_back_every_period() {
        let clock = Clock::manual(UnixMillis(0));
        let limiter = Limiter::new(&LIMIT, 60, 3, clock.clone());
        assert_eq!(limiter.charge(1), Ok(Remaining { requests: 2, reset: 1 }));
        assert_eq!(limiter.charge(1), Ok(Remaining { requests: 1, reset: 2 }));
        assert_eq!(limiter.charge(1), Ok(Remaining { requests: 0, reset: 3 }));
        assert_eq!(limiter.charge(1), Err(Exceeded { limit: &LIMIT, retry_after: 1 }));
        assert!(limiter.charge(2).is_ok(), "another key has its own counter");
        clock.advance(Duration::from_millis(999));
        assert!(limiter.charge(1).is_err());
        clock.advance(Duration::from_millis(1));
        assert!(limiter.charge(1).is_ok());
        assert!(limiter.charge(1).is_err());
        clock.advance(Duration::from_mins(1));
        assert_eq!(limiter.charge(1), Ok(Remaining { requests: 2, reset: 1 }), "never more than the burst is saved up");
    }

    #[test]
    fn an_operator_tightens_and_never_loosens() {
        let clock = Clock::manual(UnixMillis(0));
        let tight = Limiter::new(&LIMIT, 6, 1, clock.clone());
        assert!(tight.charge(1).is_ok());
        assert_eq!(tight.charge(1), Err(Exceeded { limit: &LIMIT, retry_after: 10 }));
        assert_eq!(tight.policy(), "\"per-client\";q=6;w=60");
        let loose = Limiter::new(&LIMIT, 6000, 300, clock);
        assert_eq!(loose.policy(), "\"per-client\";q=60;w=60");
        assert_eq!((0..10).filter(|_| loose.charge(1).is_ok()).count(), 3);
    }

    #[test]
    fn keys_beyond_the_cap_share_one_counter_until_old_ones_are_forgotten() {
        let clock = Clock::manual(UnixMillis(0));
        let limiter = Limiter::new(&LIMIT, 60, 3, clock.clone());
        assert!(limiter.charge(0).is_ok());
        let admitted = (1..400_000).filter(|&key| limiter.charge(key).is_ok()).count();
        assert_eq!(admitted, 199_999 + 64 * 3, "one each for the known keys, one burst for the rest of each shard");
        assert!(limiter.charge(0).is_ok(), "a known key is not affected");
        clock.advance(Duration::from_secs(10));
        assert!(limiter.charge(900_000).is_ok(), "idle keys made room");
    }

    #[test]
    fn addresses_are_cut_to_their_prefix() {
        let key = |address: &str, prefix| address_key(address.parse().unwrap(), prefix);
        assert_eq!(key("2001:db8:1:2:3::1", 64), key("2001:db8:1:2:ffff::9", 64));
        assert_ne!(key("2001:db8:1:2::", 64), key("2001:db8:1:3::", 64));
        assert_eq!(key("2001:db8:1:2::", 48), key("2001:db8:1:3::", 48));
        assert_ne!(key("2001:db8::1", 128), key("2001:db8::2", 128));
        assert_eq!(key("2001:db8::1", 128), key("2001:db8::1", 128));
        assert_eq!(key("::ffff:10.0.0.1", 64), key("10.0.0.1", 64));
    }
}

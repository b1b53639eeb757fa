//! Tokens a worker has already verified.

use std::collections::HashMap;

use super::jwt::Verified;
use super::key_set::KeySetDigest;
use crate::contract::SchemeId;

/// All tokens of one scheme together take at most about twice this many bytes.
const GENERATION_BYTES: usize = 2 * 1024 * 1024;
/// What an entry takes beyond its token: the claims, the table and the allocations.
const ENTRY_BYTES: usize = 512;

type Tokens = HashMap<Box<[u8]>, Verified, foldhash::quality::RandomState>;

/// Verified tokens by scheme, found by their whole bytes. Only successes are stored, so nobody without good tokens can
/// fill it. Per scheme there are two generations: when the recent one is full it becomes the older one and the older one
/// is forgotten, so tokens in use stay and the size is bounded without keeping order. A scheme's tokens are forgotten
/// as soon as its key set is another one.
#[derive(Debug, Default)]
pub struct TokenCache {
    schemes: Vec<Scheme>,
}

#[derive(Default)]
struct Scheme {
    keys: KeySetDigest,
    recent: Tokens,
    recent_bytes: usize,
    older: Tokens,
}

impl TokenCache {
    /// What was learned from `token` when it was verified with the key set `keys`.
    pub(super) fn find(&mut self, scheme: SchemeId, keys: &KeySetDigest, token: &[u8]) -> Option<&Verified> {
        let scheme = self.schemes.get_mut(scheme.0)?;
        if scheme.keys != *keys {
            *scheme = Scheme::default();
            return None;
        }
        if !scheme.recent.contains_key(token) {
            let (token, verified) = scheme.older.remove_entry(token)?;
            scheme.insert(token, verified);
        }
        scheme.recent.get(token)
    }

    /// Remembers a token that was just verified. The number of schemes is the document's.
    pub(super) fn insert(&mut self, scheme: SchemeId, keys: &KeySetDigest, token: &[u8], verified: Verified) {
        if self.schemes.len() <= scheme.0 {
            self.schemes.resize_with(scheme.0 + 1, Scheme::default);
        }
        if let Some(scheme) = self.schemes.get_mut(scheme.0) {
            if scheme.keys != *keys {
                *scheme = Scheme { keys: *keys, ..Scheme::default() };
            }
            scheme.insert(token.into(), verified);
        }
    }
}

impl Scheme {
    fn insert(&mut self, token: Box<[u8]>, verified: Verified) {
        let bytes = token.len() + verified.kept_bytes + ENTRY_BYTES;
        if self.recent_bytes + bytes > GENERATION_BYTES {
            self.older = core::mem::take(&mut self.recent);
            self.recent_bytes = 0;
        }
        self.recent_bytes += bytes;
        self.recent.insert(token, verified);
    }
}

impl core::fmt::Debug for Scheme {
    /// Tokens are secrets: only their numbers are shown.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Scheme")
            .field("recent", &self.recent.len())
            .field("older", &self.older.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::principal::Principal;

    fn verified(client: &str) -> Verified {
        let principal = Principal::new(SchemeId(0), client.into(), None, [].into(), 0);
        Verified { principal, expires: 10, not_before: 0, kept_bytes: 0 }
    }

    const KEYS: KeySetDigest = [1; 32];

    #[test]
    fn tokens_are_found_by_all_their_bytes_and_their_scheme() {
        let mut cache = TokenCache::default();
        cache.insert(SchemeId(0), &KEYS, b"token", verified("a"));
        assert_eq!(cache.find(SchemeId(0), &KEYS, b"token").unwrap().principal.client(), "a");
        assert!(cache.find(SchemeId(0), &KEYS, b"tokeN").is_none());
        assert!(cache.find(SchemeId(0), &KEYS, b"toke").is_none());
        assert!(cache.find(SchemeId(1), &KEYS, b"token").is_none());
    }

    #[test]
    fn another_key_set_forgets_the_tokens_of_its_scheme_only() {
        let mut cache = TokenCache::default();
        cache.insert(SchemeId(0), &KEYS, b"token", verified("a"));
        cache.insert(SchemeId(1), &KEYS, b"token", verified("b"));
        assert!(cache.find(SchemeId(0), &[2; 32], b"token").is_none());
        assert!(cache.find(SchemeId(0), &KEYS, b"token").is_none(), "also when the old set comes back");
        assert!(cache.find(SchemeId(1), &KEYS, b"token").is_some());
    }

    #[test]
    fn the_size_is_bounded_and_tokens_in_use_stay() {
        let mut cache = TokenCache::default();
        cache.insert(SchemeId(0), &KEYS, b"used", verified("a"));
        for number in 0..20_000_u32 {
            let token = [number.to_be_bytes().as_slice(), &[0; 496]].concat();
            cache.insert(SchemeId(0), &KEYS, &token, verified("b"));
            assert!(cache.find(SchemeId(0), &KEYS, b"used").is_some(), "{number}");
        }
        let scheme = &cache.schemes[0];
        assert!(scheme.recent.len() + scheme.older.len() < 4_200);
    }
}

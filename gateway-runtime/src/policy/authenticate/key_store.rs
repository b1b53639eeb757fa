//! The API keys an operator issued, as keyed hashes.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use aws_lc_rs::hmac;

use super::key_entry::KeyEntry;

/// The store as a whole may have at most this many keys.
const MAX_KEYS: usize = 100_000;
/// An id is at most this long.
const MAX_ID_BYTES: usize = 64;

/// API keys by their public id. A key is `<prefix><id>_<secret>`: the id is in the open and finds the entry, the hash
/// covers the whole key, so nothing a thief of the store reads can be sent.
pub struct KeyStore {
    pepper: hmac::Key,
    keys: HashMap<Box<str>, StoredKey, foldhash::quality::RandomState>,
    /// Compared for ids that are not in the store, so that those cost the same.
    decoy: StoredKey,
}

/// Where the keys of a store are found at the moment: shared by all workers, replaced whole.
pub type KeyStoreSource = Arc<ArcSwap<KeyStore>>;

/// One key.
#[derive(Clone)]
pub(super) struct StoredKey {
    hash: [u8; 32],
    pub(super) owner: Arc<str>,
    pub(super) scopes: Arc<[Box<str>]>,
    pub(super) plan: Option<Arc<str>>,
    /// Seconds since the Unix epoch; from then on the key is refused.
    pub(super) ends: Option<u64>,
}

/// Why a store is none.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyStoreError {
    /// Not a JSON array of keys; what the JSON reader says, which names line and column and no value of a key.
    Syntax(String),
    /// The pepper has fewer than 16 bytes.
    ShortPepper,
    /// An id is empty, too long, or has characters other than ASCII letters, digits and hyphens. The key's position.
    BadId(usize),
    /// An id stands there twice. The second one's position.
    DuplicateId(usize),
    /// A hash is not 64 hexadecimal digits. The key's position.
    BadHash(usize),
    /// An owner is empty. The key's position.
    BadOwner(usize),
    /// More keys than a store may hold.
    TooMany,
}

impl core::fmt::Display for KeyStoreError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Syntax(message) => write!(f, "not a JSON array of keys: {message}"),
            Self::ShortPepper => f.write_str("the pepper needs at least 16 bytes"),
            Self::BadId(position) => {
                write!(f, "key {position}: `id` must be 1 to {MAX_ID_BYTES} ASCII letters, digits or hyphens")
            }
            Self::DuplicateId(position) => write!(f, "key {position}: this `id` is already taken"),
            Self::BadHash(position) => write!(f, "key {position}: `hash` must be 64 hexadecimal digits"),
            Self::BadOwner(position) => write!(f, "key {position}: `owner` must not be empty"),
            Self::TooMany => write!(f, "more than {MAX_KEYS} keys"),
        }
    }
}

impl core::error::Error for KeyStoreError {}

impl KeyStore {
    /// Reads a list of [entries](KeyEntry). `pepper` is the secret the hashes were made with.
    pub fn parse(json: &[u8], pepper: &[u8]) -> Result<Self, KeyStoreError> {
        if pepper.len() < 16 {
            return Err(KeyStoreError::ShortPepper);
        }
        let entries = KeyEntry::list(json)?;
        if entries.len() > MAX_KEYS {
            return Err(KeyStoreError::TooMany);
        }
        let mut keys = HashMap::with_capacity_and_hasher(entries.len(), foldhash::quality::RandomState::default());
        for (position, entry) in entries.into_iter().enumerate() {
            let is_id_character = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
            if entry.id.is_empty() || entry.id.len() > MAX_ID_BYTES || !entry.id.bytes().all(is_id_character) {
                return Err(KeyStoreError::BadId(position));
            }
            if entry.owner.is_empty() {
                return Err(KeyStoreError::BadOwner(position));
            }
            let key = StoredKey {
                hash: hash_from_hex(&entry.hash).ok_or(KeyStoreError::BadHash(position))?,
                owner: entry.owner.into(),
                scopes: entry.scopes.into(),
                plan: entry.plan.map(Arc::from),
                ends: entry.not_after.into_iter().chain(entry.revoked).min(),
            };
            if keys.insert(entry.id, key).is_some() {
                return Err(KeyStoreError::DuplicateId(position));
            }
        }
        let decoy = StoredKey { hash: [0; 32], owner: "".into(), scopes: [].into(), plan: None, ends: Some(0) };
        Ok(Self { pepper: hmac::Key::new(hmac::HMAC_SHA256, pepper), keys, decoy })
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The entry of `key`, whose public id is `id`. An unknown id costs what a wrong key costs: one HMAC and one
    /// comparison in constant time.
    pub(super) fn find(&self, id: &str, key: &str) -> Option<&StoredKey> {
        let known = self.keys.get(id);
        let stored = known.unwrap_or(&self.decoy);
        let is_right = hmac::verify(&self.pepper, key.as_bytes(), &stored.hash).is_ok();
        known.filter(|_| is_right)
    }
}

impl core::fmt::Debug for KeyStore {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("KeyStore").field("keys", &self.keys.len()).finish_non_exhaustive()
    }
}

/// The hash a store holds for `key` (the whole of it, prefix and id included): HMAC-SHA-256 under `pepper`, as 64
/// hexadecimal digits. For tools that issue keys.
pub fn stored_hash(pepper: &[u8], key: &str) -> String {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, pepper), key.as_bytes());
    hexadecimal(tag.as_ref())
}

/// Two digits per byte, in lower case.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

fn hash_from_hex(text: &str) -> Option<[u8; 32]> {
    let mut hash = [0; 32];
    if text.len() != 64 {
        return None;
    }
    for (byte, pair) in hash.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *byte = crate::percent::digit(*high)? << 4 | crate::percent::digit(*low)?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEPPER: &[u8] = b"0123456789abcdef";

    fn store(entries: &str) -> Result<KeyStore, KeyStoreError> {
        KeyStore::parse(entries.as_bytes(), PEPPER)
    }

    #[test]
    fn a_key_is_found_by_its_id_and_its_whole_text() {
        let hash = stored_hash(PEPPER, "ord_k1_secret");
        let store = store(&format!(r#"[{{"id":"k1","hash":"{hash}","owner":"acme","scopes":["a"]}}]"#)).unwrap();
        assert_eq!(store.len(), 1);
        assert_eq!(&*store.find("k1", "ord_k1_secret").unwrap().owner, "acme");
        for wrong in ["ord_k1_secre", "ord_k1_secrets", "ORD_k1_secret", ""] {
            assert!(store.find("k1", wrong).is_none(), "{wrong}");
        }
        assert!(store.find("k2", "ord_k1_secret").is_none());
    }

    #[test]
    fn bad_stores_are_refused() {
        let good = "0".repeat(64);
        let error = |text: String| store(&text).err();
        assert!(matches!(error("{}".into()), Some(KeyStoreError::Syntax(_))));
        assert!(matches!(error(r#"[{"id":"a","hash":"","owner":"o","x":1}]"#.into()), Some(KeyStoreError::Syntax(_))));
        assert_eq!(error(r#"[{"id":"a","hash":"ab","owner":"o"}]"#.into()), Some(KeyStoreError::BadHash(0)));
        assert_eq!(error(format!(r#"[{{"id":"a_b","hash":"{good}","owner":"o"}}]"#)), Some(KeyStoreError::BadId(0)));
        assert_eq!(error(format!(r#"[{{"id":"a","hash":"{good}","owner":""}}]"#)), Some(KeyStoreError::BadOwner(0)));
        let twice = format!(r#"[{{"id":"a","hash":"{good}","owner":"o"}},{{"id":"a","hash":"{good}","owner":"o"}}]"#);
        assert_eq!(error(twice), Some(KeyStoreError::DuplicateId(1)));
        assert_eq!(KeyStore::parse(b"[]", b"short").err(), Some(KeyStoreError::ShortPepper));
    }
}

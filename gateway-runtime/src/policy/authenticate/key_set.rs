//! The public keys of an issuer, vetted before they are used.

mod vet;

use aws_lc_rs::digest;
use jsonwebtoken::DecodingKey;
use serde_json::Value;

use self::vet::vet;
use crate::contract::{Algorithm, KeyKind};

/// SHA-256 of the document a key set was read from: equal documents are the same set.
pub(super) type KeySetDigest = [u8; 32];

const MAX_DOCUMENT_BYTES: usize = 1024 * 1024;
const MAX_KEYS: usize = 128;
/// A token that does not name its key is tried with at most this many.
const MAX_CANDIDATES: usize = 3;

/// A JSON Web Key Set (RFC 7517 §5) reduced to the keys that may verify signatures here. Which algorithm a key verifies
/// is decided when it is read and never by a token.
pub struct KeySet {
    keys: Vec<Key>,
    rejected: Vec<RejectedKey>,
    digest: KeySetDigest,
}

/// A key and the one algorithm it verifies.
pub(super) struct Key {
    id: Option<Box<str>>,
    pub(super) algorithm: Algorithm,
    pub(super) public: DecodingKey,
}

/// A key of the document that is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedKey {
    /// Its position in `keys`.
    pub position: usize,
    /// Why.
    pub reason: &'static str,
}

/// Why a document is no key set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeySetError {
    /// Not a JSON object with an array `keys`.
    Syntax,
    /// More than 1 MiB, or more than 128 keys.
    TooLarge,
    /// A secret shorter than the hash of its algorithm.
    ShortSecret,
}

impl core::fmt::Display for KeySetError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Syntax => "not a JSON object with an array `keys`",
            Self::TooLarge => "more than 1 MiB or more than 128 keys",
            Self::ShortSecret => "the secret needs as many bytes as the hash: 32 for HS256, 48 for HS384, 64 for HS512",
        })
    }
}

impl core::error::Error for KeySetError {}

impl KeySet {
    /// Reads a key set whose keys verify some of `algorithms`. A key that is not fit is left out and listed in
    /// [`rejected`](Self::rejected); a set in which none is fit refuses every token.
    pub fn parse(jwks_json: &[u8], algorithms: &[Algorithm]) -> Result<Self, KeySetError> {
        install();
        if jwks_json.len() > MAX_DOCUMENT_BYTES {
            return Err(KeySetError::TooLarge);
        }
        let document: Value = serde_json::from_slice(jwks_json).map_err(|_| KeySetError::Syntax)?;
        let listed = document.get("keys").and_then(Value::as_array).ok_or(KeySetError::Syntax)?;
        if listed.len() > MAX_KEYS {
            return Err(KeySetError::TooLarge);
        }
        let mut keys = Vec::new();
        let mut rejected = Vec::new();
        for (position, jwk) in listed.iter().enumerate() {
            match vet(jwk, algorithms) {
                Ok(key) => keys.push(key),
                Err(reason) => rejected.push(RejectedKey { position, reason }),
            }
        }
        Ok(Self { keys, rejected, digest: sha256(jwks_json) })
    }

    /// A set of one secret that issuer and gateway share, for those of `algorithms` that use one and for which it is long
    /// enough (RFC 7518 §3.2).
    pub fn secret(secret: &[u8], algorithms: &[Algorithm]) -> Result<Self, KeySetError> {
        install();
        let mut keys = Vec::new();
        for algorithm in algorithms.iter().copied().filter(|algorithm| algorithm.least_secret() > 0) {
            if secret.len() < algorithm.least_secret() {
                return Err(KeySetError::ShortSecret);
            }
            keys.push(Key { id: None, algorithm, public: DecodingKey::from_secret(secret) });
        }
        Ok(Self { keys, rejected: Vec::new(), digest: sha256(secret) })
    }

    /// How many keys are used.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether no key is used.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The keys that are not used, and why.
    pub fn rejected(&self) -> &[RejectedKey] {
        &self.rejected
    }

    pub(super) fn digest(&self) -> &KeySetDigest {
        &self.digest
    }

    /// The keys that may have signed a token: those of its `kid`, or any where it names none; of its algorithm. A secret
    /// has no name, so whatever a token calls it counts.
    pub(super) fn candidates(&self, id: Option<&str>, algorithm: Algorithm) -> impl Iterator<Item = &Key> {
        let is_named =
            move |key: &Key| id.is_none_or(|id| key.id.as_deref() == Some(id) || algorithm.key() == KeyKind::Secret);
        self.keys.iter().filter(move |key| key.algorithm == algorithm && is_named(key)).take(MAX_CANDIDATES)
    }
}

impl core::fmt::Debug for KeySet {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("KeySet")
            .field("keys", &self.keys.len())
            .field("rejected", &self.rejected)
            .finish_non_exhaustive()
    }
}

/// Other crates may have switched on a second backend; naming ours keeps the choice ours. It fails where it was named
/// before, which is what is wanted.
fn install() {
    let _ = jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
}

fn sha256(bytes: &[u8]) -> KeySetDigest {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    hash
}

#[cfg(test)]
mod tests;

//! The public keys of an issuer, vetted before they are used.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use aws_lc_rs::{digest, signature};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use serde_json::Value;

use crate::contract::Algorithm;

/// Where the keys of an issuer are found at the moment: shared by all workers, empty until they were first obtained.
pub type KeySource = Arc<ArcSwapOption<KeySet>>;

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
}

impl core::fmt::Display for KeySetError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Syntax => "not a JSON object with an array `keys`",
            Self::TooLarge => "more than 1 MiB or more than 128 keys",
        })
    }
}

impl core::error::Error for KeySetError {}

impl KeySet {
    /// Reads a key set. A key that is not fit is left out and listed in [`rejected`](Self::rejected); a set in which
    /// none is fit refuses every token.
    pub fn parse(jwks_json: &[u8]) -> Result<Self, KeySetError> {
        // Other crates may have switched on a second backend; naming ours keeps the choice ours. It fails where it was
        // named before, which is what is wanted.
        let _ = jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
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
            match vet(jwk) {
                Ok(key) => keys.push(key),
                Err(reason) => rejected.push(RejectedKey { position, reason }),
            }
        }
        let mut hash = [0; 32];
        hash.copy_from_slice(digest::digest(&digest::SHA256, jwks_json).as_ref());
        Ok(Self { keys, rejected, digest: hash })
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

    /// The keys that may have signed a token: those of its `kid`, or any where it names none; of its algorithm.
    pub(super) fn candidates(&self, id: Option<&str>, algorithm: Algorithm) -> impl Iterator<Item = &Key> {
        self.keys
            .iter()
            .filter(move |key| key.algorithm == algorithm && id.is_none_or(|id| key.id.as_deref() == Some(id)))
            .take(MAX_CANDIDATES)
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

/// Checks that a key is a public signature key of a known kind, consistent in itself, and strong enough.
fn vet(jwk: &Value) -> Result<Key, &'static str> {
    let text = |name| optional_text(jwk, name);
    if text("use")?.is_some_and(|purpose| purpose != "sig") {
        return Err("`use` is not `sig`");
    }
    match jwk.get("key_ops") {
        None => (),
        Some(Value::Array(operations)) if operations.iter().any(|operation| operation == "verify") => (),
        Some(_) => return Err("`key_ops` does not hold `verify`"),
    }
    let (algorithm, names, public): (_, &[&str], _) = match text("kty")? {
        Some("RSA") => (Algorithm::Rs256, &["RS256"], rsa(jwk)?),
        Some("EC") => (Algorithm::Es256, &["ES256"], p256(jwk)?),
        // RFC 9864 names the curve in place of the family.
        Some("OKP") => (Algorithm::EdDsa, &["EdDSA", "Ed25519"], ed25519(jwk)?),
        Some("oct") => return Err("a symmetric key has no place in a public set"),
        _ => return Err("`kty` is not RSA, EC or OKP"),
    };
    if text("alg")?.is_some_and(|name| !names.contains(&name)) {
        return Err("`alg` is not one this key verifies here");
    }
    Ok(Key { id: text("kid")?.map(Box::from), algorithm, public })
}

fn rsa(jwk: &Value) -> Result<DecodingKey, &'static str> {
    let (modulus, exponent) = (octets(jwk, "n")?, octets(jwk, "e")?);
    let significant = modulus.iter().position(|byte| *byte != 0).unwrap_or(modulus.len());
    let bits = modulus.get(significant..).map_or(0, |bytes| {
        bytes.len() * 8 - bytes.first().map_or(0, |byte| usize::try_from(byte.leading_zeros()).unwrap_or(0))
    });
    if !(2048..=8192).contains(&bits) {
        return Err("the RSA modulus does not have 2048 to 8192 bits");
    }
    if modulus.last().is_some_and(|byte| byte & 1 == 0) {
        return Err("the RSA modulus is even");
    }
    let odd = exponent.last().is_some_and(|byte| byte & 1 == 1);
    let value = exponent.iter().try_fold(0_u64, |value, byte| value.checked_mul(256)?.checked_add(u64::from(*byte)));
    if !odd || !value.is_some_and(|value| (65_537..1 << 33).contains(&value)) {
        return Err("the RSA exponent is not odd, or below 65537, or beyond 33 bits");
    }
    Ok(DecodingKey::from_rsa_raw_components(&modulus, &exponent))
}

fn p256(jwk: &Value) -> Result<DecodingKey, &'static str> {
    if optional_text(jwk, "crv")? != Some("P-256") {
        return Err("`crv` is not P-256");
    }
    let (x, y) = (octets(jwk, "x")?, octets(jwk, "y")?);
    if x.len() != 32 || y.len() != 32 {
        return Err("a coordinate does not have 32 octets");
    }
    let point = [&[4], x.as_slice(), y.as_slice()].concat();
    signature::ParsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, &point)
        .map_err(|_| "the point is not on the curve")?;
    Ok(DecodingKey::from_ec_der(&point))
}

fn ed25519(jwk: &Value) -> Result<DecodingKey, &'static str> {
    if optional_text(jwk, "crv")? != Some("Ed25519") {
        return Err("`crv` is not Ed25519");
    }
    let x = octets(jwk, "x")?;
    if x.len() != 32 {
        return Err("the key does not have 32 octets");
    }
    signature::ParsedPublicKey::new(&signature::ED25519, &x).map_err(|_| "the key is not a point of the curve")?;
    Ok(DecodingKey::from_ed_der(&x))
}

fn optional_text<'j>(jwk: &'j Value, name: &str) -> Result<Option<&'j str>, &'static str> {
    match jwk.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err("a member that must be text is not"),
    }
}

fn octets(jwk: &Value, name: &str) -> Result<Vec<u8>, &'static str> {
    let text = optional_text(jwk, name)?.ok_or("a member of the key is missing")?;
    URL_SAFE_NO_PAD.decode(text).map_err(|_| "a member is not base64url without padding")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::fixture::Issuer;
    use serde_json::json;

    fn check(change: impl FnOnce(&mut Value), expected: Result<(), &str>) {
        let mut jwk = Issuer::new().jwk("one");
        change(&mut jwk);
        assert_eq!(vet(&jwk).map(|_| ()), expected, "{jwk}");
    }

    #[test]
    fn keys_are_vetted_before_use() {
        check(|_| (), Ok(()));
        check(|jwk| jwk["use"] = json!("enc"), Err("`use` is not `sig`"));
        check(|jwk| jwk["use"] = json!(1), Err("a member that must be text is not"));
        check(|jwk| jwk["key_ops"] = json!(["verify"]), Ok(()));
        check(|jwk| jwk["key_ops"] = json!(["encrypt"]), Err("`key_ops` does not hold `verify`"));
        check(|jwk| jwk["key_ops"] = json!("verify"), Err("`key_ops` does not hold `verify`"));
        check(|jwk| jwk["alg"] = json!("RS256"), Err("`alg` is not one this key verifies here"));
        check(|jwk| jwk["alg"] = json!("ES384"), Err("`alg` is not one this key verifies here"));
        check(|jwk| jwk["crv"] = json!("P-384"), Err("`crv` is not P-256"));
        check(|jwk| jwk["kty"] = json!("oct"), Err("a symmetric key has no place in a public set"));
        check(|jwk| jwk["kty"] = json!("ec"), Err("`kty` is not RSA, EC or OKP"));
        check(|jwk| jwk["kid"] = json!(7), Err("a member that must be text is not"));
        check(|jwk| jwk["x"] = jwk["y"].clone(), Err("the point is not on the curve"));
        check(|jwk| jwk["x"] = json!("AA"), Err("a coordinate does not have 32 octets"));
        check(|jwk| jwk["x"] = json!("AA=="), Err("a member is not base64url without padding"));
        check(|jwk| *jwk = json!(null), Err("`kty` is not RSA, EC or OKP"));
        let zero = URL_SAFE_NO_PAD.encode([0; 32]);
        check(|jwk| (jwk["x"], jwk["y"]) = (json!(zero), json!(zero)), Err("the point is not on the curve"));
    }

    #[test]
    fn weak_rsa_keys_are_refused() {
        let rsa = |modulus: &[u8], exponent: &[u8]| {
            let (n, e) = (URL_SAFE_NO_PAD.encode(modulus), URL_SAFE_NO_PAD.encode(exponent));
            vet(&json!({"kty": "RSA", "n": n, "e": e})).map(|_| ())
        };
        let size = Err("the RSA modulus does not have 2048 to 8192 bits");
        let exponent = Err("the RSA exponent is not odd, or below 65537, or beyond 33 bits");
        assert_eq!(rsa(&[0xff; 256], &[1, 0, 1]), Ok(()));
        assert_eq!(rsa(&[&[0], [0xff; 256].as_slice()].concat(), &[1, 0, 1]), Ok(()));
        assert_eq!(rsa(&[0xff; 255], &[1, 0, 1]), size);
        assert_eq!(rsa(&[&[0x7f], [0xff; 255].as_slice()].concat(), &[1, 0, 1]), size);
        assert_eq!(rsa(&[0xff; 1025], &[1, 0, 1]), size);
        assert_eq!(rsa(&[], &[1, 0, 1]), size);
        assert_eq!(rsa(&[0xfe; 256], &[1, 0, 1]), Err("the RSA modulus is even"));
        for weak in [[3].as_slice(), &[1], &[1, 0, 0], &[], &[0xff; 9]] {
            assert_eq!(rsa(&[0xff; 256], weak), exponent, "{weak:?}");
        }
    }

    #[test]
    fn a_set_lists_what_it_leaves_out_and_bounds_what_it_tries() {
        let issuer = Issuer::new();
        let jwks = json!({"keys": [
            {"kty": "oct", "k": "AAAA"}, issuer.jwk("a"), issuer.jwk("b"), issuer.jwk("c"), issuer.jwk("d"),
        ]});
        let set = KeySet::parse(jwks.to_string().as_bytes()).unwrap();
        let reason = "a symmetric key has no place in a public set";
        assert_eq!((set.len(), set.rejected()), (4, [RejectedKey { position: 0, reason }].as_slice()));
        assert_eq!(set.candidates(None, Algorithm::Es256).count(), 3);
        assert_eq!(set.candidates(Some("b"), Algorithm::Es256).count(), 1);
        assert_eq!(set.candidates(Some("b"), Algorithm::Rs256).count(), 0);
        assert!(KeySet::parse(br#"{"keys":[]}"#).unwrap().is_empty());
        for bad in ["", "[]", "{}", r#"{"keys":{}}"#] {
            assert_eq!(KeySet::parse(bad.as_bytes()).err(), Some(KeySetError::Syntax), "{bad}");
        }
        let many = json!({"keys": vec![json!({}); 129]}).to_string();
        assert_eq!(KeySet::parse(many.as_bytes()).err(), Some(KeySetError::TooLarge));
    }
}

//! Which keys of a published set may be used.

use aws_lc_rs::signature::{self, ParsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use serde_json::Value;

use super::Key;
use crate::contract::{Algorithm, KeyKind};

/// Checks that a key is a public signature key of a known kind, consistent in itself, strong enough, and that it is clear
/// which one of `algorithms` it verifies.
pub(super) fn vet(jwk: &Value, algorithms: &[Algorithm]) -> Result<Key, &'static str> {
    let text = |name| optional_text(jwk, name);
    if text("use")?.is_some_and(|purpose| purpose != "sig") {
        return Err("`use` is not `sig`");
    }
    match jwk.get("key_ops") {
        None => (),
        Some(Value::Array(operations)) if operations.iter().any(|operation| operation == "verify") => (),
        Some(_) => return Err("`key_ops` does not hold `verify`"),
    }
    if jwk.get("d").is_some() {
        return Err("a private key has no place in a public set");
    }
    let (kind, public) = match (text("kty")?, text("crv")?) {
        (Some("RSA"), None) => (KeyKind::Rsa, rsa(jwk)?),
        (Some("EC"), Some("P-256")) => (KeyKind::P256, point(jwk, 32, &signature::ECDSA_P256_SHA256_FIXED)?),
        (Some("EC"), Some("P-384")) => (KeyKind::P384, point(jwk, 48, &signature::ECDSA_P384_SHA384_FIXED)?),
        (Some("OKP"), Some("Ed25519")) => (KeyKind::Ed25519, ed25519(jwk)?),
        (Some("RSA"), Some(_)) => return Err("an RSA key has no `crv`"),
        (Some("EC"), _) => return Err("`crv` is not P-256 or P-384"),
        (Some("OKP"), _) => return Err("`crv` is not Ed25519"),
        (Some("oct"), _) => return Err("a symmetric key has no place in a public set"),
        _ => return Err("`kty` is not RSA, EC or OKP"),
    };
    let algorithm = pinned(text("alg")?, kind, algorithms)?;
    Ok(Key { id: text("kid")?.map(Box::from), algorithm, public })
}

/// The one algorithm of a key: its own, or the only one of its kind that the scheme accepts.
fn pinned(stated: Option<&str>, kind: KeyKind, accepted: &[Algorithm]) -> Result<Algorithm, &'static str> {
    let mut fitting = accepted.iter().copied().filter(|algorithm| algorithm.key() == kind);
    if let Some(name) = stated {
        let stated = Algorithm::named(name);
        return fitting.find(|algorithm| Some(*algorithm) == stated).ok_or("`alg` is not one this key verifies here");
    }
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => Ok(only),
        (Some(_), Some(_)) => Err("no `alg`, and the scheme accepts several for a key of this kind"),
        (None, _) => Err("the scheme accepts no algorithm for a key of this kind"),
    }
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
    if is_guessable(&modulus) {
        return Err("the RSA key has the form of a generator whose keys can be factored (CVE-2017-15361)");
    }
    let odd = exponent.last().is_some_and(|byte| byte & 1 == 1);
    let value = exponent.iter().try_fold(0_u64, |value, byte| value.checked_mul(256)?.checked_add(u64::from(*byte)));
    if !odd || !value.is_some_and(|value| (65_537..1 << 33).contains(&value)) {
        return Err("the RSA exponent is not odd, or below 65537, or beyond 33 bits");
    }
    Ok(DecodingKey::from_rsa_raw_components(&modulus, &exponent))
}

/// Whether a modulus has the fingerprint of keys that Infineon's library made: its remainders by small primes are all powers of
/// 65537. Of other moduli one in a hundred million has it.
fn is_guessable(modulus: &[u8]) -> bool {
    const PRIMES: [u32; 38] = [
        3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107,
        109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
    ];
    PRIMES.into_iter().all(|prime| {
        let remainder = modulus.iter().fold(0, |rest, byte| (rest * 256 + u32::from(*byte)) % prime);
        let mut power = 1;
        (0..prime).any(|_| {
            power = power * (65_537 % prime) % prime;
            power == remainder
        })
    })
}

/// A point of a curve whose coordinates have `size` octets.
fn point(
    jwk: &Value,
    size: usize,
    verifies: &'static signature::EcdsaVerificationAlgorithm,
) -> Result<DecodingKey, &'static str> {
    let (x, y) = (octets(jwk, "x")?, octets(jwk, "y")?);
    if x.len() != size || y.len() != size {
        return Err("a coordinate does not have the octets of its curve");
    }
    let point = [&[4], x.as_slice(), y.as_slice()].concat();
    ParsedPublicKey::new(verifies, &point).map_err(|_| "the point is not on the curve")?;
    Ok(DecodingKey::from_ec_der(&point))
}

fn ed25519(jwk: &Value) -> Result<DecodingKey, &'static str> {
    let x = octets(jwk, "x")?;
    if x.len() != 32 {
        return Err("the key does not have 32 octets");
    }
    ParsedPublicKey::new(&signature::ED25519, &x).map_err(|_| "the key is not a point of the curve")?;
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

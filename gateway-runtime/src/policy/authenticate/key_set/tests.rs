use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::*;
use crate::policy::fixture::Issuer;
use serde_json::json;

const ACCEPTED: [Algorithm; 3] = [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256];

fn check(change: impl FnOnce(&mut Value), expected: Result<(), &str>) {
    let mut jwk = Issuer::new().jwk("one");
    change(&mut jwk);
    assert_eq!(vet(&jwk, &ACCEPTED).map(|_| ()), expected, "{jwk}");
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
    check(|jwk| jwk["crv"] = json!("P-384"), Err("a coordinate does not have the octets of its curve"));
    check(|jwk| jwk["kty"] = json!("oct"), Err("a symmetric key has no place in a public set"));
    check(|jwk| jwk["kty"] = json!("ec"), Err("`kty` is not RSA, EC or OKP"));
    check(|jwk| jwk["crv"] = json!("P-521"), Err("`crv` is not P-256 or P-384"));
    check(|jwk| jwk["d"] = json!("AA"), Err("a private key has no place in a public set"));
    check(|jwk| jwk["kid"] = json!(7), Err("a member that must be text is not"));
    check(|jwk| jwk["x"] = jwk["y"].clone(), Err("the point is not on the curve"));
    check(|jwk| jwk["x"] = json!("AA"), Err("a coordinate does not have the octets of its curve"));
    check(|jwk| jwk["x"] = json!("AA=="), Err("a member is not base64url without padding"));
    check(|jwk| *jwk = json!(null), Err("`kty` is not RSA, EC or OKP"));
    let zero = URL_SAFE_NO_PAD.encode([0; 32]);
    check(|jwk| (jwk["x"], jwk["y"]) = (json!(zero), json!(zero)), Err("the point is not on the curve"));
}

#[test]
fn weak_rsa_keys_are_refused() {
    let rsa = |modulus: &[u8], exponent: &[u8]| {
        let (n, e) = (URL_SAFE_NO_PAD.encode(modulus), URL_SAFE_NO_PAD.encode(exponent));
        vet(&json!({"kty": "RSA", "n": n, "e": e}), &ACCEPTED).map(|_| ())
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
    let set = KeySet::parse(jwks.to_string().as_bytes(), &ACCEPTED).unwrap();
    let reason = "a symmetric key has no place in a public set";
    assert_eq!((set.len(), set.rejected()), (4, [RejectedKey { position: 0, reason }].as_slice()));
    assert_eq!(set.candidates(None, Algorithm::Es256).count(), 3);
    assert_eq!(set.candidates(Some("b"), Algorithm::Es256).count(), 1);
    assert_eq!(set.candidates(Some("b"), Algorithm::Rs256).count(), 0);
    assert!(KeySet::parse(br#"{"keys":[]}"#, &ACCEPTED).unwrap().is_empty());
    for bad in ["", "[]", "{}", r#"{"keys":{}}"#] {
        assert_eq!(KeySet::parse(bad.as_bytes(), &ACCEPTED).err(), Some(KeySetError::Syntax), "{bad}");
    }
    let many = json!({"keys": vec![json!({}); 129]}).to_string();
    assert_eq!(KeySet::parse(many.as_bytes(), &ACCEPTED).err(), Some(KeySetError::TooLarge));
}

#[test]
fn a_key_verifies_one_algorithm() {
    let (n, e) = (URL_SAFE_NO_PAD.encode([0xff; 256]), URL_SAFE_NO_PAD.encode([1, 0, 1]));
    let check = |alg: Option<&str>, accepted: &[Algorithm], expected: Result<Algorithm, &str>| {
        let mut jwk = json!({"kty": "RSA", "n": n, "e": e});
        if let Some(alg) = alg {
            jwk["alg"] = json!(alg);
        }
        assert_eq!(vet(&jwk, accepted).map(|key| key.algorithm), expected, "{alg:?} {accepted:?}");
    };
    let both = [Algorithm::Rs256, Algorithm::Ps256];
    check(Some("PS256"), &both, Ok(Algorithm::Ps256));
    check(Some("RS256"), &both, Ok(Algorithm::Rs256));
    check(Some("RS384"), &both, Err("`alg` is not one this key verifies here"));
    check(Some("RSA-OAEP"), &both, Err("`alg` is not one this key verifies here"));
    check(None, &both, Err("no `alg`, and the scheme accepts several for a key of this kind"));
    check(None, &[Algorithm::Ps512, Algorithm::Es256], Ok(Algorithm::Ps512));
    check(None, &[Algorithm::Es256], Err("the scheme accepts no algorithm for a key of this kind"));
}

#[test]
fn a_secret_is_as_long_as_the_hash() {
    let set = KeySet::secret(&[7; 48], &[Algorithm::Hs256, Algorithm::Hs384]).unwrap();
    assert_eq!(set.len(), 2);
    assert_eq!(set.candidates(Some("whatever"), Algorithm::Hs384).count(), 1);
    assert_eq!(set.candidates(None, Algorithm::Es256).count(), 0);
    assert_eq!(KeySet::secret(&[7; 48], &[Algorithm::Hs512]).err(), Some(KeySetError::ShortSecret));
}

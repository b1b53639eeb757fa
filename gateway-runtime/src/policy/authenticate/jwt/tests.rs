use std::sync::Mutex;

use aws_lc_rs::signature::KeyPair as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::*;
use crate::policy::fixture::{BEARER, Issuer, NOW, claims};

static FACTS: BearerFacts = BEARER;

fn verifier(jwks: &str) -> BearerVerifier {
    let keys = KeySource::default();
    keys.store(Some(KeySet::parse(jwks.as_bytes(), FACTS.algorithms).unwrap()));
    BearerVerifier::new(SchemeId(0), &FACTS, keys)
}

fn verify(verifier: &BearerVerifier, token: &str, at: UnixMillis) -> Result<Option<Principal>, TokenFlaw> {
    verifier.verify_at_hand(token.as_bytes(), at, &Mutex::default())
}

#[test]
fn a_good_token_names_its_client_and_scopes() {
    let issuer = Issuer::new();
    let verifier = verifier(&issuer.jwks());
    let principal = verify(&verifier, &issuer.sign(&claims("shop", "a b")), NOW).unwrap().unwrap();
    assert_eq!((principal.client(), principal.subject()), ("shop", Some("user")));
    assert!(principal.has_scope("a") && principal.has_scope("b") && !principal.has_scope("a b"));
    let mut other = claims("shop", "");
    other["scope"] = json!(["a b", "c"]);
    other["azp"] = json!("");
    let principal = verify(&verifier, &issuer.sign(&other), NOW).unwrap().unwrap();
    assert_eq!(principal.client(), "user", "an empty claim names nobody");
    assert!(principal.has_scope("a b"));
}

#[test]
fn claims_are_mandatory_and_exact() {
    let issuer = Issuer::new();
    let verifier = verifier(&issuer.jwks());
    let now = NOW.seconds();
    let check = |name: &str, value: Value, expected: Option<TokenFlaw>| {
        let mut changed = claims("shop", "a");
        changed[name] = value.clone();
        if value == json!("absent") {
            changed.as_object_mut().unwrap().remove(name);
        }
        let found = verify(&verifier, &issuer.sign(&changed), NOW);
        assert_eq!(found.as_ref().err().copied(), expected, "{name} {value}");
    };
    check("exp", json!(now + 1), None);
    check("exp", json!(now), None);
    check("exp", json!(now - 29), None);
    check("exp", json!(now - 30), Some(TokenFlaw::Expired));
    for exp in [json!("absent"), json!("99999999999"), json!(null), json!(true), json!([]), json!(-1), json!(1e300)] {
        check("exp", exp, Some(TokenFlaw::Expired));
    }
    check("nbf", json!(now + 30), None);
    check("nbf", json!(now + 31), Some(TokenFlaw::NotYetValid));
    check("nbf", json!("absent"), None);
    check("nbf", json!("0"), Some(TokenFlaw::Malformed));
    for iss in
        [json!("absent"), json!("https://issuer.example/"), json!("HTTPS://issuer.example"), json!([BEARER.issuer])]
    {
        check("iss", iss, Some(TokenFlaw::Issuer));
    }
    check("aud", json!("orders"), None);
    for aud in [json!("absent"), json!("order"), json!("orders2"), json!(["x"]), json!(1), json!([["orders"]])] {
        check("aud", aud, Some(TokenFlaw::Audience));
    }
    check("scope", json!("absent"), None);
    check("scope", json!(1), Some(TokenFlaw::Malformed));
    check("scope", json!(["a", 1]), Some(TokenFlaw::Malformed));
}

#[test]
fn headers_decide_nothing_a_key_should() {
    let issuer = Issuer::new();
    let verifier = verifier(&issuer.jwks());
    let payload = claims("shop", "a").to_string();
    let check = |header: &str, expected: Option<TokenFlaw>| {
        let found = verify(&verifier, &issuer.sign_with(header, &payload), NOW);
        assert_eq!(found.as_ref().err().copied(), expected, "{header}");
    };
    check(r#"{"alg":"ES256","typ":"at+jwt","kid":"one"}"#, None);
    check(r#"{"alg":"ES256","typ":"application/AT+JWT"}"#, None);
    check(r#"{"alg":"ES256","typ":"at+jwt","jku":"http://127.0.0.1/","jwk":{},"x5c":[]}"#, None);
    for alg in ["none", "HS256", "ES384", "RS256", "EdDSA", "PS256", "es256", ""] {
        check(&format!(r#"{{"alg":"{alg}","typ":"at+jwt","kid":"one"}}"#), Some(TokenFlaw::Key));
    }
    for typ in [r#""JWT""#, r#""at+jwt2""#, r#""""#, r#""logout+jwt""#] {
        check(&format!(r#"{{"alg":"ES256","typ":{typ}}}"#), Some(TokenFlaw::Type));
    }
    check(r#"{"alg":"ES256"}"#, Some(TokenFlaw::Type));
    for kid in ["two", "../../dev/null", "' OR 1=1", ""] {
        check(&format!(r#"{{"alg":"ES256","typ":"at+jwt","kid":"{kid}"}}"#), Some(TokenFlaw::Key));
    }
    for malformed in [
        r#"{"alg":"ES256","typ":"at+jwt","crit":["b64"],"b64":false}"#,
        r#"{"alg":"ES256","typ":"at+jwt","crit":[]}"#,
        r#"{"alg":"ES256","typ":"at+jwt","crit":null}"#,
        r#"{"alg":"ES256","typ":"at+jwt","b64":false}"#,
        r#"{"alg":"ES256","typ":"at+jwt","kid":1}"#,
        r#"{"alg":"ES256","typ":"at+jwt","kid":null}"#,
        r#"{"alg":["ES256"],"typ":"at+jwt"}"#,
        r#"{"alg":"ES256","alg":"none","typ":"at+jwt"}"#,
        r#"["ES256","at+jwt","one",false,false]"#,
        r#"{"typ":"at+jwt"}"#,
        "",
        "\u{feff}{\"alg\":\"ES256\"}",
        r#"{"alg":"ES256","typ":"at+jwt"} x"#,
    ] {
        check(malformed, Some(TokenFlaw::Malformed));
    }
}

#[test]
fn the_form_of_a_token_is_strict() {
    let issuer = Issuer::new();
    let verifier = verifier(&issuer.jwks());
    let good = issuer.sign(&claims("shop", "a"));
    assert!(verify(&verifier, &good, NOW).is_ok());
    let [header, payload, signature] = good.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
    let hostile = [
        String::new(),
        "..".into(),
        ".".repeat(10_000),
        format!("{header}.{payload}"),
        format!("{header}.{payload}."),
        format!("{good}.x"),
        format!("{good}.x.y"),
        format!("{header}=.{payload}.{signature}"),
        format!("{header}.{payload}.{signature}="),
        format!("{header}.{payload} .{signature}"),
        format!("{header}.{payload}.{signature}A"),
        format!("{header}.{payload}.{}", signature.replace(['-', '_'], "+")) + "/",
        format!("?{good}"),
        format!(r#"{{"payload":"{payload}","protected":"{header}","signature":"{signature}"}}"#),
        "é".into(),
        format!("{good}{}", "A".repeat(9000)),
    ];
    for token in hostile {
        assert!(verify(&verifier, &token, NOW).is_err(), "{token:.60}");
    }
    for position in 0..good.len() {
        let mut flipped = good.clone().into_bytes();
        flipped[position] ^= 1;
        assert!(verifier.verify_at_hand(&flipped, NOW, &Mutex::default()).is_err(), "byte {position}");
    }
    let not_an_object = issuer.sign_with(r#"{"alg":"ES256","typ":"at+jwt"}"#, "[]");
    assert_eq!(verify(&verifier, &not_an_object, NOW), Err(TokenFlaw::Malformed));
}

#[test]
fn a_cached_token_is_judged_anew() {
    let issuer = Issuer::new();
    let keys = KeySource::default();
    keys.store(Some(KeySet::parse(issuer.jwks().as_bytes(), FACTS.algorithms).unwrap()));
    let verifier = BearerVerifier::new(SchemeId(0), &FACTS, keys.clone());
    let cache = Mutex::default();
    let token = issuer.sign(&claims("shop", "a"));
    assert!(verifier.verify_at_hand(token.as_bytes(), NOW, &cache).is_ok());
    assert!(verifier.verify_at_hand(token.as_bytes(), NOW, &cache).is_ok());
    let later = UnixMillis(NOW.0 + 330_000);
    assert_eq!(verifier.verify_at_hand(token.as_bytes(), later, &cache), Err(TokenFlaw::Expired));
    let earlier = UnixMillis(NOW.0 - 32_000);
    assert_eq!(verifier.verify_at_hand(token.as_bytes(), earlier, &cache), Err(TokenFlaw::NotYetValid));
    keys.store(Some(KeySet::parse(Issuer::new().jwks().as_bytes(), FACTS.algorithms).unwrap()));
    assert_eq!(verifier.verify_at_hand(token.as_bytes(), NOW, &cache), Err(TokenFlaw::Signature), "its key is gone");
    keys.store(None);
    assert_eq!(verifier.verify_at_hand(token.as_bytes(), NOW, &cache), Ok(None));
    assert!(!verifier.has_keys());
}

#[test]
fn rsa_and_ed25519_verify_with_their_own_keys_only() {
    let random = aws_lc_rs::rand::SystemRandom::new();
    let ed = aws_lc_rs::signature::Ed25519KeyPair::generate().unwrap();
    let rsa = aws_lc_rs::rsa::KeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap();
    let parts: aws_lc_rs::rsa::PublicKeyComponents<Vec<u8>> = rsa.public_key().into();
    let jwks = json!({"keys": [
        {"kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(ed.public_key()), "kid": "ed"},
        {"kty": "RSA", "n": URL_SAFE_NO_PAD.encode(&parts.n), "e": URL_SAFE_NO_PAD.encode(&parts.e), "kid": "rsa"},
    ]});
    let verifier = verifier(&jwks.to_string());
    let payload = URL_SAFE_NO_PAD.encode(claims("shop", "a").to_string());
    let check = |alg: &str, kid: &str, sign: &dyn Fn(&[u8]) -> Vec<u8>, expected: Option<TokenFlaw>| {
        let header = json!({"alg": alg, "typ": "at+jwt", "kid": kid}).to_string();
        let signed = format!("{}.{payload}", URL_SAFE_NO_PAD.encode(header));
        let token = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(sign(signed.as_bytes())));
        assert_eq!(verify(&verifier, &token, NOW).err(), expected, "{alg} {kid}");
    };
    let by_ed = |text: &[u8]| ed.sign(text).as_ref().to_vec();
    let by_rsa = |text: &[u8]| {
        let mut signature = vec![0; rsa.public_modulus_len()];
        rsa.sign(&aws_lc_rs::signature::RSA_PKCS1_SHA256, &random, text, &mut signature).unwrap();
        signature
    };
    check("EdDSA", "ed", &by_ed, None);
    check("RS256", "rsa", &by_rsa, None);
    check("EdDSA", "rsa", &by_ed, Some(TokenFlaw::Key));
    check("RS256", "ed", &by_rsa, Some(TokenFlaw::Key));
    check("RS256", "rsa", &by_ed, Some(TokenFlaw::Signature));
    let hmac = |text: &[u8]| {
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &parts.n);
        aws_lc_rs::hmac::sign(&key, text).as_ref().to_vec()
    };
    check("HS256", "rsa", &hmac, Some(TokenFlaw::Key));
}

#[test]
fn ecdsa_signatures_have_one_form() {
    let issuer = Issuer::new();
    let verifier = verifier(&issuer.jwks());
    let good = issuer.sign(&claims("shop", "a"));
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let raw = URL_SAFE_NO_PAD.decode(signature).unwrap();
    for bad in [vec![0; 64], vec![0xff; 64], raw[..63].to_vec(), [&raw[..], &[0]].concat(), vec![]] {
        let token = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(bad));
        assert!(verify(&verifier, &token, NOW).is_err());
    }
}

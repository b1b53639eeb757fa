//! The vectors of Project Wycheproof for signatures and keys, from the shared corpora.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::*;
use crate::contract::TokenType;

/// Vectors that are judged otherwise than they are marked, and why.
const ODD: &[(&str, u64, &str)] = &[
    ("json_web_signature_test.json", 346, "the label of the key names another algorithm than the token"),
    ("json_web_signature_test.json", 347, "ES512 is not supported, and the label of the key is none"),
    ("json_web_signature_test.json", 350, "the label of the key names another algorithm than the token"),
    ("json_web_signature_test.json", 351, "ES512 is not supported, and the label of the key is none"),
    ("json_web_signature_test.json", 367, "the padding it is about was lost: the text is that of a valid token"),
    ("json_web_signature_test.json", 370, "the padding it is about was lost: the text is that of a valid token"),
    ("json_web_signature_test.json", 372, "white space in base64url is refused"),
    ("json_web_signature_test.json", 373, "white space in base64url is refused"),
    ("json_web_key_test.json", 4, "two keys of one name, which is ambiguous: each is tried"),
];

fn vectors(file: &str) -> Option<Value> {
    let named = std::env::var_os("GATEWAY_SHARED").map(std::path::PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let path = named.unwrap_or(beside).join("data/wycheproof").join(file);
    Some(serde_json::from_slice(&std::fs::read(path).ok()?).unwrap())
}

/// Whether a token verifies with the keys of a group: published ones, or the one secret that the token names.
fn is_accepted(group: &Value, token: &str) -> bool {
    let published = group.get("public").or_else(|| group.get("private")).unwrap();
    let listed = match published.get("keys") {
        Some(Value::Array(keys)) => keys.clone(),
        _ => vec![published.clone()],
    };
    let header = token.split('.').next().and_then(|header| URL_SAFE_NO_PAD.decode(header).ok());
    let header: Value = header.and_then(|header| serde_json::from_slice(&header).ok()).unwrap_or_default();
    let secret = listed.iter().find(|jwk| jwk["kty"] == "oct" && jwk["kid"] == header["kid"]);
    let is_mixed = listed.iter().any(|jwk| jwk["kty"] != "oct");
    let keys = if let Some(jwk) = secret.filter(|_| !is_mixed) {
        let named = jwk["alg"].as_str().and_then(Algorithm::named);
        let secret = URL_SAFE_NO_PAD.decode(jwk["k"].as_str().unwrap()).unwrap();
        named.and_then(|algorithm| KeySet::secret(&secret, &[algorithm]).ok())
    } else {
        let public = |mut jwk: Value| {
            jwk.as_object_mut().unwrap().retain(|name, _| !matches!(&**name, "d" | "p" | "q" | "dp" | "dq" | "qi"));
            jwk
        };
        let keys: Vec<Value> = listed.into_iter().map(public).collect();
        KeySet::parse(serde_json::json!({ "keys": keys }).to_string().as_bytes(), &Algorithm::ALL).ok()
    };
    let facts = BearerFacts { algorithms: &Algorithm::ALL, token_type: TokenType::Any, ..BearerFacts::CLOSED };
    // Payloads of vectors are any bytes, also none, which is no token here.
    keys.is_some_and(|keys| {
        let verdict = check_signature(token.as_bytes(), &keys, &facts);
        verdict.is_ok() || (token.contains("..") && is_good_without_payload(token, &keys))
    })
}

/// An empty payload is refused before its signature is looked at; the vectors with one are about signatures.
fn is_good_without_payload(token: &str, keys: &KeySet) -> bool {
    let Some((signed, signature)) = token.rsplit_once('.') else { return false };
    let header = signed.split('.').next().and_then(|header| header::decode(header).ok());
    let Some(header) = header else { return false };
    let Ok(header) = Header::read(&header, TokenType::Any) else { return false };
    let Some(algorithm) = Algorithm::named(&header.alg) else { return false };
    let verifies = |key: &super::super::key_set::Key| {
        verify(signature, signed.as_bytes(), &key.public, verified_as(algorithm)) == Ok(true)
    };
    signed.ends_with('.') && keys.candidates(header.kid.as_deref(), algorithm).any(verifies)
}

#[test]
fn no_invalid_vector_is_accepted_and_no_valid_one_refused() {
    for file in ["json_web_signature_test.json", "json_web_key_test.json"] {
        let Some(vectors) = vectors(file) else { continue };
        let (mut judged, mut wrong) = (0, Vec::new());
        for group in vectors["testGroups"].as_array().unwrap() {
            for test in group["tests"].as_array().unwrap() {
                let id = test["tcId"].as_u64().unwrap();
                let expected = test["result"] == "valid";
                let found = is_accepted(group, test["jws"].as_str().unwrap());
                let is_odd = ODD.iter().any(|(odd_file, odd, _)| *odd_file == file && *odd == id);
                judged += 1;
                if found != expected && !is_odd {
                    wrong.push((id, group["comment"].clone(), test["comment"].clone(), expected));
                }
            }
        }
        assert!(wrong.is_empty(), "{file}: {wrong:?}");
        assert_eq!(judged, vectors["numberOfTests"].as_u64().unwrap());
    }
}

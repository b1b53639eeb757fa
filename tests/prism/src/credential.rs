//! Credentials that are good here. Prism only looks whether there is one of the right kind; what it accepts is sent with
//! one that the gateway accepts too, in the same place.

use gateway_runtime::contract::{ApiKeyLocation, ProductFacts, SchemeKind};
use gateway_runtime::verifier::stored_hash;
use gateway_tests::{PEPPER, Subject};
use serde_json::json;

use crate::curl::Request;

/// The key that is in the store.
const KEY: &str = "k1_0123456789abcdefghij";

/// The store with [`KEY`].
pub(crate) fn store() -> String {
    json!([{ "id": "k1", "hash": stored_hash(PEPPER, KEY), "owner": "prism", "scopes": [] }]).to_string()
}

/// Replaces each credential of a request for a scheme of the product.
pub(crate) fn replace(request: &mut Request, subject: &Subject, facts: &ProductFacts) {
    for scheme in facts.schemes {
        match &scheme.kind {
            SchemeKind::ApiKey(key) => match key.location {
                ApiKeyLocation::Header(name) => {
                    if let Some(value) = request.header_mut(name) {
                        KEY.clone_into(value);
                    }
                }
                ApiKeyLocation::Query(name) => request.target = in_pairs(&request.target, name),
                ApiKeyLocation::Cookie(name) => {
                    if let Some(value) = request.header_mut("cookie") {
                        *value = in_pairs(value, name);
                    }
                }
            },
            SchemeKind::Bearer(_) => {
                if let Some(value) = request.header_mut("authorization") {
                    *value = format!("Bearer {}", subject.token(&scopes(facts)));
                }
            }
        }
    }
}

/// The value of a name in `name=value` pairs, replaced.
fn in_pairs(text: &str, name: &str) -> String {
    let is_end = |character: char| matches!(character, '&' | ';');
    let Some(start) = text
        .match_indices(&format!("{name}="))
        .map(|(at, _)| at)
        .find(|at| text.get(..*at).is_some_and(|before| before.is_empty() || before.ends_with(['?', '&', ' '])))
    else {
        return text.to_owned();
    };
    let (before, rest) = text.split_at(start);
    let after = rest.find(is_end).and_then(|end| rest.get(end..)).unwrap_or_default();
    format!("{before}{name}={KEY}{after}")
}

/// Every scope that any operation asks for.
fn scopes(facts: &ProductFacts) -> String {
    let operations = facts.operations.iter().flat_map(|operation| operation.security);
    let scopes = operations.flat_map(|alternative| alternative.all).flat_map(|requirement| requirement.scopes);
    scopes.copied().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{KEY, in_pairs};

    #[test]
    fn only_the_named_value_is_replaced() {
        assert_eq!(in_pairs("/a?xk=1&k=2&c=3", "k"), format!("/a?xk=1&k={KEY}&c=3"));
        assert_eq!(in_pairs("s=1; k=2", "k"), format!("s=1; k={KEY}"));
        assert_eq!(in_pairs("/a?b=c", "k"), "/a?b=c");
    }
}

//! Where credentials travel: which schemes an operation accepts, and which parts of a request belong to them.

use smallvec::SmallVec;

use crate::contract::{ApiKeyLocation, OperationFacts, ProductFacts, SchemeFacts, SchemeId, SchemeKind};

/// The schemes an operation accepts, each once, in the order of the document.
pub(crate) fn accepted(facts: &OperationFacts) -> SmallVec<[SchemeId; 4]> {
    let mut schemes = SmallVec::new();
    for requirement in facts.security.iter().flat_map(|alternative| alternative.all) {
        if !schemes.contains(&requirement.scheme) {
            schemes.push(requirement.scheme);
        }
    }
    schemes
}

/// The facts of the schemes an operation accepts, with their ids.
pub(crate) fn accepted_facts(
    facts: &OperationFacts,
    product: &'static ProductFacts,
) -> impl Iterator<Item = (SchemeId, &'static SchemeFacts)> {
    accepted(facts).into_iter().filter_map(|id| product.schemes.get(id.0).map(|scheme| (id, scheme)))
}

/// The place of an API key; a bearer token has its own.
pub(crate) fn key_location(scheme: &SchemeFacts) -> Option<ApiKeyLocation> {
    match scheme.kind {
        SchemeKind::ApiKey(facts) => Some(facts.location),
        SchemeKind::Bearer(_) => None,
    }
}

/// The pairs of a raw query, still encoded; a name without `=` has an empty value.
pub(crate) fn query_pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// The pairs of a `Cookie` field value (RFC 6265 §4.2.1). White space around a name or a value is not part of it, as readers
/// have it (§5.4): `a =1` is a cookie `a`.
pub(crate) fn cookie_pairs(value: &str) -> impl Iterator<Item = (&str, &str)> {
    const SPACE: [char; 2] = [' ', '\t'];
    let pairs = value.split(';').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (name.trim_matches(SPACE), value.trim_matches(SPACE)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_has_its_name_whatever_the_space_around_it() {
        let pairs: Vec<_> = cookie_pairs("a=1; a =2;\ta\t= 3 ;b; c=d=e").collect();
        assert_eq!(pairs, [("a", "1"), ("a", "2"), ("a", "3"), ("c", "d=e")]);
    }
}

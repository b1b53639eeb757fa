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

/// The pairs of a `Cookie` field value (RFC 6265 §4.2.1).
pub(crate) fn cookie_pairs(value: &str) -> impl Iterator<Item = (&str, &str)> {
    value.split(';').filter_map(|pair| pair.trim_matches([' ', '\t']).split_once('='))
}

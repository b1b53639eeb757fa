//! `WWW-Authenticate`: what a client would have to send (RFC 9110 §11.6.1, RFC 6750 §3).

use core::time::Duration;

use http::HeaderValue;

use crate::contract::{ApiKeyLocation, OperationFacts, ProductFacts, SchemeKind};
use crate::credential::accepted_facts;
use crate::denial::Denial;

/// One challenge per scheme the operation accepts, where the denial is about credentials. Which check a token failed is
/// not said; where nothing was sent, nothing is said to be wrong.
pub(super) fn challenges(denial: &Denial, facts: &OperationFacts, product: &'static ProductFacts) -> Vec<HeaderValue> {
    let error = match denial {
        Denial::CredentialMissing | Denial::KeyInvalid => String::new(),
        Denial::TokenInvalid { .. } => ", error=\"invalid_token\"".into(),
        Denial::ScopeInsufficient { required } => {
            format!(", error=\"insufficient_scope\", scope=\"{}\"", required.join(" "))
        }
        Denial::StepUpRequired { acr_values, max_age, .. } => step_up(acr_values, *max_age),
        _ => return Vec::new(),
    };
    let is_about_scopes = matches!(denial, Denial::ScopeInsufficient { .. } | Denial::StepUpRequired { .. });
    let realm = product.name;
    accepted_facts(facts, product)
        .filter_map(|(_, scheme)| match scheme.kind {
            SchemeKind::Bearer(_) => Some(format!("Bearer realm=\"{realm}\"{error}")),
            // There is no way to tell an API key's owner to ask for more.
            SchemeKind::ApiKey(_) if is_about_scopes => None,
            SchemeKind::ApiKey(key) => {
                let (place, name) = match key.location {
                    ApiKeyLocation::Cookie(name) => ("cookie", name),
                    ApiKeyLocation::Header(name) => ("header", name),
                    ApiKeyLocation::Query(name) => ("query", name),
                };
                Some(format!("ApiKey realm=\"{realm}\", in=\"{place}\", name=\"{name}\""))
            }
        })
        .filter_map(|challenge| HeaderValue::try_from(challenge).ok())
        .collect()
}

/// RFC 9470 §3.
fn step_up(acr_values: &[&str], max_age: Option<Duration>) -> String {
    let contexts = match acr_values {
        [] => String::new(),
        values => format!(", acr_values=\"{}\"", values.join(" ")),
    };
    let age = max_age.map(|max_age| format!(", max_age=\"{}\"", max_age.as_secs())).unwrap_or_default();
    format!(", error=\"insufficient_user_authentication\"{contexts}{age}")
}

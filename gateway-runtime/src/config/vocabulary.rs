//! Every key a configuration of one product may have. Names of operations, limits, upstreams, schemes and stores come
//! from the compiled facts, so the whole vocabulary is closed.

use super::error::{ConfigError, Place};
use super::tree::{Node, Value};
use crate::contract::{LimitScope, ProductFacts, SchemeKind};

/// What may stand in one table.
pub(super) struct Members {
    /// What a member is called in messages.
    pub(super) noun: &'static str,
    /// The names there are.
    pub(super) names: Vec<&'static str>,
}

const RATE: [&str; 2] = ["rate", "burst"];
const SECRET: [&str; 2] = ["env", "file"];

/// The members of the table at `path`; nothing where no table may stand.
pub(super) fn members(path: &[&str], facts: &'static ProductFacts) -> Option<Members> {
    let keys = |names: &[&'static str]| Members { noun: "key", names: names.to_vec() };
    Some(match path {
        [] => keys(&["listen", "tls", "upstreams", "auth", "stores", "operations", "limits", "bounds"]),
        ["listen"] => keys(&["data", "health", "hosts", "plaintext", "trustedHops", "workers"]),
        ["tls"] => keys(&["cert", "key"]),
        ["tls", "key"] | ["stores", _, "pepper"] | ["auth", _, "secret"] => keys(&SECRET),
        ["upstreams"] => named("upstream", facts.upstreams.iter().map(|upstream| upstream.name)),
        ["upstreams", _] => keys(&["urls"]),
        ["auth"] => named(
            "bearer scheme",
            facts.schemes.iter().filter(|scheme| matches!(scheme.kind, SchemeKind::Bearer(_))).map(|s| s.name),
        ),
        ["auth", _] => keys(&["jwks", "secret", "refresh", "minInterval", "staleFor", "ca"]),
        ["auth", _, "jwks"] => keys(&["file", "url", "discovery"]),
        ["stores"] => named(
            "key store",
            facts.schemes.iter().filter_map(|scheme| match scheme.kind {
                SchemeKind::ApiKey(key) => Some(key.store),
                SchemeKind::Bearer(_) => None,
            }),
        ),
        ["stores", _] => keys(&["file", "pepper"]),
        ["operations"] => named("operation", facts.operations.iter().map(|operation| operation.id)),
        ["operations", _] => keys(&["disabled", "scopes", "maxBodyBytes", "limits"]),
        ["operations", id, "limits"] => named(
            "limit of this operation",
            facts.operations.iter().filter(|operation| operation.id == *id).flat_map(|operation| {
                operation.limits.iter().filter(|limit| limit.per == LimitScope::Operation).map(|limit| limit.name)
            }),
        ),
        ["limits"] => named(
            "limit",
            facts.limits.iter().chain(facts.operations.iter().flat_map(|facts| facts.limits)).map(|limit| limit.name),
        ),
        ["operations", _, "limits", _] | ["limits", _] => keys(&RATE),
        ["bounds"] => keys(&[
            "headTimeout",
            "bodyTimeout",
            "leastBodyRate",
            "bodyMemory",
            "spool",
            "idleTimeout",
            "handshakeTimeout",
            "maxConnections",
            "shutdownDelay",
            "drain",
        ]),
        _ => return None,
    })
}

fn named(noun: &'static str, names: impl Iterator<Item = &'static str>) -> Members {
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names.dedup();
    Members { noun, names }
}

/// Reports every member that is not in the vocabulary, and every section that is not a table.
pub(super) fn check(root: &Node, facts: &'static ProductFacts, errors: &mut Vec<ConfigError>) {
    check_at(root, &mut Vec::new(), facts, errors);
}

fn check_at<'n>(node: &'n Node, path: &mut Vec<&'n str>, facts: &'static ProductFacts, errors: &mut Vec<ConfigError>) {
    let Some(members) = members(path, facts) else { return };
    let Value::Table(table) = &node.value else {
        // What stands in the place of a secret or a source is told by its reader, with the remedy for it.
        if !matches!(path.as_slice(), ["tls", "key"] | ["stores", _, "pepper"] | ["auth", _, "jwks" | "secret"]) {
            let keys = members.names.join(", ");
            let message = format!("`{}` is a table", path.join("."));
            errors.push(ConfigError::new(node.place.clone(), message).help(format!("known here: {keys}")));
        }
        return;
    };
    for (name, (key, child)) in table {
        if members.names.contains(&name.as_str()) {
            path.push(name);
            check_at(child, path, facts, errors);
            path.pop();
        } else {
            errors.push(unknown(key.clone(), &members, name, path));
        }
    }
}

/// The error for a name that is not among the members of the table at `path`.
pub(super) fn unknown(place: Place, members: &Members, name: &str, path: &[&str]) -> ConfigError {
    let within = if path.is_empty() { String::new() } else { format!(" in [{}]", path.join(".")) };
    let error = ConfigError::new(place, format!("unknown {} `{name}`{within}", members.noun));
    let near = members
        .names
        .iter()
        .map(|known| (strsim::damerau_levenshtein(&known.to_lowercase(), &name.to_lowercase()), known))
        .min()
        .filter(|(distance, _)| *distance <= 1 + name.chars().count() / 4);
    match near {
        Some((_, known)) => error.help(format!("did you mean `{known}`?")),
        None if members.names.is_empty() => error.help(format!("the product has no {}", members.noun)),
        None if members.names.len() <= 10 => error.help(format!("known here: {}", members.names.join(", "))),
        None => error,
    }
}

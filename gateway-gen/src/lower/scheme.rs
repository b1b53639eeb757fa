//! How the credential of a security scheme is verified: `x-gateway-auth`.

use super::Refused;
use crate::diagnostic::Diagnostic;
use crate::load::tree::Node;
use crate::model::{Algorithm, ApiKeyLocation, SchemeKind, TokenType};
use crate::vocabulary::quantity;

const BEARER_FIELDS: &[&str] = &[
    "issuer",
    "audience",
    "algorithms",
    "tokenType",
    "clockSkew",
    "maxLifetime",
    "scopeClaim",
    "clientClaim",
    "claims",
    "forward",
];
const API_KEY_FIELDS: &[&str] = &["store", "hash", "prefix", "origins", "forward"];
const CLOCK_SKEW_SECONDS: u64 = 30;

/// How a scheme verifies, and whether its credential is passed on; `None` and an error where it cannot be enforced.
pub(super) fn kind(node: &Node, findings: &mut Vec<Diagnostic>) -> Option<(SchemeKind, bool)> {
    let text = |name: &str| node.get(name).and_then(Node::as_str);
    let place = node.get("type").unwrap_or(node);
    let mut refuse = |what: &str| {
        let message = format!("{what} is not supported yet");
        findings.push(
            Diagnostic::error("GW0103", &place.span, message, "cannot be enforced")
                .help("supported are `http` with `bearer`, `oauth2`, `openIdConnect` and `apiKey`"),
        );
        None
    };
    let is_bearer = match text("type") {
        Some("oauth2" | "openIdConnect") => true,
        Some("http") => match text("scheme") {
            Some(scheme) if scheme.eq_ignore_ascii_case("bearer") => true,
            scheme => return refuse(&format!("the HTTP authentication scheme `{}`", scheme.unwrap_or_default())),
        },
        Some("apiKey") => false,
        Some(other) => return refuse(&format!("the security scheme type `{other}`")),
        None => return refuse("a security scheme without a type"),
    };
    let Some(auth) = node.get("x-gateway-auth").filter(|auth| auth.as_object().is_some()) else {
        let help = if is_bearer {
            "add `x-gateway-auth: { issuer: ..., audience: [...], algorithms: [ES256] }`"
        } else {
            "add `x-gateway-auth: { store: NAME, hash: hmac-sha256 }`"
        };
        let message = "the scheme does not say how its credential is verified";
        findings.push(Diagnostic::error("GW0104", &node.span, message, "no `x-gateway-auth`").help(help));
        return None;
    };
    let fields = if is_bearer { BEARER_FIELDS } else { API_KEY_FIELDS };
    for (name, member) in auth.as_object().into_iter().flatten() {
        let is_other = BEARER_FIELDS.contains(&name.as_str()) || API_KEY_FIELDS.contains(&name.as_str());
        if is_other && !fields.contains(&name.as_str()) {
            let what = if is_bearer { "a token" } else { "an API key" };
            let message = format!("`x-gateway-auth.{name}` has no meaning for {what}");
            let help = format!("the fields are {}", fields.join(", "));
            findings.push(Diagnostic::error("GW0203", &member.key, message, "of another kind of scheme").help(help));
        }
    }
    if is_bearer { bearer(auth, findings) } else { api_key(node, auth, findings) }
}

fn need<'a>(auth: &'a Node, name: &str, findings: &mut Vec<Diagnostic>) -> Option<&'a Node> {
    let found = auth.get(name);
    if found.is_none() {
        let message = format!("`x-gateway-auth` needs the field `{name}`");
        findings.push(Diagnostic::error("GW0208", &auth.span, message, format!("`{name}` is missing")));
    }
    found
}

fn strings(node: &Node) -> Vec<String> {
    match node.as_str() {
        Some(text) => vec![text.to_owned()],
        None => node.as_array().unwrap_or_default().iter().filter_map(Node::as_str).map(str::to_owned).collect(),
    }
}

fn bearer(auth: &Node, findings: &mut Vec<Diagnostic>) -> Option<(SchemeKind, bool)> {
    let issuer = need(auth, "issuer", findings).and_then(Node::as_str);
    let audience = need(auth, "audience", findings);
    let algorithms = need(auth, "algorithms", findings);
    let text = |name: &str| auth.get(name).and_then(Node::as_str);
    let clock_skew_seconds = seconds(auth, "clockSkew", 60, findings);
    let max_lifetime_seconds = seconds(auth, "maxLifetime", 366 * 24 * 3600, findings);
    let forward = match auth.get("forward") {
        None => false,
        Some(node) if node.as_str().is_some() => {
            let message = "for a token, `forward` is an object";
            findings.push(
                Diagnostic::error("GW0203", &node.span, message, "a string here")
                    .help("write `forward: { authorization: strip }`"),
            );
            return None;
        }
        Some(node) => node.get("authorization").and_then(Node::as_str) == Some("pass"),
    };
    let algorithms = algorithms.and_then(|node| signed_with(node, findings));
    let client_claims = claims(auth, "clientClaim", &["client_id", "azp"], findings);
    let scope_claims = claims(auth, "scopeClaim", &["scope", "scp"], findings);
    let kept = claims(auth, "claims", &[], findings);
    let kind = SchemeKind::Bearer {
        issuer: issuer?.to_owned(),
        audiences: strings(audience?),
        algorithms: algorithms?,
        token_type: if text("tokenType") == Some("any") { TokenType::Any } else { TokenType::AccessToken },
        clock_skew_seconds: clock_skew_seconds.ok()?.unwrap_or(CLOCK_SKEW_SECONDS),
        max_lifetime_seconds: max_lifetime_seconds.ok()?,
        scope_claims: scope_claims?,
        client_claims: client_claims?,
        claims: kept?,
    };
    Some((kind, forward))
}

/// A duration in whole seconds, where it is stated.
fn seconds(auth: &Node, name: &str, most: u64, findings: &mut Vec<Diagnostic>) -> Result<Option<u64>, Refused> {
    let Some(node) = auth.get(name) else { return Ok(None) };
    // Its form is the vocabulary's to report.
    let milliseconds = node.as_str().and_then(quantity::milliseconds).ok_or(Refused)?;
    if milliseconds > most * 1_000 || !milliseconds.is_multiple_of(1_000) {
        let message = format!("`{name}` is a whole number of seconds, at most {most}s");
        findings.push(Diagnostic::error("GW0203", &node.span, message, "too large or too fine"));
        return Err(Refused);
    }
    Ok(Some(milliseconds / 1_000))
}

/// The algorithms of a scheme: with key pairs, or with a secret that issuer and gateway share. With both, a public key could be
/// taken for the secret.
fn signed_with(node: &Node, findings: &mut Vec<Diagnostic>) -> Option<Vec<Algorithm>> {
    let named = |name: &String| Algorithm::ALL.into_iter().find(|algorithm| algorithm.name() == name);
    let algorithms: Vec<_> = strings(node).iter().map(named).collect::<Option<_>>()?;
    let symmetric = algorithms.iter().filter(|algorithm| algorithm.is_symmetric()).count();
    if symmetric > 0 && symmetric < algorithms.len() {
        let message = "a scheme accepts signatures of key pairs or of a shared secret, not both";
        findings.push(
            Diagnostic::error("GW0203", &node.span, message, "two kinds of algorithms")
                .help("declare two schemes, and name both in `security` as alternatives"),
        );
        return None;
    }
    Some(algorithms)
}

/// Claims by name, or by a JSON Pointer where they stand inside of others.
fn claims(auth: &Node, name: &str, absent: &[&str], findings: &mut Vec<Diagnostic>) -> Option<Vec<Vec<String>>> {
    let Some(node) = auth.get(name) else {
        return Some(absent.iter().map(|claim| vec![(*claim).to_owned()]).collect());
    };
    let mut paths = Vec::new();
    for text in strings(node) {
        let Some(path) = claim_path(&text) else {
            let message = format!("`{text}` is neither the name of a claim nor a JSON Pointer to one (RFC 6901)");
            findings.push(
                Diagnostic::error("GW0203", &node.span, message, "cannot be found in a token")
                    .help("write `scope`, or `/realm_access/roles` for a claim inside of another"),
            );
            return None;
        };
        paths.push(path);
    }
    Some(paths)
}

/// The names that lead to a claim.
pub(super) fn claim_path(text: &str) -> Option<Vec<String>> {
    let Some(pointer) = text.strip_prefix('/') else { return (!text.is_empty()).then(|| vec![text.to_owned()]) };
    let name = |token: &str| {
        let is_escaped = token.split('~').skip(1).all(|behind| behind.starts_with(['0', '1']));
        (is_escaped && !token.is_empty()).then(|| token.replace("~1", "/").replace("~0", "~"))
    };
    pointer.split('/').map(name).collect()
}

fn api_key(node: &Node, auth: &Node, findings: &mut Vec<Diagnostic>) -> Option<(SchemeKind, bool)> {
    let store = need(auth, "store", findings).and_then(Node::as_str);
    need(auth, "hash", findings)?;
    let forward = match auth.get("forward") {
        Some(node) if node.as_object().is_some() => {
            let message = "for an API key, `forward` is `strip` or `pass`";
            findings.push(Diagnostic::error("GW0203", &node.span, message, "an object here"));
            return None;
        }
        Some(node) => node.as_str() == Some("pass"),
        None => false,
    };
    let name = node.get("name").and_then(Node::as_str).filter(|name| is_token(name));
    let place = node.get("in").and_then(Node::as_str);
    let location = match (place, name) {
        (Some("header"), Some(name)) => ApiKeyLocation::Header(name.to_ascii_lowercase()),
        (Some("query"), Some(name)) => ApiKeyLocation::Query(name.to_owned()),
        (Some("cookie"), Some(name)) => ApiKeyLocation::Cookie(name.to_owned()),
        _ => {
            let message = "an API key needs `in: header`, `query` or `cookie` and a `name` that can stand there";
            findings.push(Diagnostic::error("GW0103", &node.span, message, "cannot be found in a request"));
            return None;
        }
    };
    let prefix = auth.get("prefix").and_then(Node::as_str).unwrap_or_default().to_owned();
    let origins = auth.get("origins").map_or_else(|| Some(Vec::new()), |node| origins(node, &location, findings));
    Some((SchemeKind::ApiKey { location, store: store?.to_owned(), prefix, origins: origins? }, forward))
}

/// The origins whose pages may send a cookie; only cookies are sent by pages that their owner did not ask.
fn origins(node: &Node, location: &ApiKeyLocation, findings: &mut Vec<Diagnostic>) -> Option<Vec<String>> {
    if !matches!(location, ApiKeyLocation::Cookie(_)) {
        let message = "`origins` says which pages may send a cookie, and this key travels elsewhere";
        findings.push(Diagnostic::error("GW0203", &node.span, message, "no cookie"));
        return None;
    }
    let origins = strings(node);
    for origin in &origins {
        let host = origin.strip_prefix("https://").unwrap_or_default();
        let is_origin = !host.is_empty()
            && host.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.:[]".contains(&byte));
        if !is_origin {
            let message = format!("`{origin}` is no origin as browsers write it");
            findings.push(
                Diagnostic::error("GW0203", &node.span, message, "never sent by a browser")
                    .help("write `https://app.example.com`, in lower case, without a path and without port 443"),
            );
            return None;
        }
    }
    Some(origins)
}

/// A token of RFC 9110 §5.6.2: what a header or cookie name is made of.
pub(super) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

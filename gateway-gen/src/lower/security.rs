//! Security schemes, and what operations ask of them: exactly OpenAPI's OR of ANDs.

use std::collections::BTreeMap;

use super::{Declared, name};
use crate::diagnostic::{Diagnostic, suggestion};
use crate::load::tree::{Member, Node, child};
use crate::model::{Algorithm, Alternative, ApiKeyLocation, Requirement, Scheme, SchemeKind, TokenType};
use crate::resolve::inherit::Scope;
use crate::resolve::{Dialect, Document, Place};
use crate::span::Sourced;
use crate::vocabulary::quantity;

const BEARER_FIELDS: &[&str] =
    &["issuer", "audience", "algorithms", "tokenType", "clockSkew", "scopeClaim", "clientClaim", "forward"];
const API_KEY_FIELDS: &[&str] = &["store", "hash", "prefix", "forward"];
const CLOCK_SKEW_SECONDS: u64 = 30;

/// The schemes of a document, made on first reference.
#[derive(Debug)]
pub(super) struct Schemes<'a> {
    document: &'a Document,
    list: Vec<Scheme>,
    known: BTreeMap<String, Option<usize>>,
    names: name::Taken,
}

impl<'a> Schemes<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self { document, list: Vec::new(), known: BTreeMap::new(), names: name::Taken::default() }
    }

    /// The alternatives of an operation; `None` and an error where none are stated or one cannot be enforced.
    pub(super) fn security(
        &mut self,
        scope: &Scope<'a>,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Sourced<Vec<Alternative>>> {
        let Some((level, member)) = scope.security() else {
            let message = format!("`{} {}` states no security", scope.method.to_ascii_uppercase(), scope.path);
            findings.push(
                Diagnostic::error("GW0105", &scope.operation.key, message, "open by omission")
                    .help("add `security:` here or at the root; `security: []` with a reason makes it public"),
            );
            return None;
        };
        let Some(list) = member.node.as_array() else {
            let message = format!("`security` is a list, not {}", member.node.kind());
            findings.push(Diagnostic::error("GW0007", &member.node.span, message, "here"));
            return None;
        };
        let mut alternatives = Vec::new();
        let mut is_sound = true;
        for entry in list {
            match self.alternative(entry, findings) {
                Some(alternative) => alternatives.push(alternative),
                None => is_sound = false,
            }
        }
        if list.is_empty() {
            alternatives.push(Alternative(Vec::new()));
        }
        is_sound.then(|| Sourced { value: alternatives, level, span: Some(member.node.span.clone()) })
    }

    fn alternative(&mut self, entry: &'a Node, findings: &mut Vec<Diagnostic>) -> Option<Alternative> {
        let Some(members) = entry.as_object() else {
            let message = format!("an alternative is an object of scheme names, not {}", entry.kind());
            report(Diagnostic::error("GW0007", &entry.span, message, "here"), findings);
            return None;
        };
        let mut requirements = Vec::new();
        let mut is_sound = true;
        for (name, member) in members {
            let scheme = self.scheme(name, member, findings);
            let scopes = self.scopes(name, member, findings);
            match (scheme, scopes) {
                (Some(scheme), Some(scopes)) => requirements.push(Requirement { scheme, scopes }),
                _ => is_sound = false,
            }
        }
        is_sound.then_some(Alternative(requirements))
    }

    fn scheme(&mut self, name: &str, member: &Member, findings: &mut Vec<Diagnostic>) -> Option<usize> {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        let schemes = self.document.at("/components/securitySchemes");
        let Some(node) = schemes.as_ref().and_then(|schemes| schemes.node.get(name)) else {
            let message = format!("there is no security scheme `{name}`");
            let names = schemes.as_ref().and_then(|schemes| schemes.node.as_object());
            let mut diagnostic = Diagnostic::error("GW0102", &member.key, message, "not in `components`");
            diagnostic.help = names.and_then(|names| suggestion(name, names.keys().map(String::as_str)));
            report(diagnostic, findings);
            return None;
        };
        let pointer = child("/components/securitySchemes", name);
        let scheme = match self.document.follow(Place { pointer, node }) {
            Ok(place) => kind(place.node, findings).map(|(kind, forward)| Scheme {
                name: name.to_owned(),
                const_name: self.names.unique(name::screaming(name, "scheme")),
                kind,
                forward,
                span: place.node.span.clone(),
            }),
            Err(diagnostic) => {
                findings.push(diagnostic);
                None
            }
        };
        let index = scheme.map(|scheme| {
            self.list.push(scheme);
            self.list.len() - 1
        });
        self.known.insert(name.to_owned(), index);
        index
    }

    fn scopes(&self, name: &str, member: &'a Member, findings: &mut Vec<Diagnostic>) -> Option<Vec<String>> {
        let Some(list) = member.node.as_array() else {
            let message = format!("the scopes of a scheme are a list, not {}", member.node.kind());
            report(Diagnostic::error("GW0007", &member.node.span, message, "here"), findings);
            return None;
        };
        let scheme = self.document.at(&child("/components/securitySchemes", name))?;
        let scheme = self.document.follow(scheme).ok()?;
        let declared: Option<Vec<&str>> = (scheme.node.get("type").and_then(Node::as_str) == Some("oauth2"))
            .then(|| flows(scheme.node).map(|(name, _)| name).collect());
        let is_key = scheme.node.get("type").and_then(Node::as_str) == Some("apiKey");
        let is_http = scheme.node.get("type").and_then(Node::as_str) == Some("http");
        let mut scopes = Vec::new();
        let mut is_sound = true;
        for node in list {
            let fault = match node.as_str() {
                None => Some((format!("a scope is a string, not {}", node.kind()), None)),
                Some(scope) if scope.is_empty() || scope.contains(|c: char| c.is_whitespace() || c.is_control()) => {
                    Some(("a scope has no spaces (RFC 6749 §3.3)".to_owned(), None))
                }
                Some(_) if is_key => Some((format!("scheme `{name}` is an API key and carries no scopes"), None)),
                Some(_) if is_http && self.document.dialect == Dialect::V30 => {
                    Some((format!("in OpenAPI 3.0 the scheme `{name}` carries no scopes"), None))
                }
                Some(scope) if declared.as_ref().is_some_and(|declared| !declared.contains(&scope)) => {
                    let near = suggestion(scope, declared.iter().flatten().copied());
                    Some((format!("scope `{scope}` is not declared by scheme `{name}`"), near))
                }
                Some(scope) => {
                    scopes.push(scope.to_owned());
                    None
                }
            };
            if let Some((message, help)) = fault {
                let mut diagnostic = Diagnostic::error("GW0101", &node.span, message, "unknown scope");
                diagnostic.help = help.or_else(|| Some("declare it in a flow of the scheme, or remove it".to_owned()));
                report(diagnostic, findings);
                is_sound = false;
            }
        }
        is_sound.then_some(scopes)
    }

    pub(super) fn finish(self, declared: &mut Declared) -> Vec<Scheme> {
        let schemes = self.document.root.get("components").into_iter().flat_map(|node| node.members("securitySchemes"));
        for (name, member) in schemes {
            let scopes =
                flows(&member.node).map(|(scope, place)| (name.to_owned(), scope.to_owned(), place.key.clone()));
            declared.scopes.extend(scopes);
        }
        self.list
    }
}

/// A statement that many operations inherit is reported once.
fn report(diagnostic: Diagnostic, findings: &mut Vec<Diagnostic>) {
    if !findings.iter().any(|finding| finding.code == diagnostic.code && finding.span == diagnostic.span) {
        findings.push(diagnostic);
    }
}

fn flows(scheme: &Node) -> impl Iterator<Item = (&str, &Member)> {
    scheme.members("flows").flat_map(|(_, flow)| flow.node.members("scopes"))
}

/// How a scheme verifies, and whether its credential is passed on; `None` and an error where it cannot be enforced.
fn kind(node: &Node, findings: &mut Vec<Diagnostic>) -> Option<(SchemeKind, bool)> {
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
    let clock_skew_seconds = match auth.get("clockSkew") {
        None => CLOCK_SKEW_SECONDS,
        Some(node) => {
            let skew = node.as_str().and_then(quantity::milliseconds)?;
            if skew > 60_000 || skew % 1_000 != 0 {
                let message = "`clockSkew` is a whole number of seconds, at most 60s";
                findings.push(Diagnostic::error("GW0203", &node.span, message, "too large or too fine"));
                return None;
            }
            skew / 1_000
        }
    };
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
    let algorithm = |name: &str| match name {
        "RS256" => Some(Algorithm::Rs256),
        "ES256" => Some(Algorithm::Es256),
        "EdDSA" => Some(Algorithm::EdDsa),
        _ => None,
    };
    let algorithms: Option<Vec<_>> = strings(algorithms?).iter().map(|name| algorithm(name)).collect();
    let client_claims = auth.get("clientClaim").map_or_else(|| vec!["client_id".to_owned(), "azp".to_owned()], strings);
    let kind = SchemeKind::Bearer {
        issuer: issuer?.to_owned(),
        audiences: strings(audience?),
        algorithms: algorithms?,
        token_type: if text("tokenType") == Some("any") { TokenType::Any } else { TokenType::AccessToken },
        clock_skew_seconds,
        scope_claim: text("scopeClaim").unwrap_or("scope").to_owned(),
        client_claims,
    };
    Some((kind, forward))
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
    Some((SchemeKind::ApiKey { location, store: store?.to_owned(), prefix }, forward))
}

/// A token of RFC 9110 §5.6.2: what a header or cookie name is made of.
pub(super) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

//! Security schemes, and what operations ask of them: exactly OpenAPI's OR of ANDs.

use std::collections::BTreeMap;

use super::scheme::kind;
use super::{Declared, name};
use crate::diagnostic::{Diagnostic, suggestion};
use crate::load::tree::{Member, Node, child};
use crate::model::{Alternative, ClaimPath, Operation, Requirement, Scheme, SchemeKind};
use crate::resolve::inherit::Scope;
use crate::resolve::{Dialect, Document, Place};
use crate::span::Sourced;

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

    /// The scheme at a position.
    pub(super) fn at(&self, position: usize) -> Option<&Scheme> {
        self.list.get(position)
    }

    /// The names of all schemes of the document, referred to or not.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let components = self.document.root.get("components").into_iter();
        components.flat_map(|node| node.members("securitySchemes")).map(|(name, _)| name)
    }

    pub(super) fn is_declared(&self, name: &str) -> bool {
        self.names().any(|known| known == name)
    }

    /// The schemes, which know by now which of their claims the rules of `operations` read.
    pub(super) fn finish(mut self, operations: &[Operation], declared: &mut Declared) -> Vec<Scheme> {
        for operation in operations {
            for (scheme, claim, _) in operation.rules.iter().flat_map(|rule| rule.value.predicate.claims()) {
                for required in operation.security.value.iter().flat_map(|alternative| &alternative.0) {
                    if scheme.is_none_or(|scheme| scheme == required.scheme) {
                        self.keep(required.scheme, claim);
                    }
                }
            }
        }
        let schemes = self.document.root.get("components").into_iter().flat_map(|node| node.members("securitySchemes"));
        for (name, member) in schemes {
            let scopes =
                flows(&member.node).map(|(scope, place)| (name.to_owned(), scope.to_owned(), place.key.clone()));
            declared.scopes.extend(scopes);
        }
        self.list
    }
}

impl Schemes<'_> {
    /// Notes that something reads a claim of a scheme.
    fn keep(&mut self, scheme: usize, claim: &ClaimPath) {
        if let Some(Scheme { kind: SchemeKind::Bearer { claims, .. }, .. }) = self.list.get_mut(scheme)
            && !claims.contains(claim)
        {
            claims.push(claim.clone());
        }
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

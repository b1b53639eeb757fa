//! One operation with its effective policy.

use super::hook::Hooks;
use super::limit::Limits;
use super::rule::Within;
use super::schema::SchemaLowerer;
use super::schema::check::Checker;
use super::security::Schemes;
use super::upstream::Upstreams;
use super::{name, path};
use crate::diagnostic::Diagnostic;
use crate::load::tree::Node;
use crate::model::{Method, Operation};
use crate::resolve::Document;
use crate::resolve::inherit::Scope;

/// Everything operations share while they are lowered.
#[derive(Debug)]
pub(super) struct Lowerer<'a> {
    pub(super) document: &'a Document,
    pub(super) base: &'a str,
    pub(super) checker: Checker<'a>,
    pub(super) schemas: SchemaLowerer<'a>,
    pub(super) schemes: Schemes<'a>,
    pub(super) upstreams: Upstreams,
    pub(super) limits: Limits,
    pub(super) hooks: Hooks,
    pub(super) noted_responses: bool,
}

impl<'a> Lowerer<'a> {
    /// The operation, or `None` and at least one error.
    pub(super) fn operation(&mut self, scope: &Scope<'a>, findings: &mut Vec<Diagnostic>) -> Option<Operation> {
        let node = &scope.operation.node;
        let span = &scope.operation.key;
        if node.as_object().is_none() {
            let message = format!("an operation is an object, not {}", node.kind());
            findings.push(Diagnostic::error("GW0007", &node.span, message, "here"));
            return None;
        }
        if let Some(responses) = node.member("responses").filter(|_| !self.noted_responses) {
            self.noted_responses = true;
            let message = "responses and their links are documentation for now: what comes back is not checked yet";
            findings.push(Diagnostic::note("GW0704", &responses.key, message, "here and in every operation"));
        }
        let id = identity(scope, findings);
        let template = match path::parse(self.base, scope.path) {
            Ok(template) => Some(template),
            Err(reason) => {
                let message = format!("malformed path `{}`: {reason}", scope.path);
                findings.push(Diagnostic::error("GW0404", &scope.item.key, message, "not a template"));
                None
            }
        };
        let security = self.schemes.security(scope, findings);
        let upstream = self.upstreams.choose(scope, findings);
        let parameters = template.as_ref().and_then(|template| {
            let title = id.as_deref().unwrap_or("operation");
            self.parameters(scope, template, title, findings)
        });
        let undeclared = super::undeclared::undeclared(scope, findings);
        let body = self.body(scope, id.as_deref().unwrap_or("operation"), findings);
        let is_public = security.as_ref().is_some_and(|security| security.value.iter().all(|one| one.0.is_empty()));
        let limits = self.limits.effective(scope, is_public, findings);
        let hooks = self.hooks.effective(scope, findings);
        let (id, path, security, parameters, body) = (id?, template?, security?, parameters?, body?);
        let within = Within { security: &security.value, parameters: &parameters, body: body.as_ref() };
        let rules = self.schemes.rules(scope, &within, findings);
        let (upstream, timeout_ms) = upstream?;
        let rules = rules?;
        Some(Operation {
            type_name: name::camel(&id, "Operation"),
            method_name: name::snake(&id, "operation"),
            id,
            method: method(scope.method)?,
            path,
            summary: summary(node),
            security,
            rules,
            limits,
            parameters,
            undeclared,
            body,
            upstream,
            timeout_ms,
            hooks,
            span: span.clone(),
        })
    }
}

fn identity(scope: &Scope<'_>, findings: &mut Vec<Diagnostic>) -> Option<String> {
    let Some(node) = scope.operation.node.get("operationId") else {
        let message = format!("`{} {}` has no operationId", scope.method.to_ascii_uppercase(), scope.path);
        findings.push(
            Diagnostic::error("GW0402", &scope.operation.key, message, "nothing to name it by")
                .help("add `operationId:` with a name that stays: metrics, hooks and the lock refer to it"),
        );
        return None;
    };
    let id = node.as_str().filter(|id| id.bytes().any(|byte| byte.is_ascii_alphanumeric()) && id.len() <= 128);
    if id.is_none() {
        let message = "an operationId is a string of at most 128 bytes with an ASCII letter or digit";
        findings.push(Diagnostic::error("GW0402", &node.span, message, "gives no Rust name"));
    }
    id.map(str::to_owned)
}

fn summary(node: &Node) -> String {
    let text = |name: &str| node.get(name).and_then(Node::as_str);
    let first = text("summary").or_else(|| text("description")).unwrap_or_default();
    first.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_owned()
}

fn method(name: &str) -> Option<Method> {
    Some(match name {
        "delete" => Method::Delete,
        "get" => Method::Get,
        "head" => Method::Head,
        "options" => Method::Options,
        "patch" => Method::Patch,
        "post" => Method::Post,
        "put" => Method::Put,
        _ => return None,
    })
}

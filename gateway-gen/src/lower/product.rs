//! A whole product: what the root of the document says, and every operation.

use std::collections::BTreeMap;

use super::hook::Hooks;
use super::limit::Limits;
use super::operation::Lowerer;
use super::schema::Reading;
use super::security::Schemes;
use super::upstream::Upstreams;
use super::{Declared, name, path, permit};
use crate::diagnostic::Diagnostic;
use crate::load::tree::{Member, Node, child};
use crate::model::{Direction, Operation, Product, Profile};
use crate::resolve::Document;
use crate::resolve::inherit::Scope;

/// How the schemas of requests are read.
const REQUESTS: Reading = Reading { direction: Some(Direction::Request), assert_formats: true };

const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

pub(super) fn lower(document: &Document, source: &str, findings: &mut Vec<Diagnostic>) -> (Option<Product>, Declared) {
    let root = &document.root;
    let mut declared = Declared { permits: permit::collect(root, findings), ..Declared::default() };
    unexposed(root, findings);
    let Some(switch) = root.get("x-gateway").filter(|node| node.as_object().is_some()) else {
        let mut span = root.span.clone();
        span.range.end = span.range.start;
        findings.push(
            Diagnostic::error("GW0208", &span, "the document has no `x-gateway`", "no product is named")
                .help("write `x-gateway: { version: 1, product: NAME }` at the root of the document"),
        );
        return (None, declared);
    };
    let base = switch.get("basePath").and_then(Node::as_str).unwrap_or_default();
    base_agrees(root, switch, base, findings);
    let title = described(root, "title", findings);
    let api_version = described(root, "version", findings);
    let mut lowerer = Lowerer::new(document, base);
    lowerer.declare(findings);
    let mut operations: Vec<Operation> = Vec::new();
    let mut names = BTreeMap::new();
    for scope in scopes(root, findings) {
        if let Some(operation) = lowerer.operation(&scope, findings)
            && distinct(&operation, &operations, &mut names, findings)
        {
            declared.operations.push(scope.pointer.clone());
            operations.push(operation);
        }
    }
    ambiguous(root, base, findings);
    if operations.is_empty() && !findings.iter().any(|finding| finding.severity == crate::diagnostic::Severity::Error) {
        let span = root.member("paths").map_or(&root.span, |member| &member.key);
        findings.push(Diagnostic::error("GW0400", span, "the document has no operation", "nothing to serve"));
    }
    let Some(product) = switch.get("product").and_then(Node::as_str) else { return (None, declared) };
    let Lowerer { schemas, schemes, upstreams, limits, hooks, .. } = lowerer;
    let schemas = schemas.finish();
    super::derived::derive(&mut operations, &schemas);
    super::rule::check(&operations, &schemas, findings);
    let product = Product {
        name: product.to_owned(),
        type_name: name::camel(product, "Product"),
        title,
        api_version,
        base_path: base.to_owned(),
        profile: profile(switch),
        hosts: switch.items("hosts").iter().filter_map(Node::as_str).map(str::to_owned).collect(),
        document: source.to_owned(),
        digest: format!("sha256:{}", super::sha256(&root.to_json().to_string())),
        schemes: schemes.finish(&operations, &mut declared),
        upstreams: upstreams.finish(&mut declared),
        limits: limits.finish(&mut declared),
        operations,
        schemas,
    };
    hooks.finish(&mut declared);
    (Some(product), declared)
}

impl<'a> Lowerer<'a> {
    fn new(document: &'a Document, base: &'a str) -> Self {
        Self {
            document,
            base,
            checker: super::schema::check::Checker::new(document),
            schemas: super::schema::SchemaLowerer::new(document, REQUESTS),
            schemes: Schemes::new(document),
            upstreams: Upstreams::default(),
            limits: Limits::default(),
            hooks: Hooks::default(),
            noted_responses: false,
        }
    }

    fn declare(&mut self, findings: &mut Vec<Diagnostic>) {
        let root = &self.document.root;
        if let Some(components) = root.get("x-gateway-components") {
            self.upstreams.declare(components);
            self.limits.declare(components, findings);
            self.hooks.declare(components);
        }
        self.limits.product(root);
    }
}

/// A field of `info` that OpenAPI requires.
fn described(root: &Node, name: &str, findings: &mut Vec<Diagnostic>) -> String {
    let info = root.get("info");
    let found = info.and_then(|info| info.get(name)).and_then(Node::as_str);
    if found.is_none() {
        let mut span = info.unwrap_or(root).span.clone();
        span.range.end = if info.is_some() { span.range.end } else { span.range.start };
        let message = format!("an OpenAPI document needs the string `info.{name}`");
        findings.push(Diagnostic::error("GW0007", &span, message, "missing"));
    }
    found.unwrap_or_default().to_owned()
}

fn profile(switch: &Node) -> Profile {
    match switch.get("profile").and_then(Node::as_str) {
        Some("permissive") => Profile::Permissive,
        Some("standard") => Profile::Standard,
        Some(_) | None => Profile::Strict,
    }
}

fn scopes<'a>(root: &'a Node, findings: &mut Vec<Diagnostic>) -> Vec<Scope<'a>> {
    let mut scopes = Vec::new();
    for (path, item) in root.members("paths") {
        if path.starts_with("x-") {
            continue;
        }
        if item.node.as_object().is_none() {
            let message = format!("a path item is an object, not {}", item.node.kind());
            findings.push(Diagnostic::error("GW0007", &item.node.span, message, "here"));
        }
        if let Some(reference) = item.node.member("$ref") {
            let message = "path items by reference are not supported yet";
            findings.push(
                Diagnostic::error("GW0009", &reference.key, message, "not followed")
                    .help("write the path item out here"),
            );
            continue;
        }
        for (method, operation) in item.node.as_object().into_iter().flatten() {
            if method == "trace" {
                let message = "the method TRACE is not supported: it echoes credentials";
                findings.push(Diagnostic::error("GW0412", &operation.key, message, "refused"));
            }
            if METHODS.contains(&method.as_str()) {
                let pointer = child(&child("/paths", path), method);
                scopes.push(Scope { document: root, path, item, method, operation, pointer });
            }
        }
    }
    scopes
}

/// Names come from the `operationId`, so two that differ only in spelling are the author's to settle.
fn distinct(
    operation: &Operation,
    earlier: &[Operation],
    names: &mut BTreeMap<String, usize>,
    findings: &mut Vec<Diagnostic>,
) -> bool {
    let both = [&operation.type_name, &operation.method_name];
    let position = both.into_iter().filter_map(|name| names.get(name)).min();
    let Some(other) = position.and_then(|position| earlier.get(*position)) else {
        names.extend(both.map(|name| (name.clone(), earlier.len())));
        return true;
    };
    let (code, message) = if other.id == operation.id {
        ("GW0401", format!("the operationId `{}` is used twice", operation.id))
    } else {
        ("GW0411", format!("the operationIds `{}` and `{}` give the same Rust name", other.id, operation.id))
    };
    findings.push(
        Diagnostic::error(code, &operation.span, message, "used again")
            .related(&other.span, "first used here")
            .help("give each operation an operationId of its own"),
    );
    false
}

fn ambiguous(root: &Node, base: &str, findings: &mut Vec<Diagnostic>) {
    let parsed: Vec<_> =
        root.members("paths").filter_map(|(text, member)| Some((path::parse(base, text).ok()?, &member.key))).collect();
    let paths: Vec<_> = parsed.iter().map(|(path, span)| (path, *span)).collect();
    path::ambiguous(&paths, findings);
}

/// Parts of the document that describe something the gateway does not do.
fn unexposed(root: &Node, findings: &mut Vec<Diagnostic>) {
    let mut note = |member: &Member, what: &str, why: &str| {
        findings.push(Diagnostic::note("GW0701", &member.key, format!("`{what}` {why}"), "not exposed"));
    };
    if let Some(member) = root.member("webhooks") {
        note(member, "webhooks", "are requests of the upstream: no route is made of them");
    }
    if let Some(member) = root.member("servers") {
        note(member, "servers", "are for clients: upstreams are named by `x-gateway-upstream`");
    }
    let mut seen = std::collections::BTreeSet::new();
    for (_, item) in root.members("paths") {
        let operations = METHODS.iter().filter_map(|method| item.node.get(method));
        for holder in operations.chain(std::iter::once(&item.node)) {
            for (what, why) in [
                ("callbacks", "are requests of the upstream: no route is made of them"),
                ("servers", "below the document are for clients: they route nothing"),
            ] {
                if let Some(member) = holder.member(what).filter(|_| seen.insert(what)) {
                    note(member, what, why);
                }
            }
        }
    }
}

fn base_agrees(root: &Node, switch: &Node, base: &str, findings: &mut Vec<Diagnostic>) {
    let urls: Vec<_> = root.items("servers").iter().filter_map(|server| server.get("url")?.as_str()).collect();
    let path = |url: &str| {
        let after =
            url.split_once("://").map_or(url, |(_, rest)| rest.find('/').map_or("", |at| rest.get(at..).unwrap_or("")));
        after.trim_end_matches('/').to_owned()
    };
    let plain: Vec<_> = urls.iter().filter(|url| !url.contains('{')).map(|url| path(url)).collect();
    if !plain.is_empty() && !plain.iter().any(|path| path == base) {
        let span = switch.member("basePath").map_or(&switch.span, |member| &member.node.span);
        let place = root.member("servers").map_or(&root.span, |member| &member.key);
        let message = format!("no server of the document has the base path `{base}`");
        findings.push(
            Diagnostic::warning("GW0702", span, message, "the public prefix").related(place, "what clients are told"),
        );
    }
}

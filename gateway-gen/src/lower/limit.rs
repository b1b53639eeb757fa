//! Rate limits: named, inherited, and the address-wide ones that are charged before routing.

use std::collections::BTreeSet;

use super::Declared;
use crate::diagnostic::{Diagnostic, suggestion};
use crate::load::tree::Node;
use crate::model::{Limit, LimitKey, LimitScope};
use crate::resolve::inherit::Scope;
use crate::span::{Level, Sourced, Span};
use crate::vocabulary::quantity;

const IPV6_PREFIX: u8 = 64;

/// The limits of a document.
#[derive(Debug, Default)]
pub(super) struct Limits {
    named: Vec<(Limit, Span)>,
    inline: Vec<(Limit, Span)>,
    used: BTreeSet<String>,
    address_wide: Vec<Sourced<Limit>>,
    noted: BTreeSet<String>,
}

impl Limits {
    pub(super) fn declare(&mut self, components: &Node, findings: &mut Vec<Diagnostic>) {
        for (name, member) in components.members("limits") {
            if let Some(limit) = limit(name, &member.node, findings) {
                self.named.push((limit, member.key.clone()));
            }
        }
    }

    /// The limits that the root of the document puts on every address before anything is routed.
    pub(super) fn product(&mut self, root: &Node) {
        let list =
            root.get("x-gateway-limits").map(|stated| stated.get("set").unwrap_or(stated)).and_then(Node::as_array);
        for node in list.unwrap_or_default() {
            let name = node.as_str().or_else(|| node.get("name").and_then(Node::as_str));
            let stated =
                self.named.iter().find(|(limit, _)| Some(limit.name.as_str()) == name).map(|(limit, _)| limit.clone());
            let found = stated.or_else(|| limit(name?, node, &mut Vec::new()));
            if let Some(value) = found.filter(is_address_wide) {
                self.used.insert(value.name.clone());
                self.address_wide.push(Sourced { value, level: Level::Document, span: Some(node.span.clone()) });
            }
        }
    }

    /// The limits of one operation beyond the address-wide ones, each once, in the order they were stated.
    pub(super) fn effective(
        &mut self,
        scope: &Scope<'_>,
        is_public: bool,
        findings: &mut Vec<Diagnostic>,
    ) -> Vec<Sourced<Limit>> {
        self.kept(scope, findings);
        let mut limits: Vec<Sourced<Limit>> = Vec::new();
        for (level, node) in scope.accumulated("x-gateway-limits") {
            let Some(value) = self.stated(node, findings) else { continue };
            self.used.insert(value.name.clone());
            let is_listed = |list: &[Sourced<Limit>]| list.iter().any(|listed| listed.value.name == value.name);
            if is_listed(&limits) || is_listed(&self.address_wide) {
                continue;
            }
            if is_public && value.by == LimitKey::Client {
                if self.noted.insert(scope.pointer.clone()) {
                    let message =
                        format!("the limit `{}` counts by client, and here nobody is authenticated", value.name);
                    findings.push(
                        Diagnostic::note("GW0612", &scope.operation.key, message, "not charged here")
                            .related(&node.span, "stated here"),
                    );
                }
                continue;
            }
            limits.push(Sourced { value, level, span: Some(node.span.clone()) });
        }
        limits
    }

    /// `{ set: [...] }` may not drop a limit that is charged before the operation is even known.
    fn kept(&self, scope: &Scope<'_>, findings: &mut Vec<Diagnostic>) {
        for (level, member) in scope.levels("x-gateway-limits") {
            let Some(list) = member.node.get("set").filter(|_| level != Level::Document) else { continue };
            let names: Vec<_> = list.as_array().unwrap_or_default().iter().filter_map(Node::as_str).collect();
            for dropped in self.address_wide.iter().filter(|limit| !names.contains(&limit.value.name.as_str())) {
                let message =
                    format!("`set` would drop the limit `{}`, which is charged before routing", dropped.value.name);
                let mut diagnostic = Diagnostic::error("GW0206", &list.span, message, "does not list it")
                    .help(format!("add `{}` to the list", dropped.value.name));
                if let Some(span) = &dropped.span {
                    diagnostic = diagnostic.related(span, "stated for the whole product");
                }
                findings.push(diagnostic);
            }
        }
    }

    fn stated(&mut self, node: &Node, findings: &mut Vec<Diagnostic>) -> Option<Limit> {
        if let Some(name) = node.as_str() {
            let found = self.named.iter().find(|(limit, _)| limit.name == name).map(|(limit, _)| limit.clone());
            let is_reported = || findings.iter().any(|finding| finding.code == "GW0204" && finding.span == node.span);
            if found.is_none() && !is_reported() {
                let message = format!("there is no limit `{name}`");
                let mut diagnostic = Diagnostic::error("GW0204", &node.span, message, "not in `x-gateway-components`");
                diagnostic.help = suggestion(name, self.named.iter().map(|(limit, _)| limit.name.as_str()));
                findings.push(diagnostic);
            }
            return found;
        }
        let name = node.get("name")?;
        let inline = limit(name.as_str()?, node, findings)?;
        let taken = self.named.iter().chain(&self.inline).find(|(limit, _)| limit.name == inline.name);
        match taken {
            // The same statement, seen from another operation that inherits it.
            Some((_, span)) if *span == node.span => {}
            Some((_, span)) => {
                let message = format!("the name of the limit `{}` is taken", inline.name);
                findings.push(
                    Diagnostic::error("GW0204", &name.span, message, "taken")
                        .related(span, "by this limit")
                        .help("give it another name, or refer to the other by its name"),
                );
                return None;
            }
            None => self.inline.push((inline.clone(), node.span.clone())),
        }
        Some(inline)
    }

    pub(super) fn finish(self, declared: &mut Declared) -> Vec<Sourced<Limit>> {
        declared.limits = self.named.into_iter().map(|(limit, span)| (limit.name, span)).collect();
        declared.limits_used = self.used.into_iter().collect();
        self.address_wide
    }
}

fn is_address_wide(limit: &Limit) -> bool {
    limit.per == LimitScope::Product && matches!(limit.by, LimitKey::Address { .. })
}

fn limit(name: &str, node: &Node, findings: &mut Vec<Diagnostic>) -> Option<Limit> {
    let text = |name: &str| node.get(name).and_then(Node::as_str);
    let prefix = node.get("ipv6Prefix");
    let by = match text("by")? {
        "ip" => {
            let stated = prefix.and_then(Node::as_u64).and_then(|value| u8::try_from(value).ok());
            LimitKey::Address { ipv6_prefix: stated.unwrap_or(IPV6_PREFIX) }
        }
        "client" => LimitKey::Client,
        _ => return None,
    };
    if let (LimitKey::Client, Some(prefix)) = (by, prefix) {
        let message = "`ipv6Prefix` has no meaning in a limit by client";
        findings.push(Diagnostic::error("GW0203", &prefix.span, message, "for `by: ip` only"));
    }
    let per = match text("per")? {
        "operation" => LimitScope::Operation,
        "path" => LimitScope::Path,
        "product" => LimitScope::Product,
        _ => return None,
    };
    let (count, window_seconds) = quantity::rate(text("rate")?)?;
    let burst = match node.get("burst") {
        Some(burst) => u32::try_from(burst.as_u64()?).ok()?,
        None => count,
    };
    Some(Limit { name: name.to_owned(), by, per, count, window_seconds, burst })
}

//! Where the requests of an operation go, and how long they may take.

use super::Declared;
use crate::diagnostic::{Diagnostic, suggestion};
use crate::load::tree::{Member, Node};
use crate::model::Upstream;
use crate::resolve::inherit::Scope;
use crate::span::{Level, Sourced, Span};
use crate::vocabulary::quantity;

const CONNECT_TIMEOUT_MS: u64 = 1_000;
const TIMEOUT_MS: u64 = 30_000;

#[derive(Debug)]
struct Named {
    name: String,
    key: Span,
    span: Span,
    connect_timeout_ms: u64,
    timeout: Option<(u64, Span)>,
    used: Option<usize>,
}

/// The upstreams of `x-gateway-components`, and which of them are used.
#[derive(Debug, Default)]
pub(super) struct Upstreams {
    named: Vec<Named>,
    used: usize,
}

impl Upstreams {
    pub(super) fn declare(&mut self, components: &Node) {
        for (name, member) in components.members("upstreams") {
            let connect = duration(&member.node, "connectTimeout").map_or(CONNECT_TIMEOUT_MS, |(value, _)| value);
            self.named.push(Named {
                name: name.to_owned(),
                key: member.key.clone(),
                span: member.node.span.clone(),
                connect_timeout_ms: connect,
                timeout: duration(&member.node, "timeout"),
                used: None,
            });
        }
    }

    /// The upstream of an operation, and the time the whole exchange has.
    pub(super) fn choose(
        &mut self,
        scope: &Scope<'_>,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<(Sourced<usize>, Sourced<u64>)> {
        let Some((level, member)) = scope.nearest("x-gateway-upstream") else {
            let message = format!("`{} {}` has no upstream", scope.method.to_ascii_uppercase(), scope.path);
            findings.push(
                Diagnostic::error("GW0406", &scope.operation.key, message, "its requests go nowhere")
                    .help("write `x-gateway-upstream: NAME` here, at the path or at the root of the document"),
            );
            return None;
        };
        let (name, place) = named(member)?;
        let candidates: Vec<_> = self.named.iter().map(|upstream| upstream.name.clone()).collect();
        let Some(found) = self.named.iter_mut().find(|upstream| upstream.name == name) else {
            let message = format!("there is no upstream `{name}`");
            let mut diagnostic = Diagnostic::error("GW0204", place, message, "not in `x-gateway-components`");
            diagnostic.help = suggestion(name, candidates.iter().map(String::as_str));
            // Stated once, inherited by many: one report is enough.
            if !findings.iter().any(|finding| finding.code == "GW0204" && finding.span == *place) {
                findings.push(diagnostic);
            }
            return None;
        };
        let index = *found.used.get_or_insert_with(|| {
            self.used += 1;
            self.used - 1
        });
        let timeout = match (duration(&member.node, "timeout"), &found.timeout) {
            (Some((value, span)), _) => Sourced { value, level, span: Some(span) },
            (None, Some((value, span))) => Sourced { value: *value, level: Level::Document, span: Some(span.clone()) },
            (None, None) => Sourced { value: TIMEOUT_MS, level: Level::Default, span: None },
        };
        Some((Sourced { value: index, level, span: Some(place.clone()) }, timeout))
    }

    /// Those in use, in the order in which the operations name them.
    pub(super) fn finish(self, declared: &mut Declared) -> Vec<Upstream> {
        declared.upstreams = self.named.iter().map(|upstream| (upstream.name.clone(), upstream.key.clone())).collect();
        let mut used: Vec<_> = self.named.into_iter().filter(|upstream| upstream.used.is_some()).collect();
        used.sort_by_key(|upstream| upstream.used);
        used.into_iter()
            .map(|Named { name, connect_timeout_ms, span, .. }| Upstream { name, connect_timeout_ms, span })
            .collect()
    }
}

fn named(member: &Member) -> Option<(&str, &Span)> {
    let node = member.node.get("name").unwrap_or(&member.node);
    Some((node.as_str()?, &node.span))
}

fn duration(node: &Node, name: &str) -> Option<(u64, Span)> {
    let node = node.get(name)?;
    Some((quantity::milliseconds(node.as_str()?)?, node.span.clone()))
}

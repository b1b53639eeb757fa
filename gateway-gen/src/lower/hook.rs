//! Typed hooks by name.

use super::Declared;
use crate::diagnostic::{Diagnostic, suggestion};
use crate::load::tree::Node;
use crate::model::{Hook, HookStage};
use crate::resolve::inherit::Scope;
use crate::span::{Sourced, Span};

/// The hooks of `x-gateway-components`.
#[derive(Debug, Default)]
pub(super) struct Hooks(Vec<(Hook, Span)>);

impl Hooks {
    pub(super) fn declare(&mut self, components: &Node) {
        for (name, member) in components.members("hooks") {
            if member.node.get("stage").and_then(Node::as_str) == Some("authorized") {
                self.0.push((Hook { name: name.to_owned(), stage: HookStage::Authorized }, member.key.clone()));
            }
        }
    }

    /// The hooks of one operation, each once, in the order they were stated.
    pub(super) fn effective(&self, scope: &Scope<'_>, findings: &mut Vec<Diagnostic>) -> Vec<Sourced<Hook>> {
        let mut hooks: Vec<Sourced<Hook>> = Vec::new();
        for (level, node) in scope.accumulated("x-gateway-hooks") {
            let Some(name) = node.as_str() else { continue };
            match self.0.iter().find(|(hook, _)| hook.name == name) {
                Some((hook, _)) if hooks.iter().any(|listed| listed.value == *hook) => {}
                Some((hook, _)) => hooks.push(Sourced { value: hook.clone(), level, span: Some(node.span.clone()) }),
                None => {
                    let message = format!("there is no hook `{name}`");
                    let mut diagnostic =
                        Diagnostic::error("GW0204", &node.span, message, "not in `x-gateway-components`");
                    diagnostic.help = suggestion(name, self.0.iter().map(|(hook, _)| hook.name.as_str()));
                    findings.push(diagnostic);
                }
            }
        }
        hooks
    }

    pub(super) fn finish(self, declared: &mut Declared) {
        declared.hooks = self.0.into_iter().map(|(hook, span)| (hook.name, span)).collect();
    }
}

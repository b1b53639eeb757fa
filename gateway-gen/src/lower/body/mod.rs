//! Request bodies, bounded.

mod content;
mod media_type;
mod multipart;

use super::operation::Lowerer;
use super::parameter::errors;
use super::tighten;
use crate::diagnostic::Diagnostic;
use crate::load::tree::Node;
use crate::model::{Body, Content};
use crate::resolve::Place;
use crate::resolve::inherit::Scope;
use crate::span::{Level, Sourced};
use crate::vocabulary::quantity;

/// What holds where neither the document nor the schema says less.
pub(super) const MAX_BYTES: u64 = 64 << 10;
pub(super) const MAX_DEPTH: u32 = 32;

impl<'a> Lowerer<'a> {
    /// The body of an operation, `Some(None)` where it takes none; `None` and an error where it cannot be enforced.
    #[allow(
        clippy::option_option,
        reason = "the outer is soundness, as everywhere in this stage; the inner the document's"
    )]
    pub(super) fn body(
        &mut self,
        scope: &Scope<'a>,
        title: &str,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Option<Body>> {
        let before = errors(findings);
        let max_bytes = tightest(scope, "maxBytes", findings, |node| quantity::bytes(node.as_str()?));
        let max_depth = tightest(scope, "maxDepth", findings, |node| u32::try_from(node.as_u64()?).ok());
        let count = |node: &Node| u32::try_from(node.as_u64()?).ok();
        let max_members = tightest(scope, "maxKeys", findings, count);
        let max_items = tightest(scope, "maxArrayItems", findings, count);
        let max_string = tightest(scope, "maxStringBytes", findings, |node| quantity::bytes(node.as_str()?));
        let max_ratio = tightest(scope, "decompressedRatio", findings, count);
        let read_timeout_ms = tightest(scope, "readTimeout", findings, |node| quantity::milliseconds(node.as_str()?));
        let Some(member) = scope.operation.node.member("requestBody") else {
            return (errors(findings) == before).then_some(None);
        };
        if matches!(scope.method, "get" | "head") {
            let message =
                format!("a {} request has no body with a meaning (RFC 9110 §9.3)", scope.method.to_ascii_uppercase());
            findings.push(Diagnostic::error("GW0413", &member.key, message, "refused"));
            return None;
        }
        let place = Place { pointer: format!("{}/requestBody", scope.pointer), node: &member.node };
        let place = match self.document.follow(place) {
            Ok(place) => place,
            Err(diagnostic) => {
                findings.push(diagnostic);
                return None;
            }
        };
        let contents = self.contents(&place, title, findings)?;
        if errors(findings) > before {
            return None;
        }
        Some(Some(Body {
            required: place.node.get("required").and_then(Node::as_bool).unwrap_or(false),
            max_bytes: max_bytes.unwrap_or(Sourced { value: MAX_BYTES, level: Level::Default, span: None }),
            max_depth: max_depth.unwrap_or(Sourced { value: MAX_DEPTH, level: Level::Default, span: None }),
            max_members,
            max_items,
            max_string,
            max_ratio,
            read_timeout_ms,
            contents,
            span: member.key.clone(),
        }))
    }

    /// The contents, the most specific media type first.
    fn contents(&mut self, place: &Place<'a>, title: &str, findings: &mut Vec<Diagnostic>) -> Option<Vec<Content>> {
        let content = place.get("content");
        let members =
            content.as_ref().and_then(|content| content.node.as_object()).filter(|members| !members.is_empty());
        let (Some(content), Some(members)) = (&content, members) else {
            let message = "a request body needs `content` with at least one media type";
            findings.push(Diagnostic::error("GW0409", &place.node.span, message, "accepts nothing"));
            return None;
        };
        let mut contents: Vec<Content> = Vec::new();
        for (name, member) in members {
            let found = self.content(&content.get(name)?, member, name, title, findings)?;
            if let Some(other) = contents.iter().find(|other| other.media_type == found.media_type) {
                let message = format!("`{}` is declared twice", found.media_type.text());
                findings.push(
                    Diagnostic::error("GW0409", &member.key, message, "the second one")
                        .related(&other.span, "the first one"),
                );
                return None;
            }
            contents.push(found);
        }
        contents.sort_by_key(|content| content.media_type.breadth());
        Some(contents)
    }
}

/// The value of a field of `x-gateway-body` that holds.
fn tightest<T: Copy + Ord>(
    scope: &Scope<'_>,
    field: &str,
    findings: &mut Vec<Diagnostic>,
    read: impl Fn(&Node) -> Option<T>,
) -> Option<Sourced<T>> {
    tighten::tightest(scope, "x-gateway-body", field, findings, read)
}

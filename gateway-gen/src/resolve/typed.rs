//! The typed check of OpenAPI 3.0 documents.
//!
//! The model crate knows no places, so the document is checked in parts, and the smallest part that fails is shown.

use openapiv3::{
    Components, Info, OpenAPI, Operation, Parameter, ReferenceOr, RequestBody, Response, Schema, SecurityScheme,
};

use crate::diagnostic::Diagnostic;
use crate::load::tree::{Member, Node};

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Reports every part that the typed model of OpenAPI 3.0 does not accept.
pub(super) fn check(root: &Node, findings: &mut Vec<Diagnostic>) {
    let Err(whole) = serde_json::from_value::<OpenAPI>(root.to_json()) else { return };
    let before = findings.len();
    if let Some(info) = root.member("info") {
        part("`info`", info, |value| serde_json::from_value::<Info>(value).err(), findings);
    }
    for (path, item) in root.members("paths") {
        for (name, member) in item.node.as_object().into_iter().flatten() {
            if METHODS.contains(&name.as_str()) {
                let check = |value| serde_json::from_value::<Operation>(value).err();
                part(&format!("`{name} {path}`"), member, check, findings);
            }
        }
    }
    if let Some(components) = root.get("components") {
        let mut each = |kind: &str, check: Check| {
            for (name, member) in components.members(kind) {
                part(&format!("`{kind}/{name}`"), member, check, findings);
            }
        };
        each("schemas", |value| serde_json::from_value::<ReferenceOr<Schema>>(value).err());
        each("parameters", |value| serde_json::from_value::<ReferenceOr<Parameter>>(value).err());
        each("requestBodies", |value| serde_json::from_value::<ReferenceOr<RequestBody>>(value).err());
        each("responses", |value| serde_json::from_value::<ReferenceOr<Response>>(value).err());
        each("securitySchemes", |value| serde_json::from_value::<ReferenceOr<SecurityScheme>>(value).err());
    }
    if findings.len() == before {
        let member = root.member("components").filter(|_| {
            root.get("components").is_some_and(|node| serde_json::from_value::<Components>(node.to_json()).is_err())
        });
        let span = member.map_or(&root.span, |member| &member.key);
        findings.push(
            Diagnostic::error("GW0006", span, format!("not an OpenAPI 3.0 document: {whole}"), "in here")
                .help("compare this part with the OpenAPI 3.0 specification"),
        );
    }
}

type Check = fn(serde_json::Value) -> Option<serde_json::Error>;

fn part(what: &str, member: &Member, check: Check, findings: &mut Vec<Diagnostic>) {
    if let Some(error) = check(member.node.to_json()) {
        findings.push(
            Diagnostic::error("GW0006", &member.key, format!("{what} is not valid in OpenAPI 3.0: {error}"), "in here")
                .help("compare this part with the OpenAPI 3.0 specification"),
        );
    }
}

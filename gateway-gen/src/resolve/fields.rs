//! Fields that OpenAPI does not know, or that hold something else than it says.
//!
//! A misspelt `security` must not pass for an absent one, nor `required: "true"` for false.

use super::walk::{Context, walk};
use crate::diagnostic::{Diagnostic, suggestion};
use crate::load::tree::Node;

/// Reports every unknown or misshapen field of the objects that carry policy; schemas have their own check.
pub fn check(root: &Node, findings: &mut Vec<Diagnostic>) {
    walk(root, &mut |context, _, node| {
        let Some((what, fields)) = known(context) else { return };
        for (name, member) in node.as_object().into_iter().flatten() {
            if name.starts_with("x-") {
                continue;
            }
            if fields.contains(&name.as_str()) {
                findings.extend(misshapen(context, name, &member.node));
                continue;
            }
            let mut diagnostic =
                Diagnostic::error("GW0011", &member.key, format!("{what} has no field `{name}`"), "unknown field");
            diagnostic.help = suggestion(name, fields.iter().copied());
            findings.push(diagnostic);
        }
    });
}

#[allow(clippy::too_many_lines, reason = "one table")]
const fn known(context: Context) -> Option<(&'static str, &'static [&'static str])> {
    Some(match context {
        Context::Document => (
            "an OpenAPI document",
            &[
                "openapi",
                "info",
                "jsonSchemaDialect",
                "servers",
                "paths",
                "webhooks",
                "components",
                "security",
                "tags",
                "externalDocs",
            ],
        ),
        Context::Components => (
            "`components`",
            &[
                "schemas",
                "responses",
                "parameters",
                "examples",
                "requestBodies",
                "headers",
                "securitySchemes",
                "links",
                "callbacks",
                "pathItems",
            ],
        ),
        Context::PathItem => (
            "a path item",
            &[
                "$ref",
                "summary",
                "description",
                "get",
                "put",
                "post",
                "delete",
                "options",
                "head",
                "patch",
                "trace",
                "servers",
                "parameters",
            ],
        ),
        Context::Operation => (
            "an operation",
            &[
                "tags",
                "summary",
                "description",
                "externalDocs",
                "operationId",
                "parameters",
                "requestBody",
                "responses",
                "callbacks",
                "deprecated",
                "security",
                "servers",
            ],
        ),
        Context::Parameter => (
            "a parameter",
            &[
                "$ref",
                "summary",
                "name",
                "in",
                "description",
                "required",
                "deprecated",
                "allowEmptyValue",
                "style",
                "explode",
                "allowReserved",
                "schema",
                "example",
                "examples",
                "content",
            ],
        ),
        Context::RequestBody => ("a request body", &["$ref", "summary", "description", "content", "required"]),
        Context::MediaType => ("a media type", &["schema", "itemSchema", "example", "examples", "encoding"]),
        Context::Encoding => ("an encoding", &["contentType", "headers", "style", "explode", "allowReserved"]),
        Context::Response => ("a response", &["$ref", "summary", "description", "headers", "content", "links"]),
        Context::Scheme => (
            "a security scheme",
            &[
                "$ref",
                "summary",
                "type",
                "description",
                "name",
                "in",
                "scheme",
                "bearerFormat",
                "flows",
                "openIdConnectUrl",
            ],
        ),
        Context::Paths | Context::Schema | Context::Other | Context::Map(_) | Context::List(_) | Context::Data => {
            return None;
        }
    })
}

fn misshapen(context: Context, name: &str, node: &Node) -> Option<Diagnostic> {
    let (is_fit, expected) = match (context, name) {
        (_, "openapi" | "example" | "schema") => return None,
        (Context::Components, _) => (node.as_object().is_some(), "an object"),
        (_, "parameters" | "security" | "servers" | "tags") => (node.as_array().is_some(), "a list"),
        (_, "required" | "deprecated" | "allowEmptyValue" | "explode" | "allowReserved") => {
            (node.as_bool().is_some(), "true or false")
        }
        (
            _,
            "name" | "in" | "style" | "summary" | "description" | "operationId" | "type" | "scheme" | "bearerFormat"
            | "openIdConnectUrl" | "contentType" | "$ref" | "jsonSchemaDialect",
        ) => (node.as_str().is_some(), "a string"),
        _ => (node.as_object().is_some(), "an object"),
    };
    let message = format!("`{name}` must be {expected}");
    (!is_fit).then(|| Diagnostic::error("GW0007", &node.span, message, format!("this is {}", node.kind())))
}

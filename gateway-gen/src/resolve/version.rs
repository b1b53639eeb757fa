//! Which OpenAPI a document is.

use crate::diagnostic::Diagnostic;
use crate::load::tree::{Node, Value};

/// How the schemas of a document are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// OpenAPI 3.0: its own dialect, with `nullable` and boolean `exclusiveMinimum`.
    V30,
    /// OpenAPI 3.1: JSON Schema 2020-12.
    V31,
}

/// The dialect, or why the document is refused.
pub(super) fn of(root: &Node) -> Result<Dialect, Diagnostic> {
    if let Some(member) = root.member("swagger") {
        return Err(Diagnostic::error(
            "GW0005",
            &member.node.span,
            "Swagger 2.0 documents are refused",
            "not OpenAPI 3",
        )
        .help("convert the document to OpenAPI 3.0 or 3.1"));
    }
    let Some(version) = root.get("openapi") else {
        let message = "not an OpenAPI document: the field `openapi` is missing";
        let mut span = root.span.clone();
        span.range.end = span.range.start;
        return Err(Diagnostic::error("GW0005", &span, message, "starts here")
            .help("an OpenAPI document starts with `openapi: 3.1.1`"));
    };
    let text = match &version.value {
        Value::String(text) | Value::Number(text) => text.as_str(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => "",
    };
    let is = |minor: &str| text == minor || text.strip_prefix(minor).is_some_and(|rest| rest.starts_with('.'));
    if is("3.0") {
        Ok(Dialect::V30)
    } else if is("3.1") {
        dialect(root).map(|()| Dialect::V31)
    } else {
        let message = if is("3.2") {
            "OpenAPI 3.2 is not supported yet".to_owned()
        } else {
            format!("`{text}` is not a version of OpenAPI that is supported")
        };
        Err(Diagnostic::error("GW0005", &version.span, message, "3.0 and 3.1 are supported"))
    }
}

/// A document of 3.1 may choose another dialect for its schemas; only the default one is understood.
fn dialect(root: &Node) -> Result<(), Diagnostic> {
    match root.get("jsonSchemaDialect") {
        Some(node) if node.as_str() != Some("https://spec.openapis.org/oas/3.1/dialect/base") => {
            Err(Diagnostic::error(
                "GW0005",
                &node.span,
                "this dialect of JSON Schema is not supported yet",
                "not the default",
            )
            .help("remove `jsonSchemaDialect`"))
        }
        Some(_) | None => Ok(()),
    }
}

//! Which OpenAPI a document is.

use crate::diagnostic::Diagnostic;
use crate::load::tree::{Node, Value};

/// How the schemas of a document are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// OpenAPI 3.0: its own dialect, with `nullable` and boolean `exclusiveMinimum`.
    V30,
    /// OpenAPI 3.1 and 3.2: JSON Schema 2020-12.
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
        .help("convert the document to OpenAPI 3.0 or later"));
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
    } else if is("3.1") || is("3.2") {
        dialect(root).map(|()| Dialect::V31)
    } else {
        let message = format!("`{text}` is not a version of OpenAPI that is supported");
        Err(Diagnostic::error("GW0005", &version.span, message, "3.0, 3.1 and 3.2 are supported"))
    }
}

/// Whether a document that was accepted is of version 3.2, which has parameters that are the whole query.
pub(super) fn is_3_2(root: &Node) -> bool {
    root.get("openapi").and_then(Node::as_str).is_some_and(|text| text == "3.2" || text.starts_with("3.2."))
}

/// The default dialects of 3.1 and 3.2, which differ in annotations only.
const DIALECTS: [&str; 2] =
    ["https://spec.openapis.org/oas/3.1/dialect/base", "https://spec.openapis.org/oas/3.2/dialect/2025-09-17"];

/// A document of 3.1 may choose another dialect for its schemas; only the default one is understood.
fn dialect(root: &Node) -> Result<(), Diagnostic> {
    match root.get("jsonSchemaDialect") {
        Some(node) if !node.as_str().is_some_and(|uri| DIALECTS.contains(&uri)) => Err(Diagnostic::error(
            "GW0005",
            &node.span,
            "this dialect of JSON Schema is not supported yet",
            "not the default",
        )
        .help("remove `jsonSchemaDialect`")),
        Some(_) | None => Ok(()),
    }
}

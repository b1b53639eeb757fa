//! JSON Schemas that stand alone, through the same lowering as those of a document.

use crate::diagnostic::{Diagnostic, Severity};
use crate::load;
use crate::load::tree::{Node, Value};
use crate::lower;
use crate::model::{Direction, SchemaId, Schemas};
use crate::resolve::{Dialect, Document};
use crate::source::Sources;

/// How a schema is read.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// The dialect it is written in.
    pub dialect: Dialect,
    /// Whether `format` is asserted, as in OpenAPI documents; JSON Schema itself calls it an annotation.
    pub assert_formats: bool,
    /// Who sends the instances; without one, `readOnly` and `writeOnly` are annotations.
    pub direction: Option<Direction>,
    /// Texts that references may lead to, by absolute URI. Nothing is ever fetched.
    pub others: &'a [(&'a str, &'a str)],
}

/// A compiled schema: its node and those below it, and what was found that is no error.
#[derive(Debug)]
pub struct Lone {
    /// The nodes.
    pub schemas: Schemas,
    /// The node of the schema itself.
    pub root: SchemaId,
    /// Notes and warnings.
    pub diagnostics: Vec<Diagnostic>,
}

/// Lowers one schema. `name` names its functions. Unknown keywords are annotations, as JSON Schema has it.
///
/// # Errors
/// Every error: text that is not JSON, references that lead nowhere, schemas without a meaning.
pub fn lower(text: &str, name: &str, options: &Options<'_>) -> Result<Lone, Vec<Diagnostic>> {
    let (schemas, root, diagnostics) = lower_into(Schemas::default(), text, name, options).map_err(|(_, why)| why)?;
    Ok(Lone { schemas, root, diagnostics })
}

/// The same, into nodes that other schemas have already made, so that one module holds them all.
///
/// # Errors
/// As [`lower()`]; the nodes come back as they were, with those of the failed schema unused among them.
#[allow(clippy::type_complexity, reason = "what goes in comes out on both ways")]
pub fn lower_into(
    schemas: Schemas,
    text: &str,
    name: &str,
    options: &Options<'_>,
) -> Result<(Schemas, SchemaId, Vec<Diagnostic>), (Schemas, Vec<Diagnostic>)> {
    let mut findings = Vec::new();
    let texts =
        std::iter::once(("schema.json", text)).chain(options.others.iter().map(|(_, text)| ("other.json", *text)));
    let sources = Sources::from_texts(texts);
    let mut nodes = sources.iter().map(|(id, source)| load::load(id, source, &mut findings)).collect::<Vec<_>>();
    if nodes.iter().any(Option::is_none) {
        return Err((schemas, findings));
    }
    let others = options.others.iter().map(|(uri, _)| (*uri).to_owned());
    let others: Vec<(String, Node)> = others.zip(nodes.split_off(1).into_iter().flatten()).collect();
    let Some(Some(mut root)) = nodes.pop() else { return Err((schemas, findings)) };
    if lacks_validation(&root, &others) {
        forget_validation(&mut root);
    }
    let document = Document::lone(root, options.dialect, others, &mut findings);
    let reading = lower::Reading { direction: options.direction, assert_formats: options.assert_formats };
    let (schemas, root) = lower::lone(&document, reading, name, schemas, &mut findings);
    if findings.iter().any(|finding| finding.severity == Severity::Error) {
        return Err((schemas, findings));
    }
    Ok((schemas, root, findings))
}

const VALIDATION: &str = "https://json-schema.org/draft/2020-12/vocab/validation";

/// Whether the metaschema that a schema names leaves the validation vocabulary out (JSON Schema core, section 8.1.2).
fn lacks_validation(root: &Node, others: &[(String, Node)]) -> bool {
    let Some(name) = root.get("$schema").and_then(Node::as_str) else { return false };
    let metaschema = others.iter().find(|(uri, _)| uri == name.trim_end_matches('#'));
    let vocabulary = metaschema.and_then(|(_, metaschema)| metaschema.get("$vocabulary"));
    vocabulary.is_some_and(|vocabulary| vocabulary.get(VALIDATION).is_none())
}

/// Takes the keywords of that vocabulary out: unknown keywords are annotations.
fn forget_validation(node: &mut Node) {
    const KEYWORDS: &[&str] = &[
        "type",
        "const",
        "enum",
        "multipleOf",
        "maximum",
        "exclusiveMaximum",
        "minimum",
        "exclusiveMinimum",
        "maxLength",
        "minLength",
        "pattern",
        "maxItems",
        "minItems",
        "uniqueItems",
        "maxContains",
        "minContains",
        "maxProperties",
        "minProperties",
        "required",
        "dependentRequired",
    ];
    match &mut node.value {
        Value::Object(members) => {
            members.retain(|name, member| !KEYWORDS.contains(&name.as_str()) || member.node.as_object().is_some());
            members.values_mut().for_each(|member| forget_validation(&mut member.node));
        }
        Value::Array(items) => items.iter_mut().for_each(forget_validation),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

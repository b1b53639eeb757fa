//! Judges every annotation of a document against the vocabulary: unknown, refused, misplaced or of the wrong shape.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value as Json;

use super::{Status, TREE, key, keys, status};
use crate::diagnostic::{Diagnostic, suggestion};
use crate::load::tree::{Member, Node, Value};
use crate::resolve::walk::{Context, walk};

#[allow(clippy::expect_used, reason = "a constant of this crate; a test of the vocabulary checks it")]
static VALIDATOR: LazyLock<Validator> =
    LazyLock::new(|| jsonschema::draft202012::new(&TREE).expect("the vocabulary is a schema"));

/// Reports every annotation that cannot be enforced exactly as written, and lists foreign extensions once each.
pub fn check(root: &Node, findings: &mut Vec<Diagnostic>) {
    let mut foreign = BTreeSet::new();
    walk(root, &mut |context, _, node| {
        for (name, member) in node.as_object().into_iter().flatten() {
            if !name.starts_with("x-") {
                continue;
            }
            match key(name) {
                Some(schema) => annotation(name, schema, context, member, findings),
                None => unknown(name, member, &mut foreign, findings),
            }
        }
    });
}

fn unknown<'a>(name: &'a str, member: &Member, foreign: &mut BTreeSet<&'a str>, findings: &mut Vec<Diagnostic>) {
    let near = keys().find(|key| key.starts_with("x-gateway") && strsim::damerau_levenshtein(key, name) <= 2);
    if name.starts_with("x-gateway") || near.is_some() {
        let message = format!("unknown annotation `{name}`");
        let mut diagnostic = Diagnostic::error("GW0201", &member.key, message, "not in the vocabulary");
        diagnostic.help = near
            .map(|near| format!("did you mean `{near}`?"))
            .or_else(|| suggestion(name, keys()))
            .or_else(|| Some(format!("the keys are {}", keys().collect::<Vec<_>>().join(", "))));
        findings.push(diagnostic);
    } else if foreign.insert(name) {
        let message = format!("the extension `{name}` has no meaning here and enforces nothing");
        findings.push(Diagnostic::note("GW0703", &member.key, message, "first of its kind"));
    }
}

fn annotation(name: &str, schema: &Json, context: Context, member: &Member, findings: &mut Vec<Diagnostic>) {
    if status(schema) == Status::Refused {
        findings.push(refusal(&format!("`{name}`"), schema, member));
        return;
    }
    let levels: Vec<_> =
        schema.get("x-levels").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).collect();
    if !levels.contains(&context.level()) {
        let message = format!("`{name}` has no effect here");
        findings.push(
            Diagnostic::error("GW0207", &member.key, message, "wrong level")
                .help(format!("it belongs to: {}", levels.join(", "))),
        );
        return;
    }
    let before = findings.len();
    refused(name, schema, &member.node, findings);
    let instance = serde_json::json!({ name: member.node.to_json() });
    for error in VALIDATOR.iter_errors(&instance) {
        let pointer = error.instance_path().as_str();
        let below = pointer.get(1..).and_then(|rest| rest.find('/')).and_then(|at| pointer.get(at + 1..)).unwrap_or("");
        let Some(node) = member.node.at(below) else { continue };
        let rule = error.schema_path().as_str();
        let parent = rule.rsplit_once('/').and_then(|(parent, _)| TREE.pointer(parent));
        findings.extend(shape(name, below, node, parent, error.kind()));
    }
    // A refused field is reported once: by its own message, not by that of the shape it would have.
    if findings.iter().skip(before).any(|finding| finding.code == "GW0202") {
        let mut index = 0;
        findings.retain(|finding| {
            index += 1;
            index <= before || finding.code == "GW0202" || finding.code == "GW0201"
        });
    }
}

/// What is said of a key or a field that is known and refused; `x-instead` says where it belongs.
fn refusal(what: &str, schema: &Json, member: &Member) -> Diagnostic {
    if let Some(instead) = schema.get("x-instead").and_then(Json::as_str) {
        return Diagnostic::error("GW0202", &member.key, format!("{what} is not said in a document"), "not enforced")
            .help(instead);
    }
    Diagnostic::error("GW0202", &member.key, format!("{what} is not supported yet"), "known, but not enforced")
        .help("remove it: what cannot be enforced is not accepted")
}

fn refused(path: &str, schema: &Json, node: &Node, findings: &mut Vec<Diagnostic>) {
    let schema = match schema.get("$ref").and_then(Json::as_str) {
        Some(reference) => TREE.pointer(reference.trim_start_matches('#')).unwrap_or(schema),
        None => schema,
    };
    match &node.value {
        Value::Object(members) => {
            for (name, member) in members {
                let path = format!("{path}.{name}");
                match schema.get("properties").and_then(|fields| fields.get(name)) {
                    Some(field) if status(field) == Status::Refused => {
                        findings.push(refusal(&format!("`{path}`"), field, member));
                    }
                    Some(field) => refused(&path, field, &member.node, findings),
                    None => {
                        if let Some(named) = schema.get("additionalProperties").filter(|named| named.is_object()) {
                            refused(&path, named, &member.node, findings);
                        }
                    }
                }
            }
        }
        Value::Array(items) => {
            if let Some(each) = schema.get("items") {
                for item in items {
                    refused(path, each, item, findings);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            let value = node.to_json();
            let values = schema.get("x-refused-values").and_then(Json::as_array);
            if values.is_some_and(|values| values.contains(&value)) {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                findings.push(
                    Diagnostic::error(
                        "GW0202",
                        &node.span,
                        format!("`{path}: {text}` is not supported yet"),
                        "known, but not enforced",
                    )
                    .help("remove it: what cannot be enforced is not accepted"),
                );
            }
        }
    }
}

fn shape(name: &str, pointer: &str, node: &Node, schema: Option<&Json>, kind: &ValidationErrorKind) -> Vec<Diagnostic> {
    let path = format!("{name}{}", pointer.replace('/', "."));
    match kind {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let fields = schema.and_then(|schema| schema.get("properties")).and_then(Json::as_object);
            let one = |field: &String| {
                let span = node.member(field).map_or(&node.span, |member| &member.key);
                let mut diagnostic =
                    Diagnostic::error("GW0201", span, format!("`{path}` has no field `{field}`"), "unknown field");
                let fields =
                    fields.map(|fields| fields.keys().map(String::as_str).collect::<Vec<_>>()).unwrap_or_default();
                diagnostic.help = suggestion(field, fields.iter().copied())
                    .or_else(|| Some(format!("its fields are {}", fields.join(", "))));
                diagnostic
            };
            unexpected.iter().map(one).collect()
        }
        ValidationErrorKind::Required { property } => {
            let field = property.as_str().unwrap_or_default();
            let message = format!("`{path}` needs the field `{field}`");
            vec![Diagnostic::error("GW0208", &node.span, message, format!("`{field}` is missing"))]
        }
        ValidationErrorKind::PropertyNames { .. } => {
            let message =
                format!("the names in `{path}` are lower-case letters, digits and hyphens, and start with a letter");
            vec![Diagnostic::error("GW0203", &node.span, message, "a name in here does not")]
        }
        _ => {
            let expected = schema.map_or_else(String::new, expectation);
            let message = format!("`{path}` must be {expected}");
            vec![Diagnostic::error("GW0203", &node.span, message, format!("this is {}", node.kind()))]
        }
    }
}

fn expectation(schema: &Json) -> String {
    if let Some(text) = schema.get("x-expects").and_then(Json::as_str) {
        return text.to_owned();
    }
    match schema.get("type") {
        Some(Json::String(kind)) => match kind.as_str() {
            "object" => "an object".to_owned(),
            "array" => "a list".to_owned(),
            other => format!("a {other}"),
        },
        Some(kinds) => format!("one of {kinds}"),
        None => "something else".to_owned(),
    }
}

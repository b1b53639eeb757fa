//! Are these schemas of the document's dialect, and does each keyword have the shape it must have?

use std::collections::{BTreeSet, VecDeque};

use super::keyword::{self, Shape};
use super::pattern;
use crate::diagnostic::{Diagnostic, suggestion};
use crate::load::tree::{Member, Node, Value, child, number};
use crate::model::{Number, format};
use crate::resolve::{Dialect, Document, Place};

/// Reports each fault of every schema that can be reached from a set of roots, once.
#[derive(Debug)]
pub(crate) struct Checker<'a> {
    document: &'a Document,
    seen: BTreeSet<String>,
    ahead: VecDeque<Place<'a>>,
    faults: usize,
}

impl<'a> Checker<'a> {
    pub(crate) const fn new(document: &'a Document) -> Self {
        Self { document, seen: BTreeSet::new(), ahead: VecDeque::new(), faults: 0 }
    }

    /// Checks a schema and all it refers to; whether all of it was sound. References are queued, not recursed into,
    /// so that a long chain of them cannot exhaust the stack.
    pub(crate) fn check(&mut self, root: &Place<'a>, findings: &mut Vec<Diagnostic>) -> bool {
        let before = self.faults;
        self.ahead.push_back(root.clone());
        while let Some(place) = self.ahead.pop_front() {
            if self.seen.insert(place.pointer.clone()) {
                self.schema(&place, findings);
            }
        }
        self.faults == before
    }

    fn fault(&mut self, diagnostic: Diagnostic, findings: &mut Vec<Diagnostic>) {
        self.faults += 1;
        findings.push(diagnostic);
    }

    fn schema(&mut self, place: &Place<'a>, findings: &mut Vec<Diagnostic>) {
        let members = match &place.node.value {
            Value::Object(members) => members,
            Value::Bool(_) if self.document.dialect == Dialect::V31 => return,
            Value::Bool(_) | Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                let message = format!("a schema is an object, not {}", place.node.kind());
                self.fault(Diagnostic::error("GW0505", &place.node.span, message, "here"), findings);
                return;
            }
        };
        if let Some(reference) = members.get("$dynamicRef") {
            match self.document.target_from(&place.pointer, &reference.node) {
                Ok(target) => self.ahead.push_back(target),
                Err(diagnostic) => self.fault(diagnostic, findings),
            }
        }
        if let Some(reference) = members.get("$ref") {
            match self.document.follow(place.clone()) {
                Ok(target) => self.ahead.push_back(target),
                Err(diagnostic) => self.fault(diagnostic, findings),
            }
            if self.document.dialect == Dialect::V30 {
                let ignored = members.iter().find(|(name, _)| *name != "$ref" && !keyword::is_annotation(name));
                if let Some((name, member)) = ignored {
                    let message = format!("in OpenAPI 3.0 `{name}` beside `$ref` has no effect");
                    let warning = Diagnostic::warning("GW0508", &member.key, message, "ignored")
                        .related(&reference.key, "beside this reference")
                        .help("move it into the schema the reference names, or use OpenAPI 3.1");
                    findings.push(warning);
                }
                return;
            }
        }
        for (name, member) in members {
            if !name.starts_with("x-") {
                self.keyword(place, name, member, findings);
            } else if name == pattern::ALLOWANCE && !members.contains_key("pattern") {
                self.fault(pattern::needless(member), findings);
            }
        }
    }

    fn keyword(&mut self, place: &Place<'a>, name: &str, member: &'a Member, findings: &mut Vec<Diagnostic>) {
        let Some(shape) = keyword::shape(name, self.document.dialect) else {
            self.fault(unknown(name, member, self.document.dialect), findings);
            return;
        };
        let node = &member.node;
        let pointer = child(&place.pointer, name);
        let expected = match (shape, &node.value) {
            (Shape::Pattern, Value::String(_)) => {
                self.faults += pattern::check(place.node, node, findings);
                None
            }
            (Shape::Format, Value::String(text)) => {
                if format::row(text).is_none() {
                    let message = format!("the format `{text}` is unchecked");
                    findings.push(Diagnostic::note("GW0503", &node.span, message, "an annotation only"));
                }
                None
            }
            (Shape::Schema, _) => {
                let permitted = name == "additionalProperties" && matches!(node.value, Value::Bool(_));
                if !permitted {
                    self.inner(Place { pointer, node }, findings);
                }
                None
            }
            (Shape::Schemas, Value::Array(items)) if !items.is_empty() => {
                for (index, node) in items.iter().enumerate() {
                    self.inner(Place { pointer: child(&pointer, &index.to_string()), node }, findings);
                }
                None
            }
            (Shape::SchemaMap, Value::Object(members)) => {
                for (key, member) in members {
                    if name == "patternProperties"
                        && let Err(reason) = crate::pattern::check(key)
                    {
                        self.fault(pattern::unmatched(&member.key, &reason), findings);
                    }
                    self.inner(Place { pointer: child(&pointer, key), node: &member.node }, findings);
                }
                None
            }
            (Shape::Refused, _) => {
                let message = format!("the keyword `{name}` is not supported yet");
                self.fault(Diagnostic::error("GW0502", &member.key, message, "would be ignored"), findings);
                None
            }
            _ => unfit(shape, node, self.document.dialect),
        };
        if let Some(partner) = keyword::partner(name).filter(|partner| place.node.get(partner).is_none()) {
            let message = format!("`{name}` has no effect without `{partner}`");
            self.fault(Diagnostic::error("GW0502", &member.key, message, "would be ignored"), findings);
        }
        if name.starts_with("content") && name != "contains" {
            let message = format!("`{name}` is an annotation: what the string holds is unchecked");
            findings.push(Diagnostic::note("GW0503", &member.key, message, "an annotation only"));
        }
        if let Some(expected) = expected {
            let message = format!("`{name}` must be {expected}");
            let label = format!("this is {}", node.kind());
            self.fault(Diagnostic::error("GW0505", &node.span, message, label), findings);
        }
        if node.as_bool() == Some(true) && name == "writeOnly" {
            let message = "`writeOnly` is about responses, which are not checked yet";
            findings.push(Diagnostic::note("GW0506", &member.key, message, "an annotation only"));
        }
        if matches!(name, "enum" | "const")
            && let Some(inexact) = inexact(node)
        {
            let message = "this number has more digits than a 64-bit number holds";
            let help = "bounds are exact to any length; write a string for an exact value of this length";
            self.fault(Diagnostic::error("GW0505", &inexact.span, message, "would be rounded").help(help), findings);
        }
    }

    /// Inside one value the depth is bounded by the loader.
    fn inner(&mut self, place: Place<'a>, findings: &mut Vec<Diagnostic>) {
        if self.seen.insert(place.pointer.clone()) {
            self.schema(&place, findings);
        }
    }
}

fn unknown(name: &str, member: &Member, dialect: Dialect) -> Diagnostic {
    let other = match dialect {
        Dialect::V30 => Dialect::V31,
        Dialect::V31 => Dialect::V30,
    };
    let (message, help) = if keyword::shape(name, other).is_some() {
        let help = if name == "nullable" { "write `type: [..., \"null\"]`" } else { "OpenAPI 3.1 has it" };
        (format!("`{name}` is not a keyword in this version of OpenAPI"), Some(help.to_owned()))
    } else {
        (format!("unknown schema keyword `{name}`"), suggestion(name, keyword::names(dialect)))
    };
    let mut diagnostic = Diagnostic::error("GW0502", &member.key, message, "would be ignored");
    diagnostic.help = help;
    diagnostic
}

/// The first number of a value that is not exactly what a 64-bit integer or a double holds.
fn inexact(node: &Node) -> Option<&Node> {
    match &node.value {
        Value::Number(text) => {
            let held = number(text).and_then(|held| Number::parse(&held.to_string()));
            (held.is_none() || held != Number::parse(text)).then_some(node)
        }
        Value::Array(items) => items.iter().find_map(inexact),
        Value::Object(members) => members.values().find_map(|member| inexact(&member.node)),
        Value::Null | Value::Bool(_) | Value::String(_) => None,
    }
}

/// The two names of the one dialect of OpenAPI 3.1 that is understood.
fn is_known_dialect(uri: &str) -> bool {
    ["https://json-schema.org/draft/2020-12/schema", "https://spec.openapis.org/oas/3.1/dialect/base"]
        .contains(&uri.trim_end_matches('#'))
}

/// What the value of a keyword should have been, where it is something else.
fn unfit(shape: Shape, node: &Node, dialect: Dialect) -> Option<&'static str> {
    let unless = |is_fit: bool, expected| (!is_fit).then_some(expected);
    match shape {
        Shape::Any | Shape::Schema | Shape::Refused => None,
        Shape::Text | Shape::Format | Shape::Pattern => unless(node.as_str().is_some(), "a string"),
        Shape::Truth => unless(node.as_bool().is_some(), "true or false"),
        Shape::Object => unless(node.as_object().is_some(), "an object"),
        Shape::Count => unless(node.as_u64().is_some(), "a whole number that is not negative"),
        Shape::Number => unless(numeric(node).is_some(), "a number"),
        Shape::Factor => unless(
            numeric(node).is_some_and(|factor| factor.is_positive() && factor.significant() < 20),
            "a number above zero of at most 19 significant digits",
        ),
        Shape::List => unless(node.as_array().is_some_and(|items| !items.is_empty()), "a list that is not empty"),
        Shape::Names => {
            let is_fit = node.as_array().is_some_and(|items| items.iter().all(|item| item.as_str().is_some()));
            unless(is_fit, "a list of strings")
        }
        Shape::NameLists => {
            let is_list =
                |node: &Node| node.as_array().is_some_and(|items| items.iter().all(|item| item.as_str().is_some()));
            let is_fit = node.as_object().is_some_and(|members| members.values().all(|member| is_list(&member.node)));
            unless(is_fit, "an object of lists of strings")
        }
        Shape::DialectUri => unless(node.as_str().is_some_and(is_known_dialect), "the dialect of OpenAPI 3.1"),
        Shape::Types => types(node, dialect),
        Shape::Schemas => Some("a list of schemas that is not empty"),
        Shape::SchemaMap => Some("an object of schemas"),
    }
}

/// The number, where the value is one.
fn numeric(node: &Node) -> Option<Number> {
    if let Value::Number(text) = &node.value { Number::parse(text) } else { None }
}

fn types(node: &Node, dialect: Dialect) -> Option<&'static str> {
    let known = |text: &str| match text {
        "boolean" | "integer" | "number" | "string" | "array" | "object" => true,
        "null" => dialect == Dialect::V31,
        _ => false,
    };
    let sound = match &node.value {
        Value::String(text) => known(text),
        Value::Array(items) if dialect == Dialect::V31 => {
            !items.is_empty() && items.iter().all(|item| item.as_str().is_some_and(known))
        }
        _ => false,
    };
    (!sound).then_some("the name of a JSON type")
}

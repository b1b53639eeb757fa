//! Are these schemas of the document's dialect, and does each keyword have the shape it must have?

use std::collections::{BTreeSet, VecDeque};

use super::keyword::{self, Shape};
use crate::diagnostic::{Diagnostic, suggestion};
use crate::load::tree::{Member, Node, Value, child, number};
use crate::pattern;
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
        if let Some(reference) = members.get("$ref") {
            match self.document.follow(place.clone()) {
                Ok(target) => self.ahead.push_back(target),
                Err(diagnostic) => self.fault(*diagnostic, findings),
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
            }
        }
    }

    fn keyword(&mut self, place: &Place<'a>, name: &str, member: &'a Member, findings: &mut Vec<Diagnostic>) {
        let Some(shape) = keyword::shape(name, self.document.dialect) else {
            let other = match self.document.dialect {
                Dialect::V30 => Dialect::V31,
                Dialect::V31 => Dialect::V30,
            };
            let (message, help) = if keyword::shape(name, other).is_some() {
                let help = if name == "nullable" { "write `type: [..., \"null\"]`" } else { "OpenAPI 3.1 has it" };
                (format!("`{name}` is not a keyword in this version of OpenAPI"), Some(help.to_owned()))
            } else {
                (format!("unknown schema keyword `{name}`"), suggestion(name, keyword::names(self.document.dialect)))
            };
            let mut diagnostic = Diagnostic::error("GW0502", &member.key, message, "would be ignored");
            diagnostic.help = help;
            self.fault(diagnostic, findings);
            return;
        };
        let node = &member.node;
        let pointer = child(&place.pointer, name);
        let expected = match (shape, &node.value) {
            (Shape::Any, _)
            | (Shape::Text, Value::String(_))
            | (Shape::Truth, Value::Bool(_))
            | (Shape::Object, Value::Object(_)) => None,
            (Shape::Text, _) => Some("a string"),
            (Shape::Truth, _) => Some("true or false"),
            (Shape::Object, _) => Some("an object"),
            (Shape::Count, _) => node.as_u64().is_none().then_some("a whole number that is not negative"),
            (Shape::Number, _) => (!exact(node)).then_some("a number that a double or a 64-bit integer holds exactly"),
            (Shape::Factor, _) => {
                let positive = exact(node) && node.to_json().as_f64().is_some_and(|value| value > 0.0);
                (!positive).then_some("a number above zero")
            }
            (Shape::List, Value::Array(items)) => items.is_empty().then_some("a list that is not empty"),
            (Shape::List, _) => Some("a list"),
            (Shape::Names, Value::Array(items)) => {
                items.iter().any(|item| item.as_str().is_none()).then_some("a list of strings")
            }
            (Shape::Names, _) => Some("a list of strings"),
            (Shape::Types, _) => types(node, self.document.dialect),
            (Shape::Pattern, Value::String(text)) => {
                if let Err(reason) = pattern::check(text) {
                    let message = format!("this pattern cannot be matched in linear time: {reason}");
                    let diagnostic = Diagnostic::error("GW0504", &node.span, message, "refused")
                        .help("rewrite it without look-around, back-references and open escapes");
                    self.fault(diagnostic, findings);
                }
                None
            }
            (Shape::Pattern, _) => Some("a pattern"),
            (Shape::Format, Value::String(text)) => {
                if !keyword::is_asserted_format(text) {
                    let message = format!("the format `{text}` is unchecked");
                    findings.push(Diagnostic::note("GW0503", &node.span, message, "an annotation only"));
                }
                None
            }
            (Shape::Format, _) => Some("a string"),
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
            (Shape::Schemas, _) => Some("a list of schemas that is not empty"),
            (Shape::SchemaMap, Value::Object(members)) => {
                for (key, member) in members {
                    if name == "patternProperties"
                        && let Err(reason) = pattern::check(key)
                    {
                        let message = format!("this pattern cannot be matched in linear time: {reason}");
                        self.fault(Diagnostic::error("GW0504", &member.key, message, "refused"), findings);
                    }
                    self.inner(Place { pointer: child(&pointer, key), node: &member.node }, findings);
                }
                None
            }
            (Shape::SchemaMap, _) => Some("an object of schemas"),
            (Shape::Refused, _) => {
                let message = format!("the keyword `{name}` is not supported yet");
                self.fault(Diagnostic::error("GW0502", &member.key, message, "would be ignored"), findings);
                None
            }
        };
        if let Some(expected) = expected {
            let message = format!("`{name}` must be {expected}");
            let label = format!("this is {}", node.kind());
            self.fault(Diagnostic::error("GW0505", &node.span, message, label), findings);
        }
        if node.as_bool() == Some(true) && (name == "readOnly" || name == "writeOnly") {
            let message = format!("`{name}` is not enforced yet: a request may carry this value");
            let label = "an annotation only";
            findings.push(if name == "readOnly" {
                Diagnostic::warning("GW0506", &member.key, message, label)
                    .help("leave read-only properties out of the schemas of request bodies")
            } else {
                Diagnostic::note(
                    "GW0506",
                    &member.key,
                    format!("`{name}` is about responses, which are not checked yet"),
                    label,
                )
            });
        }
    }

    /// Inside one value the depth is bounded by the loader.
    fn inner(&mut self, place: Place<'a>, findings: &mut Vec<Diagnostic>) {
        if self.seen.insert(place.pointer.clone()) {
            self.schema(&place, findings);
        }
    }
}

/// Whether a number survives being read: bounds must not be rounded.
fn exact(node: &Node) -> bool {
    let Value::Number(text) = &node.value else { return false };
    let Some(read) = number(text) else { return false };
    digits(text) == digits(&read.to_string())
}

/// The significant digits and the power of ten of a JSON number.
fn digits(text: &str) -> Option<(bool, String, i64)> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let exponent: i64 = exponent.parse().ok()?;
    let unsigned = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let all = format!("{whole}{fraction}");
    let leading = all.trim_start_matches('0');
    let significant = leading.trim_end_matches('0');
    if significant.is_empty() {
        return Some((false, String::new(), 0));
    }
    let trailing = i64::try_from(leading.len() - significant.len()).ok()?;
    let power = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?.checked_add(trailing)?;
    Some((mantissa.starts_with('-'), significant.to_owned(), power))
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

#[cfg(test)]
mod tests {
    use super::digits;

    #[test]
    fn numbers_are_compared_exactly() {
        assert_eq!(digits("1.50"), digits("15e-1"));
        assert_eq!(digits("-0.0"), digits("0"));
        assert_eq!(digits("100"), digits("1e2"));
        assert_ne!(digits("18446744073709551616"), digits("18446744073709552000"));
    }
}

//! YAML 1.2, core schema, as far as it is JSON: no merge keys, no own tags, one document.

use std::collections::BTreeMap;

use indexmap::map::Entry;
use saphyr_parser::{Event, Parser, ScalarStyle, Span as Marks, Tag};

use super::tree::{Member, Node, Object, Value};
use super::{MAX_ALIASED_NODES, MAX_DEPTH, MAX_NODES};
use crate::diagnostic::Diagnostic;
use crate::span::{SourceId, Span};

/// Reads a text; the first thing that is not YAML ends the reading.
pub(super) fn read(source: SourceId, text: &str, findings: &mut Vec<Diagnostic>) -> Option<Node> {
    let mut builder = Builder {
        source,
        offsets: Offsets::of(text),
        findings,
        open: Vec::new(),
        anchors: BTreeMap::new(),
        root: None,
        documents: 0,
        nodes: 0,
        aliased: 0,
    };
    for event in Parser::new_from_str(text) {
        let result = match event {
            Ok((event, marks)) => builder.take(event, marks),
            Err(error) => {
                let at = builder.offsets.byte(error.marker().index());
                let span = builder.at(at, at);
                Err(Diagnostic::error("GW0001", &span, format!("not YAML: {}", error.info()), "here"))
            }
        };
        if let Err(diagnostic) = result {
            builder.findings.push(diagnostic);
            return None;
        }
    }
    if builder.root.is_none() {
        let span = builder.at(0, 0);
        builder.findings.push(Diagnostic::error("GW0001", &span, "the text is empty", "nothing here"));
    }
    builder.root
}

/// From positions in characters, as the scanner counts, to positions in bytes.
struct Offsets(Option<Vec<u32>>, usize);

impl Offsets {
    fn of(text: &str) -> Self {
        let table = (!text.is_ascii())
            .then(|| text.char_indices().map(|(byte, _)| u32::try_from(byte).unwrap_or(u32::MAX)).collect());
        Self(table, text.len())
    }

    fn byte(&self, index: usize) -> usize {
        let byte = self.0.as_ref().map_or(index, |table| table.get(index).map_or(self.1, |byte| *byte as usize));
        byte.min(self.1)
    }
}

enum Open {
    Array { start: usize, anchor: usize, items: Vec<Node> },
    Object { start: usize, anchor: usize, members: Object, key: Option<(String, Span)> },
}

struct Builder<'a> {
    source: SourceId,
    offsets: Offsets,
    findings: &'a mut Vec<Diagnostic>,
    open: Vec<Open>,
    anchors: BTreeMap<usize, (Node, usize)>,
    root: Option<Node>,
    documents: usize,
    nodes: usize,
    aliased: usize,
}

impl Builder<'_> {
    const fn at(&self, start: usize, end: usize) -> Span {
        Span { source: self.source, range: start..end, action: None }
    }

    fn take(&mut self, event: Event<'_>, marks: Marks) -> Result<(), Diagnostic> {
        let start = self.offsets.byte(marks.start.index());
        let end = self.offsets.byte(marks.end.index()).max(start);
        let span = self.at(start, end);
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(Diagnostic::error(
                        "GW0004",
                        &span,
                        "more than one YAML document in one text",
                        "a second document starts here",
                    ));
                }
                Ok(())
            }
            Event::Scalar(text, style, anchor, tag) => {
                if self.wants_key() {
                    return self.key(text.into_owned(), style, span);
                }
                let value = scalar(&text, style, tag.as_deref())
                    .map_err(|message| Diagnostic::error("GW0004", &span, message, "not a JSON value"))?;
                self.close(Node { span, value }, anchor)
            }
            Event::SequenceStart(anchor, tag) => {
                self.start(Open::Array { start, anchor, items: Vec::new() }, tag.as_deref(), &span)
            }
            Event::MappingStart(anchor, tag) => {
                self.start(Open::Object { start, anchor, members: Object::new(), key: None }, tag.as_deref(), &span)
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(Open::Array { start, anchor, items }) => {
                    let end = items.last().map_or(end, |last| last.span.range.end).max(start);
                    self.close(Node { span: self.at(start, end), value: Value::Array(items) }, anchor)
                }
                Some(Open::Object { start, anchor, members, .. }) => {
                    let end = members.last().map_or(end, |(_, last)| last.node.span.range.end).max(start);
                    self.close(Node { span: self.at(start, end), value: Value::Object(members) }, anchor)
                }
                None => Ok(()),
            },
            Event::Alias(anchor) => self.alias(anchor, span),
        }
    }

    fn wants_key(&self) -> bool {
        matches!(self.open.last(), Some(Open::Object { key: None, .. }))
    }

    fn start(&mut self, open: Open, tag: Option<&Tag>, span: &Span) -> Result<(), Diagnostic> {
        if tag.is_some_and(|tag| !tag.is_yaml_core_schema()) {
            return Err(Diagnostic::error("GW0004", span, "own YAML tags have no meaning here", "tagged value"));
        }
        if self.wants_key() {
            return Err(Diagnostic::error(
                "GW0004",
                span,
                "a member's name must be a string",
                "a collection as a name",
            ));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(Diagnostic::error("GW0003", span, format!("nests deeper than {MAX_DEPTH} levels"), "too deep"));
        }
        self.open.push(open);
        Ok(())
    }

    fn key(&mut self, text: String, style: ScalarStyle, span: Span) -> Result<(), Diagnostic> {
        if text == "<<" && style == ScalarStyle::Plain {
            return Err(Diagnostic::error("GW0004", &span, "YAML merge keys are not part of YAML 1.2", "merge key")
                .help("write the members out, or use `$ref` where OpenAPI allows it"));
        }
        if let Some(Open::Object { key, .. }) = self.open.last_mut() {
            *key = Some((text, span));
        }
        Ok(())
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Diagnostic> {
        if self.wants_key() {
            return Err(Diagnostic::error(
                "GW0004",
                &span,
                "a member's name must be written out",
                "an alias as a name",
            ));
        }
        let Some((node, size)) = self.anchors.get(&anchor) else {
            return Err(Diagnostic::error("GW0004", &span, "an alias inside the value it names", "recursive alias"));
        };
        self.aliased += size;
        self.nodes += size;
        if self.aliased > MAX_ALIASED_NODES {
            return Err(Diagnostic::error("GW0003", &span, "aliases expand to too many values", "too many by here"));
        }
        let node = node.clone();
        if self.open.len() + depth(&node) > MAX_DEPTH {
            return Err(Diagnostic::error(
                "GW0003",
                &span,
                format!("nests deeper than {MAX_DEPTH} levels"),
                "too deep",
            ));
        }
        self.close(node, 0)
    }

    fn close(&mut self, node: Node, anchor: usize) -> Result<(), Diagnostic> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(Diagnostic::error("GW0003", &node.span, "the text has too many values", "too many by here"));
        }
        if anchor != 0 {
            let size = count(&node);
            self.aliased += size;
            self.anchors.insert(anchor, (node.clone(), size));
        }
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::Array { items, .. }) => items.push(node),
            Some(Open::Object { members, key, .. }) => {
                let Some((name, key)) = key.take() else { return Ok(()) };
                match members.entry(name) {
                    Entry::Vacant(entry) => {
                        entry.insert(Member { key, node });
                    }
                    Entry::Occupied(entry) => self.findings.push(
                        Diagnostic::error("GW0002", &key, format!("duplicate key `{}`", entry.key()), "written again")
                            .related(&entry.get().key, "first written here"),
                    ),
                }
            }
        }
        Ok(())
    }
}

fn count(node: &Node) -> usize {
    1 + match &node.value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(|member| count(&member.node)).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

fn depth(node: &Node) -> usize {
    match &node.value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(|member| depth(&member.node)).max().unwrap_or(0),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// Resolves a scalar by the core schema of YAML 1.2 (§10.3.2).
fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Value, String> {
    if let Some(tag) = tag {
        let is_string =
            (tag.is_yaml_core_schema() && tag.suffix == "str") || (tag.handle.is_empty() && tag.suffix == "!");
        if is_string {
            return Ok(Value::String(text.to_owned()));
        }
        if !tag.is_yaml_core_schema() {
            return Err("own YAML tags have no meaning here".to_owned());
        }
    } else if style != ScalarStyle::Plain {
        return Ok(Value::String(text.to_owned()));
    }
    Ok(match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        ".nan" | ".NaN" | ".NAN" | ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" | "-.inf" | "-.Inf"
        | "-.INF" => {
            return Err(format!("`{text}` has no JSON form"));
        }
        _ => match number(text) {
            Some(json) if super::tree::number(&json).is_none() => {
                return Err(format!("`{text}` is beyond the range of a double"));
            }
            Some(json) => Value::Number(json),
            None => Value::String(text.to_owned()),
        },
    })
}

/// The JSON text of a number of the core schema; `None` when the scalar is not one.
fn number(text: &str) -> Option<String> {
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            let plain = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
            return plain.then(|| u128::from_str_radix(digits, radix).ok()).flatten().map(|value| value.to_string());
        }
    }
    let (sign, unsigned) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (if text.starts_with('-') { "-" } else { "" }, rest),
        None => ("", text),
    };
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (unsigned.get(..at)?, Some(unsigned.get(at + 1..)?)),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(whole, rest)| (whole, Some(rest)));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !fraction.is_none_or(digits) || (whole.is_empty() && fraction.is_none_or(str::is_empty)) {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let mut json = format!("{sign}{}", if whole.is_empty() { "0" } else { whole });
    if let Some(fraction) = fraction {
        json.push('.');
        json.push_str(if fraction.is_empty() { "0" } else { fraction });
    }
    if let Some(exponent) = exponent {
        let unsigned = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        if unsigned.is_empty() || !digits(unsigned) {
            return None;
        }
        json.push('e');
        json.push_str(exponent);
    }
    Some(json)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Result<serde_json::Value, Vec<&'static str>> {
        let mut findings = Vec::new();
        match read(SourceId(0), text, &mut findings) {
            Some(node) if findings.is_empty() => Ok(node.to_json()),
            _ => Err(findings.iter().map(|finding| finding.code).collect()),
        }
    }

    #[test]
    fn core_schema() {
        let text = "a: yes\nb: 0o17\nc: +01\nd: .5\ne: '1'\nf: ~\ng: !!str 1\nh: 2026-01-01\n200: x\n";
        let expected = serde_json::json!({
            "a": "yes", "b": 15, "c": 1, "d": 0.5, "e": "1", "f": null, "g": "1", "h": "2026-01-01", "200": "x"
        });
        assert_eq!(json(text), Ok(expected));
    }

    #[test]
    fn refusals() {
        assert_eq!(json("a: 1\na: 2\n"), Err(vec!["GW0002"]));
        assert_eq!(json("a: 1\n---\nb: 2\n"), Err(vec!["GW0004"]));
        assert_eq!(json("a: &x {b: 1}\nc:\n  <<: *x\n"), Err(vec!["GW0004"]));
        assert_eq!(json("a: .inf\n"), Err(vec!["GW0004"]));
        assert_eq!(json("? [a]\n: 1\n"), Err(vec!["GW0004"]));
        assert_eq!(json(&"- ".repeat(4000)), Err(vec!["GW0003"]));
        // The scanner has a bound of its own for brackets, and says so.
        assert_eq!(json(&"[".repeat(4000)), Err(vec!["GW0001"]));
        assert_eq!(json("a: [1\n"), Err(vec!["GW0001"]));
        assert_eq!(json(""), Err(vec!["GW0001"]));
    }

    #[test]
    fn alias_bombs_are_bounded() {
        let mut text = "a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n".to_owned();
        for level in 1..9 {
            use std::fmt::Write as _;
            let before = format!("*a{}", level - 1);
            writeln!(text, "a{level}: &a{level} [{}]", vec![before; 10].join(",")).unwrap();
        }
        assert_eq!(json(&text), Err(vec!["GW0003"]));
    }

    #[test]
    fn spans_are_bytes() {
        let text = "é: ü\nkey: value\n";
        let node = read(SourceId(0), text, &mut Vec::new()).unwrap();
        let span = &node.get("key").unwrap().span;
        assert_eq!(&text[span.range.clone()], "value");
    }
}

//! JSON (RFC 8259) with places.

use indexmap::map::Entry;

use super::tree::{Member, Node, Object, Value};
use super::{MAX_DEPTH, MAX_NODES};
use crate::diagnostic::Diagnostic;
use crate::span::{SourceId, Span};

/// Reads a text; the first thing that is not JSON ends the reading.
pub(super) fn read(source: SourceId, text: &str, findings: &mut Vec<Diagnostic>) -> Option<Node> {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut reader = Reader { source, text, at: start, nodes: 0, findings };
    let result = reader.value(0).and_then(|node| {
        reader.space();
        if reader.at == text.len() { Ok(node) } else { Err(reader.fault("text after the end of the value")) }
    });
    match result {
        Ok(node) => Some(node),
        Err(diagnostic) => {
            reader.findings.push(diagnostic);
            None
        }
    }
}

struct Reader<'a> {
    source: SourceId,
    text: &'a str,
    at: usize,
    nodes: usize,
    findings: &'a mut Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    const fn span(&self, start: usize) -> Span {
        Span { source: self.source, range: start..self.at, action: None }
    }

    fn fault(&self, message: &str) -> Diagnostic {
        Diagnostic::error("GW0001", &self.span(self.at), format!("not JSON: {message}"), "here")
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn value(&mut self, depth: usize) -> Result<Node, Diagnostic> {
        self.space();
        self.nodes += 1;
        if depth > MAX_DEPTH || self.nodes > MAX_NODES {
            let message = if depth > MAX_DEPTH { "nests too deep" } else { "the text has too many values" };
            return Err(Diagnostic::error("GW0003", &self.span(self.at), message, "by here"));
        }
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => Value::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Node { span: self.span(start), value })
    }

    fn word(&mut self) -> Result<Value, Diagnostic> {
        let words = [("null", Value::Null), ("true", Value::Bool(true)), ("false", Value::Bool(false))];
        for (word, value) in words {
            if self.rest().starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.fault("a value was expected"))
    }

    fn object(&mut self, depth: usize) -> Result<Value, Diagnostic> {
        self.at += 1;
        let mut members = Object::new();
        self.space();
        if self.eat(b'}') {
            return Ok(Value::Object(members));
        }
        loop {
            self.space();
            let start = self.at;
            let name = self.string()?;
            let key = self.span(start);
            self.space();
            if !self.eat(b':') {
                return Err(self.fault("`:` was expected"));
            }
            let node = self.value(depth + 1)?;
            match members.entry(name) {
                Entry::Vacant(entry) => {
                    entry.insert(Member { key, node });
                }
                Entry::Occupied(entry) => self.findings.push(
                    Diagnostic::error("GW0002", &key, format!("duplicate key `{}`", entry.key()), "written again")
                        .related(&entry.get().key, "first written here"),
                ),
            }
            self.space();
            if self.eat(b'}') {
                return Ok(Value::Object(members));
            }
            if !self.eat(b',') {
                return Err(self.fault("`,` or `}` was expected"));
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, Diagnostic> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.eat(b']') {
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.space();
            if self.eat(b']') {
                return Ok(Value::Array(items));
            }
            if !self.eat(b',') {
                return Err(self.fault("`,` or `]` was expected"));
            }
        }
    }

    /// Finds the end of the string and leaves unescaping to `serde_json`, which knows every rule of it.
    fn string(&mut self) -> Result<String, Diagnostic> {
        if self.peek() != Some(b'"') {
            return Err(self.fault("a string was expected"));
        }
        let start = self.at;
        let mut escaped = false;
        for (index, byte) in self.text.bytes().enumerate().skip(start + 1) {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => {
                    let literal = self.text.get(start..=index).unwrap_or_default();
                    let text = serde_json::from_str(literal).map_err(|_| self.fault("a malformed string"))?;
                    self.at = index + 1;
                    return Ok(text);
                }
                _ => {}
            }
        }
        Err(self.fault("a string without an end"))
    }

    fn number(&mut self) -> Result<Value, Diagnostic> {
        let length = self
            .rest()
            .bytes()
            .take_while(|byte| matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9'))
            .count();
        let text = self.rest().get(..length).unwrap_or_default();
        if !is_number(text) {
            return Err(self.fault("a malformed number"));
        }
        if super::tree::number(text).is_none() {
            return Err(self.fault("a number beyond the range of a double"));
        }
        self.at += length;
        Ok(Value::Number(text.to_owned()))
    }
}

fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).map_or((unsigned, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_serde_json() {
        let texts = [
            "{\"a\": [1, -2.5e3, \"x\\u00e9\\\\\", null, true]}",
            "[]",
            "0",
            "01",
            "1.",
            "-",
            "{\"a\" 1}",
            "[1,]",
            "\"\\x\"",
            "\"a",
            "nul",
            "[1] 2",
            "",
            "{\"a\":1,}",
            "1e",
            "\"\t\"",
        ];
        for text in texts {
            let mine = read(SourceId(0), text, &mut Vec::new()).map(|node| node.to_json());
            assert_eq!(mine, serde_json::from_str(text).ok(), "{text}");
        }
    }

    #[test]
    fn bounded_and_unique() {
        let mut findings = Vec::new();
        assert!(read(SourceId(0), &"[".repeat(100_000), &mut findings).is_none());
        assert!(read(SourceId(0), "{\"a\":1,\"a\":2}", &mut findings).is_some());
        let codes: Vec<_> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["GW0003", "GW0002"]);
    }
}

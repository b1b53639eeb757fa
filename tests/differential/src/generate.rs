//! Instances from a schema: valid for most of its keywords, beyond its bounds now and then.

use serde_json::{Map, Value};

use crate::pattern;
use crate::random::Random;
use crate::tree::Tree;

/// Where only what is required is made, and where nothing more is.
const SHALLOW: usize = 5;
const DEEP: usize = 14;
/// How many values an instance may have.
const LARGEST: usize = 400;

/// Makes instances of the schemas of one document.
pub(crate) struct Generator<'a> {
    /// What references lead into.
    pub(crate) document: &'a Value,
    pub(crate) random: &'a mut Random,
    /// How many more values the instance may have.
    left: usize,
}

impl<'a> Generator<'a> {
    pub(crate) fn instance(document: &'a Value, schema: &'a Value, random: &'a mut Random) -> Tree {
        Generator { document, random, left: LARGEST }.value(schema, 0)
    }

    fn value(&mut self, schema: &'a Value, depth: usize) -> Tree {
        self.left = self.left.saturating_sub(1);
        let mut parts = Vec::new();
        self.collect(schema, &mut parts, 0);
        if depth > DEEP || self.left == 0 {
            return Tree::null();
        }
        let listed = parts.iter().find_map(|part| part.get("enum").and_then(Value::as_array));
        let constant = parts.iter().find_map(|part| part.get("const"));
        if let Some(value) = constant.or_else(|| listed.and_then(|values| self.random.one_of(values)))
            && !self.random.once_in(30)
        {
            return Tree::from(value);
        }
        match self.kind(&parts).as_str() {
            "object" => self.object(&parts, depth),
            "array" => self.array(&parts, depth),
            "string" => Tree::Text(self.string(&parts)),
            "integer" => self.number(&parts, true),
            "number" => self.number(&parts, false),
            "boolean" => Tree::Plain(self.random.once_in(2).to_string()),
            _ => Tree::null(),
        }
    }

    /// The schemas that apply together: references followed, one branch of each choice.
    fn collect(&mut self, schema: &'a Value, parts: &mut Vec<&'a Map<String, Value>>, steps: usize) {
        let Some(members) = schema.as_object() else { return };
        if steps > 20 {
            return;
        }
        parts.push(members);
        let pointer = members.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix('#'));
        if let Some(target) = pointer.and_then(|pointer| self.document.pointer(&decode(pointer))) {
            self.collect(target, parts, steps + 1);
        }
        for part in members.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.collect(part, parts, steps + 1);
        }
        for keyword in ["anyOf", "oneOf"] {
            let branches = members.get(keyword).and_then(Value::as_array);
            if let Some(branch) = branches.and_then(|branches| self.random.one_of(branches)) {
                self.collect(branch, parts, steps + 1);
            }
        }
        let branch = if self.random.once_in(2) { ["if", "then"].as_slice() } else { &["else"] };
        for part in branch.iter().filter_map(|name| members.get(*name)) {
            self.collect(part, parts, steps + 1);
        }
    }

    /// One of the types that all parts allow; without `type`, one that their keywords speak of.
    fn kind(&mut self, parts: &[&'a Map<String, Value>]) -> String {
        const ALL: [&str; 6] = ["object", "array", "string", "number", "boolean", "null"];
        let mut allowed: Option<Vec<&str>> = None;
        for stated in parts.iter().filter_map(|part| part.get("type")) {
            let named: Vec<&str> = match stated {
                Value::String(name) => vec![name],
                Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
                _ => continue,
            };
            allowed = Some(match allowed {
                Some(before) => before.into_iter().filter(|name| named.contains(name)).collect(),
                None => named,
            });
        }
        let speaks = |words: &[&str]| parts.iter().any(|part| words.iter().any(|word| part.contains_key(*word)));
        let told = if speaks(&["properties", "required", "additionalProperties", "patternProperties"]) {
            vec!["object"]
        } else if speaks(&["items", "minItems", "prefixItems"]) {
            vec!["array"]
        } else if speaks(&["pattern", "maxLength", "minLength", "format"]) {
            vec!["string"]
        } else if speaks(&["minimum", "maximum", "multipleOf"]) {
            vec!["number"]
        } else {
            ALL.to_vec()
        };
        let mut kinds = allowed.filter(|kinds| !kinds.is_empty()).unwrap_or(told);
        if self.random.once_in(60) {
            kinds = ALL.to_vec();
        }
        // `null` is rarely what is interesting where something else may be.
        if kinds.len() > 1 && !self.random.once_in(4) {
            kinds.retain(|kind| *kind != "null");
        }
        self.random.one_of(&kinds).copied().unwrap_or("null").to_owned()
    }

    fn object(&mut self, parts: &[&'a Map<String, Value>], depth: usize) -> Tree {
        let required: Vec<&str> = parts
            .iter()
            .filter_map(|part| part.get("required").and_then(Value::as_array))
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let mut members: Vec<(String, Tree)> = Vec::new();
        // How often an optional member is there: always, never, or by chance.
        let mood = self.random.below(4);
        for (name, schema) in
            parts.iter().filter_map(|part| part.get("properties")).filter_map(Value::as_object).flatten()
        {
            let optional = depth <= SHALLOW && self.left > 0 && (mood == 0 || mood > 1 && self.random.once_in(2));
            let wanted = if required.contains(&name.as_str()) { !self.random.once_in(200) } else { optional };
            if wanted && !members.iter().any(|(known, _)| known == name) {
                let value = self.value(schema, depth + 1);
                members.push((name.clone(), value));
            }
        }
        for name in required {
            if !members.iter().any(|(known, _)| known == name) {
                let value = self.value(&Value::Bool(true), depth + 1);
                members.push((name.to_owned(), value));
            }
        }
        let patterned =
            parts.iter().filter_map(|part| part.get("patternProperties")).filter_map(Value::as_object).flatten();
        for (pattern, schema) in patterned {
            if let Some(name) = pattern::matching(pattern, self.random).filter(|_| self.random.once_in(2)) {
                let value = self.value(schema, depth + 1);
                members.push((name, value));
            }
        }
        let additional = parts.iter().find_map(|part| part.get("additionalProperties"));
        let closed = additional.is_some_and(|schema| schema == &Value::Bool(false));
        let extra = if closed { usize::from(self.random.once_in(40)) } else { self.random.below(3) };
        for _ in 0..extra.min(self.left) {
            let name = self.name();
            let value = self.value(additional.unwrap_or(&Value::Null), depth + 1);
            members.push((name, value));
        }
        if self.random.once_in(5) {
            for left in (1..members.len()).rev() {
                let other = self.random.below(left + 1);
                members.swap(left, other);
            }
        }
        Tree::Object(members)
    }

    /// A name that no schema declares, most of the time.
    fn name(&mut self) -> String {
        let names = [
            "x",
            "zzz",
            "",
            "a b",
            "ключ",
            "name",
            "id",
            "type",
            "__proto__",
            "a-rather-long-name-that-nobody-declared",
        ];
        let name = self.random.one_of(&names).copied().unwrap_or_default();
        if self.random.once_in(2) { format!("{name}{}", self.random.below(1000)) } else { name.to_owned() }
    }

    fn array(&mut self, parts: &[&'a Map<String, Value>], depth: usize) -> Tree {
        let least = bound(parts, "minItems").unwrap_or(0);
        let most = bound(parts, "maxItems").unwrap_or(least + 4).min(least + 60);
        let mut count = self.length(least, most);
        if depth > SHALLOW {
            count = count.min(least);
        }
        let prefix = parts.iter().find_map(|part| part.get("prefixItems").and_then(Value::as_array));
        let rest = parts.iter().find_map(|part| part.get("items")).unwrap_or(&Value::Null);
        let mut items = Vec::new();
        for position in 0..count.min(self.left) {
            let schema = prefix.and_then(|prefix| prefix.get(position)).unwrap_or(rest);
            items.push(self.value(schema, depth + 1));
        }
        Tree::List(items)
    }

    /// A length between bounds; at them often, beyond them rarely.
    fn length(&mut self, least: usize, most: usize) -> usize {
        match self.random.below(40) {
            0 => least.saturating_sub(1),
            1 => most + 1,
            2..8 => least,
            8..12 => most,
            _ => least + self.random.below(most.saturating_sub(least) + 1),
        }
    }

    fn string(&mut self, parts: &[&'a Map<String, Value>]) -> String {
        let stated = |name: &str| parts.iter().find_map(|part| part.get(name)).and_then(Value::as_str);
        if let Some(text) = stated("pattern").and_then(|text| pattern::matching(text, self.random)) {
            return text;
        }
        if let Some(samples) = stated("format").and_then(samples)
            && let Some(text) = self.random.one_of(samples)
        {
            return (*text).to_owned();
        }
        let least = bound(parts, "minLength").unwrap_or(0);
        let most = bound(parts, "maxLength").unwrap_or(least + 12).min(least + 5000);
        let length = self.length(least, most).min(5100);
        let letters = ['a', 'b', 'Z', '0', '9', ' ', '-', '_', 'é', '中', '😀', '"', '\\', '\n', '\u{7f}', '/'];
        let plain = self.random.once_in(2);
        let end = if plain { 8 } else { letters.len() };
        (0..length).filter_map(|_| letters.get(self.random.below(end))).collect()
    }

    fn number(&mut self, parts: &[&'a Map<String, Value>], whole: bool) -> Tree {
        let stated = |names: &[&str]| {
            names.iter().find_map(|name| parts.iter().find_map(|part| part.get(*name))).and_then(Value::as_f64)
        };
        let least = stated(&["minimum", "exclusiveMinimum"]);
        let most = stated(&["maximum", "exclusiveMaximum"]);
        let step = stated(&["multipleOf"]).unwrap_or(1.0);
        let low = least.unwrap_or_else(|| most.unwrap_or(1000.0).min(0.0) - 10.0);
        let high = most.unwrap_or(low.max(0.0) + 1000.0);
        #[allow(clippy::cast_precision_loss, reason = "any number will do")]
        let share = self.random.below(1001) as f64 / 1000.0;
        let chosen = match self.random.below(20) {
            0 => low,
            1 => high,
            2 => low - step,
            3 => high + step,
            _ => low + (high - low) * share,
        };
        let mut chosen = if stated(&["multipleOf"]).is_some() { (chosen / step).round() * step } else { chosen };
        if whole && !self.random.once_in(40) {
            chosen = chosen.round();
        }
        let text = if chosen.fract() == 0.0 && chosen.abs() < 1e15 && !self.random.once_in(20) {
            format!("{chosen:.0}")
        } else if self.random.once_in(10) {
            format!("{chosen:e}")
        } else {
            Value::from(chosen).to_string()
        };
        Tree::Plain(if text == "-0" { "0".to_owned() } else { text })
    }
}

/// The least of what several parts say, as a length.
fn bound(parts: &[&Map<String, Value>], name: &str) -> Option<usize> {
    let stated = parts.iter().filter_map(|part| part.get(name)).filter_map(Value::as_u64);
    let stated = stated.filter_map(|length| usize::try_from(length).ok());
    if name.starts_with("max") { stated.min() } else { stated.max() }
}

/// A pointer out of the fragment of a URI.
fn decode(fragment: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = fragment.bytes();
    while let Some(byte) = rest.next() {
        let pair = (byte == b'%').then(|| [rest.next().unwrap_or(0), rest.next().unwrap_or(0)]);
        let pair = pair.and_then(|pair| u8::from_str_radix(&String::from_utf8_lossy(&pair), 16).ok());
        bytes.push(pair.unwrap_or(byte));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Texts that have a format, and some that nearly do.
fn samples(format: &str) -> Option<&'static [&'static str]> {
    Some(match format {
        "date-time" => &[
            "2024-02-29T12:30:45Z",
            "2023-12-31T23:59:60Z",
            "1999-01-01T00:00:00.123456789+01:00",
            "2024-02-30T00:00:00Z",
            "2024-06-01t10:00:00z",
            "2024-06-01 10:00:00Z",
            "2024-06-01T24:00:00Z",
            "2024-06-01T10:00:00",
            "2024-06-30T23:59:60-00:00",
            "2024-06-01T10:00:00+23:59",
        ],
        "date" => &["2024-02-29", "2023-02-29", "1900-02-29", "2000-02-29", "2024-13-01", "2024-1-1", "0000-01-01"],
        "time" => &["10:00:00Z", "23:59:60Z", "10:00:00.5+02:00", "24:00:00Z", "10:00:00"],
        "duration" => &["P1D", "PT36H", "P1Y2M3DT4H5M6S", "P2W", "P", "PT", "P1W2D", "1D"],
        "email" => &[
            "a@example.org",
            "first.last+tag@sub.example.com",
            "a@b",
            "@example.org",
            "a b@example.org",
            "a@-x.org",
            "a..b@example.org",
            "\"q\"@example.org",
            "a@[127.0.0.1]",
        ],
        "uuid" => &[
            "d23f0824-128b-4f33-8c5c-7fd0a6a3a450",
            "D23F0824-128B-4F33-8C5C-7FD0A6A3A450",
            "d23f0824128b4f338c5c7fd0a6a3a450",
            "d23f0824-128b-4f33-8c5c-7fd0a6a3a45g",
            "00000000-0000-0000-0000-000000000000",
        ],
        "ipv4" => &["127.0.0.1", "255.255.255.255", "256.0.0.1", "01.2.3.4", "1.2.3", "0.0.0.0"],
        "ipv6" => {
            &["::1", "2001:db8::1", "::ffff:192.0.2.1", "1:2:3:4:5:6:7:8", "1::2::3", ":::", "fe80::1%eth0", "12345::"]
        }
        "hostname" => {
            &["example.org", "a-b.c", "-a.org", "a_b.org", "xn--bcher-kva.example", "localhost", "a..b", "example.org."]
        }
        "uri" => &[
            "https://example.org/a?b=c#d",
            "urn:isbn:0451450523",
            "/relative",
            "http://[::1]:80/",
            "http://a b/",
            "mailto:a@b.c",
            "",
            "https://user@example.org:8080/%7Ea",
        ],
        "uri-reference" => &["/a/b", "#x", "//host/path", "a b", "?q", "http://example.org"],
        "regex" => &["^a+$", "(", "[a-z]{2,3}", "\\d+", "(?=a)"],
        "json-pointer" => &["", "/a/b", "/a~0b", "/a~2", "a"],
        "byte" => &["", "aGVsbG8=", "aGVsbG8", "====", "a b=", "YQ=="],
        "decimal" => &["1.50", "-3", "1e5", "", "abc"],
        _ => return None,
    })
}

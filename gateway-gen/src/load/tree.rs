//! The tree: JSON values with a place on every value and every key.

use indexmap::IndexMap;

use crate::span::Span;

/// A value and its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where the value stands.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// A JSON value; numbers keep the text they were written with, in JSON's grammar.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the variants are the types of JSON")]
pub enum Value {
    Null,
    Bool(bool),
    Number(String),
    String(String),
    Array(Vec<Node>),
    Object(Object),
}

/// The members of an object in the order of the text.
pub type Object = IndexMap<String, Member>;

/// A member: where its name stands, and its value.
#[derive(Debug, Clone)]
pub struct Member {
    /// The place of the name.
    pub key: Span,
    /// The value.
    pub node: Node,
}

impl Node {
    /// The members, of an object.
    pub fn as_object(&self) -> Option<&Object> {
        if let Value::Object(object) = &self.value { Some(object) } else { None }
    }

    /// The items, of an array.
    pub fn as_array(&self) -> Option<&[Node]> {
        if let Value::Array(items) = &self.value { Some(items) } else { None }
    }

    /// The text, of a string.
    pub fn as_str(&self) -> Option<&str> {
        if let Value::String(text) = &self.value { Some(text) } else { None }
    }

    /// The truth value, of a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(value) = self.value { Some(value) } else { None }
    }

    /// The value, of a number that is a whole number from 0 to `u64::MAX` (`3.0` is one).
    pub fn as_u64(&self) -> Option<u64> {
        let Value::Number(text) = &self.value else { return None };
        let whole = text
            .split_once('.')
            .map_or(text.as_str(), |(whole, rest)| if rest.bytes().all(|byte| byte == b'0') { whole } else { text });
        whole.parse().ok()
    }

    /// The member of an object.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_object()?.get(key).map(|member| &member.node)
    }

    /// The member of an object, with the place of its name.
    pub fn member(&self, key: &str) -> Option<&Member> {
        self.as_object()?.get(key)
    }

    /// The items of an array member; none when it is absent or something else.
    pub fn items(&self, key: &str) -> &[Node] {
        self.get(key).and_then(Self::as_array).unwrap_or_default()
    }

    /// The members of an object member; none when it is absent or something else.
    pub fn members(&self, key: &str) -> impl Iterator<Item = (&str, &Member)> {
        self.get(key).and_then(Self::as_object).into_iter().flatten().map(|(name, member)| (name.as_str(), member))
    }

    /// What the value is, for people.
    pub const fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }

    /// The value at a JSON Pointer (RFC 6901).
    pub fn at(&self, pointer: &str) -> Option<&Node> {
        let mut node = self;
        for token in pointer.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            node = match &node.value {
                Value::Object(object) => &object.get(&token)?.node,
                Value::Array(items) => items.get(token.parse::<usize>().ok()?)?,
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
            };
        }
        Some(node)
    }

    /// The value without places.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(text) => number(text).map_or(serde_json::Value::Null, serde_json::Value::Number),
            Value::String(text) => text.as_str().into(),
            Value::Array(items) => items.iter().map(Self::to_json).collect(),
            Value::Object(object) => object
                .iter()
                .map(|(name, member)| (name.clone(), member.node.to_json()))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        }
    }
}

/// A number text as a number, rounded to 64 bits; `None` beyond the range of a double.
pub fn number(text: &str) -> Option<serde_json::Number> {
    serde_json::from_str(text).ok()
}

/// Appends a token to a JSON Pointer.
pub fn child(pointer: &str, token: &str) -> String {
    format!("{pointer}/{}", token.replace('~', "~0").replace('/', "~1"))
}

//! A value of a request or of the document, as claims are compared with it.

use core::fmt;
use std::borrow::Cow;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::contract::Constant;

/// A text, a whole number or a truth; everything else equals nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value<'v> {
    Text(Cow<'v, str>),
    Integer(i128),
    Boolean(bool),
}

impl<'v> Value<'v> {
    pub(super) fn of_constant(constant: Constant) -> Self {
        match constant {
            Constant::Text(text) => Self::Text(text.into()),
            Constant::Integer(number) => Self::Integer(number.into()),
            Constant::Boolean(truth) => Self::Boolean(truth),
        }
    }

    /// The value of a JSON text.
    pub(super) fn of_json(text: &'v [u8]) -> Option<Self> {
        Self::of(serde_json::from_slice(text).ok()?)
    }

    /// The value in a JSON text that these names lead to, through objects. The text was validated, so no name stands twice.
    pub(super) fn within(text: &'v [u8], path: &[&str]) -> Option<Self> {
        let mut json = serde_json::Deserializer::from_slice(text);
        Self::of(Within(path).deserialize(&mut json).ok().flatten()?)
    }

    fn of(json: serde_json::Value) -> Option<Self> {
        match json {
            serde_json::Value::String(text) => Some(Self::Text(text.into())),
            serde_json::Value::Bool(truth) => Some(Self::Boolean(truth)),
            serde_json::Value::Number(number) => super::number(&number.into()).map(Self::Integer),
            serde_json::Value::Null | serde_json::Value::Array(_) | serde_json::Value::Object(_) => None,
        }
    }

    /// Whether a claim is this value. A number is also its decimal text, in which many issuers put the numbers of users.
    pub(super) fn is(&self, claim: &serde_json::Value) -> bool {
        match (self, claim) {
            (Self::Text(text), serde_json::Value::String(claim)) => text == claim,
            (Self::Integer(number), serde_json::Value::String(claim)) => number.to_string() == *claim,
            (Self::Integer(number), serde_json::Value::Number(_)) => super::number(claim) == Some(*number),
            (Self::Boolean(truth), serde_json::Value::Bool(claim)) => truth == claim,
            _ => false,
        }
    }
}

/// Reads what the names lead to, and goes over everything else.
struct Within<'p>(&'p [&'p str]);

impl<'de> DeserializeSeed<'de> for Within<'_> {
    type Value = Option<serde_json::Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        if self.0.is_empty() {
            return serde::Deserialize::deserialize(deserializer).map(Some);
        }
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Within<'_> {
    type Value = Option<serde_json::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut members: M) -> Result<Self::Value, M::Error> {
        let mut found = None;
        let Some((first, inner)) = self.0.split_first() else { return Ok(None) };
        while let Some(name) = members.next_key::<Cow<'de, str>>()? {
            if name == *first {
                found = members.next_value_seed(Within(inner))?;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_inside_of_a_body() {
        let body = br#"{"a":{"x":[1,2],"b":"t"},"n":7,"z":{"n":true}}"#;
        assert_eq!(Value::within(body, &["a", "b"]), Some(Value::Text("t".into())));
        assert_eq!(Value::within(body, &["n"]), Some(Value::Integer(7)));
        assert_eq!(Value::within(body, &["z", "n"]), Some(Value::Boolean(true)));
        for path in [&["a"][..], &["a", "x"], &["none"], &["n", "b"], &["a", "b", "c"], &[]] {
            assert_eq!(Value::within(body, path), None, "{path:?}");
        }
        assert_eq!(Value::within(b"[1]", &["a"]), None);
    }

    #[test]
    fn types_are_not_mixed_up() {
        let is = |text: &str, claim: serde_json::Value| Value::of_json(text.as_bytes()).unwrap().is(&claim);
        assert!(is("\"a\"", json!("a")) && is("7", json!(7)) && is("7", json!("7")) && is("true", json!(true)));
        assert!(is("18446744073709551615", json!(u64::MAX)));
        for (text, claim) in [
            ("\"7\"", json!(7)),
            ("7", json!("07")),
            ("7", json!(7.5)),
            ("true", json!("true")),
            ("\"a\"", json!("A")),
            ("\"a\"", json!(["a"])),
            ("0", json!(null)),
        ] {
            assert!(!is(text, claim.clone()), "{text} {claim}");
        }
        for none in ["1.5", "1e400", "null", "[]", "{}", "", "1e2"] {
            assert_eq!(Value::of_json(none.as_bytes()), None, "{none}");
        }
    }
}

//! The words generated decoders are made of: they make typed values of JSON that a validator already accepted.
//!
//! A typed input is made from what the validator noted in its one pass ([`FromNotes`]); what has no Rust type stays text,
//! and a hook that looks into it reads it ([`Decode`]). Nothing is copied that can be borrowed, and nothing recurses with
//! the depth of a body. A decoder never guesses: where the text is not what the schema promised it gives `None`, which
//! only a disagreement between generator and validator can cause, and the request is then refused as our fault.

mod integer;
mod json;
mod member;
mod noted;
mod scan;
mod text;

use std::borrow::Cow;

pub use integer::Integer;
pub use json::{Json, Kind};
pub use member::Member;
pub use noted::{FromNotes, Noted};

/// A type that a validated JSON text can be read as.
pub trait Decode<'a>: Sized {
    /// Reads the value. `None` where the text is not one of this type.
    fn decode(json: Json<'a>) -> Option<Self>;
}

impl<'a> Decode<'a> for Json<'a> {
    fn decode(json: Json<'a>) -> Option<Self> {
        Some(json)
    }
}

impl Decode<'_> for bool {
    fn decode(json: Json<'_>) -> Option<Self> {
        match json.text() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }
}

/// Every notation of an integer is read: `100`, `100.0`, `1e2`.
impl Decode<'_> for i64 {
    fn decode(json: Json<'_>) -> Option<Self> {
        Integer::decode(json)?.as_i64()
    }
}

/// Every notation of an integer is read: `100`, `100.0`, `1e2`.
impl Decode<'_> for u64 {
    fn decode(json: Json<'_>) -> Option<Self> {
        Integer::decode(json)?.as_u64()
    }
}

/// The nearest `f64`; a number beyond its range is an infinity, so that a comparison with a bound still says no.
impl Decode<'_> for f64 {
    fn decode(json: Json<'_>) -> Option<Self> {
        if json.kind() == Kind::Number { json.text().parse().ok() } else { None }
    }
}

/// Borrowed unless the text has escapes.
impl<'a> Decode<'a> for Cow<'a, str> {
    fn decode(json: Json<'a>) -> Option<Self> {
        text::unescaped(json.text().strip_prefix('"')?.strip_suffix('"')?)
    }
}

/// `null` is `None`.
impl<'a, T: Decode<'a>> Decode<'a> for Option<T> {
    fn decode(json: Json<'a>) -> Option<Self> {
        if json.kind() == Kind::Null { Some(None) } else { T::decode(json).map(Some) }
    }
}

impl<'a, T: Decode<'a>> Decode<'a> for Vec<T> {
    fn decode(json: Json<'a>) -> Option<Self> {
        json.elements()?.into_iter().map(T::decode).collect()
    }
}

/// Implements `Debug` for a generated input by name only: values never reach a log.
#[macro_export]
macro_rules! withhold {
    (borrowing $input:ident) => {
        $crate::withhold!(@ $input, $input<'_>);
    };
    ($input:ident) => {
        $crate::withhold!(@ $input, $input);
    };
    (@ $name:ident, $input:ty) => {
        impl ::core::fmt::Debug for $input {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(::core::stringify!($name)).finish_non_exhaustive()
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn read<'a, T: Decode<'a>>(text: &'a str) -> Option<T> {
        T::decode(Json::of(text.as_bytes())?)
    }

    #[test]
    fn scalars_are_read_in_every_notation() {
        assert_eq!(read::<bool>(" true\n"), Some(true));
        assert_eq!(read::<i64>("-9223372036854775808"), Some(i64::MIN));
        assert_eq!(read::<i64>("9223372036854775808"), None);
        assert_eq!(read::<u64>("18446744073709551615"), Some(u64::MAX));
        assert_eq!(read::<i64>("1.50e2"), Some(150));
        assert_eq!(read::<i64>("-0.0"), Some(0));
        assert_eq!(read::<u64>("-0"), Some(0));
        assert_eq!(read::<i64>("1.5"), None);
        assert_eq!(read::<i64>("1e99999999999999999999"), None);
        assert_eq!(read::<i64>("0e99999999999999999999"), Some(0));
        assert_eq!(read::<f64>("1e999"), Some(f64::INFINITY));
        assert_eq!(read::<f64>("\"1\""), None);
        assert_eq!(read::<i64>("\"1\""), None);
        assert_eq!(read::<Option<i64>>("null"), Some(None));
    }

    #[test]
    fn strings_are_borrowed_until_they_have_escapes() {
        assert!(matches!(read::<Cow<'_, str>>(r#""plain é""#), Some(Cow::Borrowed("plain é"))));
        let escaped = read::<Cow<'_, str>>(r#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#);
        assert_eq!(escaped.as_deref(), Some("\"\\/\u{8}\u{c}\n\r\té😀"));
        assert_eq!(read::<Cow<'_, str>>(r#""\ud800""#), None);
        assert_eq!(read::<Cow<'_, str>>(r#""\ud800\u0041""#), None);
    }

    #[test]
    fn members_are_found_by_their_decoded_names() {
        let json = Json::of(br#"{"skipped":{"a":[1,"}"]},"\u0061":1 , "b":null}"#).unwrap();
        assert_eq!(json.member("a").and_then(Json::decode::<i64>), Some(1));
        assert_eq!(json.member("b").and_then(Json::decode::<Option<i64>>), Some(None));
        assert!(json.member("c").is_none());
    }

    #[test]
    fn broken_text_gives_nothing_and_does_not_panic() {
        for text in ["", "{", "[1,", "[1 2]", "{\"a\"}", "{\"a\":}", "{a:1}", "[1]]", "\"", "\"\\", "[\"", "{}{}", ","]
        {
            let json = Json::of(text.as_bytes());
            assert!(json.and_then(Json::elements).is_none_or(|all| all.len() < 2), "{text}");
            assert!(json.and_then(|json| json.member("a")).and_then(Json::decode::<i64>).is_none(), "{text}");
            assert_eq!(read::<Cow<'_, str>>(text), None, "{text}");
        }
    }

    #[test]
    fn a_very_deep_value_is_skipped_without_recursion() {
        let text = format!("{{\"deep\":{}{},\"a\":1}}", "[".repeat(200_000), "]".repeat(200_000));
        assert_eq!(Json::of(text.as_bytes()).unwrap().member("a").and_then(Json::decode::<i64>), Some(1));
    }

    /// Rebuilds a `Value` with nothing but the words of this module.
    fn rebuilt(json: Json<'_>) -> Option<Value> {
        Some(match json.kind() {
            Kind::Null => Value::Null,
            Kind::Boolean => json!(bool::decode(json)?),
            Kind::Number if json.text().contains(['.', 'e', 'E']) => json!(f64::decode(json)?),
            Kind::Number => i64::decode(json).map(Value::from).or_else(|| u64::decode(json).map(Value::from))?,
            Kind::String => json!(Cow::<'_, str>::decode(json)?),
            Kind::Array => Value::Array(json.elements()?.into_iter().map(rebuilt).collect::<Option<_>>()?),
            Kind::Object => Value::Object(
                json.entries()?
                    .into_iter()
                    .map(|(name, value)| Some((name.into_owned(), rebuilt(value)?)))
                    .collect::<Option<_>>()?,
            ),
        })
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            (-1e12..1e12f64).prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 64, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn every_value_is_read_back(value in any_value(), pretty in any::<bool>()) {
            let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
            prop_assert_eq!(rebuilt(Json::of(text.as_bytes()).unwrap()), Some(value));
        }

        #[test]
        fn no_text_panics(text in any::<String>(), brackets in "[\\[\\]{}\",:\\\\u0-9a ]{0,40}") {
            for text in [text, brackets] {
                if let Some(json) = Json::of(text.as_bytes()) {
                    let _ = (json.entries(), json.elements(), json.member("a"), Cow::<'_, str>::decode(json));
                    let _ = (i64::decode(json), f64::decode(json), rebuilt(json));
                }
            }
        }
    }
}

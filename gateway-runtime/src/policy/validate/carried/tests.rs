//! Every style, exploded or not, with lists, objects and single values: against an encoder that shares nothing with what reads.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::pairs::Pairs;
use super::*;
use crate::contract::{FormField, Reading, Single};
use crate::schema;

const TEXT: Single = Single::of(Reading::String);
const SINGLE: Composition = Composition::Single(TEXT);
const LIST: Composition = Composition::List(List { items: TEXT, most: 20 });
const OBJECT: Composition = Composition::Object(Members {
    declared: &[
        Member { name: "a b", value: MemberValue::Single(TEXT) },
        Member { name: "n", value: MemberValue::Single(Single::of(Reading::Integer)) },
    ],
    others: Some(TEXT),
});
const DEEP: Composition = Composition::Object(Members {
    declared: &[
        Member { name: "n", value: MemberValue::Single(Single::of(Reading::Integer)) },
        Member { name: "l&", value: MemberValue::List(List { items: TEXT, most: 20 }) },
    ],
    others: Some(TEXT),
});

fn carried(style: Style, explode: bool, composition: Composition) -> Carried {
    Carried { style, explode, reserved: false, composition }
}

fn json_of(written: Result<Vec<u8>, Violations>) -> Value {
    let text = written.unwrap();
    schema::check(schema::anything, &text, &scalar::LIMITS).unwrap();
    serde_json::from_slice(&text).unwrap()
}

fn alone(carried: &Carried, raw: &str, coding: Coding) -> Result<Vec<u8>, Violations> {
    let mut out = Vec::new();
    write(&mut out, carried, "the name", raw, coding).map(|()| out)
}

fn flaw_of(carried: &Carried, raw: &str, coding: Coding) -> (String, &'static str) {
    let violations = alone(carried, raw, coding).expect_err(raw);
    let first = violations.iter().next().unwrap();
    (first.pointer.clone(), first.keyword)
}

/// Everything but ASCII letters and digits as escapes, or only what must be; `%` among it.
fn escaped(text: &str, all: bool) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || !all && b"-._~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02x}") }).collect()
}

#[test]
fn each_style_as_openapi_shows_it() {
    let check = |style, explode, composition, coding, raw: &str, expected: Value| {
        let found = json_of(alone(&carried(style, explode, composition), raw, coding));
        assert_eq!(found, expected, "{style:?} {explode} {raw}");
    };
    let list = json!(["blue", "black"]);
    let object = json!({"R": "100", "n": 200});
    for (style, explode, raw) in [
        (Style::Simple, false, "blue,black"),
        (Style::Simple, true, "blue,black"),
        (Style::Label, false, ".blue,black"),
        (Style::Label, true, ".blue.black"),
        (Style::Matrix, false, ";the%20name=blue,black"),
        (Style::Matrix, true, ";the%20name=blue;the%20name=black"),
    ] {
        check(style, explode, LIST, Coding::Percent, raw, list.clone());
    }
    for (style, explode, raw) in [
        (Style::Simple, false, "R,100,n,200"),
        (Style::Simple, true, "R=100,n=200"),
        (Style::Label, false, ".R,100,n,200"),
        (Style::Label, true, ".R=100.n=200"),
        (Style::Matrix, false, ";the%20name=R,100,n,200"),
        (Style::Matrix, true, ";R=100;n=200"),
    ] {
        check(style, explode, OBJECT, Coding::Percent, raw, object.clone());
    }
    check(Style::Form, false, LIST, Coding::Form, "blue,black", list.clone());
    check(Style::SpaceDelimited, false, LIST, Coding::Form, "blue%20black", list.clone());
    check(Style::PipeDelimited, false, LIST, Coding::Form, "blue%7Cblack", list.clone());
    check(Style::Form, false, OBJECT, Coding::Form, "R,100,n,200", object.clone());
    check(Style::PipeDelimited, false, OBJECT, Coding::Form, "R|100|n|200", object.clone());
    check(Style::Simple, false, LIST, Coding::Header, " blue , black ", list);
    check(Style::Simple, true, OBJECT, Coding::Header, "R=100, n=200", object);
    check(Style::Label, false, SINGLE, Coding::Percent, ".", json!(""));
    check(Style::Matrix, false, SINGLE, Coding::Percent, ";the%20name", json!(""));
    check(Style::Matrix, true, OBJECT, Coding::Percent, ";R", json!({"R": ""}));
    check(Style::Simple, false, LIST, Coding::Percent, "a%2Cb,c+d", json!(["a,b", "c+d"]));
}

#[test]
fn what_is_no_text_of_the_style_is_refused_where_it_is() {
    let check = |style, explode, composition, raw: &str, pointer: &str, keyword: &str| {
        let found = flaw_of(&carried(style, explode, composition), raw, Coding::Percent);
        assert_eq!(found, (pointer.to_owned(), keyword), "{style:?} {explode} {raw}");
    };
    check(Style::Label, false, SINGLE, "a", "", "syntax");
    check(Style::Matrix, false, SINGLE, "a", "", "syntax");
    check(Style::Matrix, false, SINGLE, ";a", "", "syntax");
    check(Style::Matrix, false, SINGLE, ";other=a", "", "syntax");
    check(Style::Matrix, false, SINGLE, ";;the%20name=a", "", "syntax");
    check(Style::Matrix, true, LIST, ";the%20name=a;other=b", "/1", "syntax");
    check(Style::Simple, false, OBJECT, "R,100,G", "", "syntax");
    check(Style::Simple, true, OBJECT, "R=100,G", "", "syntax");
    check(Style::Label, true, OBJECT, ".R", "", "syntax");
    check(Style::Simple, false, OBJECT, "n,x", "/n", "type");
    check(Style::Simple, false, OBJECT, "R,%ff", "/R", "syntax");
    check(Style::Simple, false, LIST, &["a"; 21].join(","), "", "maxItems");
    let closed = Composition::Object(Members { declared: &[], others: None });
    check(Style::Simple, false, closed, "R,1", "/R", "additionalProperties");
    let twice = alone(&carried(Style::Simple, false, OBJECT), "R,1,R,2", Coding::Percent).unwrap();
    let violations = schema::check(schema::anything, &twice, &scalar::LIMITS).unwrap_err();
    assert!(violations.has("duplicate-key"), "the strict reading of JSON refuses a name that comes twice");
}

/// Texts without what the style cannot write.
fn texts(without: &'static [char]) -> impl Strategy<Value = String> {
    any::<String>().prop_map(move |text| text.chars().filter(|one| *one != '\0' && !without.contains(one)).collect())
}

/// What the pairs of a query say of one field, and the query in its one form.
fn from_query(carried: &Carried, query: &str) -> (Value, String) {
    let field = [FormField { name: "the name", carried: *carried }];
    let pairs = Pairs::parse(query, &field, 100, |_, _| false).unwrap();
    let mut out = Vec::new();
    let mut own = pairs.of_field(0);
    let written = if carried.is_apart() {
        write_apart(&mut out, carried, own, Coding::Form)
    } else {
        let first = own.next().unwrap();
        assert!(own.next().is_none());
        write(&mut out, carried, "the name", first.value, Coding::Form)
    };
    let encoded = pairs.encode(&field).unwrap().unwrap_or_else(|| query.to_owned());
    (json_of(written.map(|()| out)), encoded)
}

/// The query says the value, its one form says the same, and is its own form.
fn check_query(carried: &Carried, query: &str, expected: &Value) {
    let (found, encoded) = from_query(carried, query);
    assert_eq!(&found, expected, "{query}");
    let (again, same) = from_query(carried, &encoded);
    assert_eq!((&again, &same), (expected, &encoded), "{query}");
    let reserved = Carried { reserved: true, ..*carried };
    let (kept, raw) = from_query(&reserved, query);
    assert_eq!((&kept, &from_query(&reserved, &raw).0), (expected, expected), "{raw}");
    assert!(raw.bytes().all(|byte| byte.is_ascii_graphic() && !b"#;+\"<>\\^`{}|[]".contains(&byte)), "{raw}");
}

proptest! {
    #[test]
    fn lists_come_back_from_paths(items in prop::collection::vec(texts(&[]), 1..6), all in any::<bool>()) {
        let pieces: Vec<_> = items.iter().map(|item| escaped(item, all)).collect();
        for explode in [false, true] {
            let check = |style, raw: String| {
                let found = json_of(alone(&carried(style, explode, LIST), &raw, Coding::Percent));
                assert_eq!(found, json!(items), "{raw}");
            };
            check(Style::Simple, pieces.join(","));
            if !explode {
                check(Style::Label, format!(".{}", pieces.join(",")));
            }
            let between = if explode { ";the%20name=" } else { "," };
            check(Style::Matrix, format!(";the name={}", pieces.join(between)));
        }
    }

    #[test]
    fn lists_without_points_come_back_from_exploded_labels(items in prop::collection::vec(texts(&['.']), 1..6)) {
        let pieces: Vec<_> = items.iter().map(|item| escaped(item, false)).collect();
        let found = json_of(alone(&carried(Style::Label, true, LIST), &format!(".{}", pieces.join(".")), Coding::Percent));
        prop_assert_eq!(found, json!(items));
    }

    #[test]
    fn objects_come_back_from_paths(a in texts(&['.']), key in texts(&['.']), n in any::<i64>()) {
        prop_assume!(key != "a b" && key != "n");
        let expected = json!({"a b": a, "n": n, key.clone(): a});
        let (a, key) = (escaped(&a, true), escaped(&key, true));
        for (style, explode, raw) in [
            (Style::Simple, false, format!("a%20b,{a},n,{n},{key},{a}")),
            (Style::Simple, true, format!("a%20b={a},n={n},{key}={a}")),
            (Style::Label, false, format!(".a%20b,{a},n,{n},{key},{a}")),
            (Style::Label, true, format!(".a%20b={a}.n={n}.{key}={a}")),
            (Style::Matrix, false, format!(";the%20name=a%20b,{a},n,{n},{key},{a}")),
            (Style::Matrix, true, format!(";a%20b={a};n={n};{key}={a}")),
        ] {
            prop_assert_eq!(&json_of(alone(&carried(style, explode, OBJECT), &raw, Coding::Percent)), &expected, "{}", raw);
        }
    }

    #[test]
    fn single_values_come_back(text in texts(&[]), all in any::<bool>()) {
        let raw = escaped(&text, all);
        for (style, raw) in [
            (Style::Simple, raw.clone()),
            (Style::Label, format!(".{raw}")),
            (Style::Matrix, format!(";the%20name={raw}")),
        ] {
            prop_assert_eq!(json_of(alone(&carried(style, false, SINGLE), &raw, Coding::Percent)), json!(text));
        }
        check_query(&carried(Style::Form, true, SINGLE), &format!("the%20name={raw}"), &json!(text));
        check_query(&carried(Style::Form, true, SINGLE), &format!("the+name={}", raw.replace("%20", "+")), &json!(text));
    }

    #[test]
    fn lists_come_back_from_queries(items in prop::collection::vec(texts(&[' ', '|']), 1..6), all in any::<bool>()) {
        let pieces: Vec<_> = items.iter().map(|item| escaped(item, all)).collect();
        let expected = json!(items);
        for (style, explode, between) in [
            (Style::Form, false, ","),
            (Style::Form, true, "&the%20name="),
            (Style::SpaceDelimited, false, "%20"),
            (Style::SpaceDelimited, false, "+"),
            (Style::PipeDelimited, false, "%7C"),
            (Style::PipeDelimited, false, "%7c"),
        ] {
            check_query(&carried(style, explode, LIST), &format!("the+name={}", pieces.join(between)), &expected);
        }
    }

    #[test]
    fn objects_come_back_from_queries(a in texts(&[' ', '|']), key in texts(&[' ', '|', '[', ']']), n in any::<i64>()) {
        prop_assume!(!["a b", "n", "l&", "the name", ""].contains(&key.as_str()));
        let expected = json!({"n": n, key.clone(): a});
        let deep = json!({"n": n, "l&": [a, a], key.clone(): a});
        let (a, key) = (escaped(&a, true), escaped(&key, true));
        check_query(&carried(Style::Form, false, OBJECT), &format!("the+name=n,{n},{key},{a}"), &expected);
        check_query(&carried(Style::Form, true, OBJECT), &format!("n={n}&{key}={a}"), &expected);
        check_query(&carried(Style::PipeDelimited, false, OBJECT), &format!("the+name=n%7C{n}|{key}%7c{a}"), &expected);
        check_query(&carried(Style::SpaceDelimited, false, OBJECT), &format!("the+name=n+{n}%20{key}+{a}"), &expected);
        let query = format!("the name[n]={n}&the+name%5Bl%26%5D={a}&the%20name[{key}]={a}&the name[l%26%5d={a}");
        check_query(&carried(Style::DeepObject, true, DEEP), &query, &deep);
    }

    #[test]
    fn no_text_panics_or_becomes_more_than_one_value(raw in any::<String>(), sharp in "[%&=;,.|\\[\\]+a-f0-9 ]{0,40}") {
        for raw in [raw, sharp] {
            for style in [
                Style::Simple, Style::Label, Style::Matrix, Style::Form, Style::SpaceDelimited, Style::PipeDelimited,
            ] {
                for (explode, composition) in [(false, LIST), (true, LIST), (false, OBJECT), (true, OBJECT), (true, SINGLE)] {
                    for coding in [Coding::Percent, Coding::Form, Coding::Header, Coding::Plain] {
                        if let Ok(text) = alone(&carried(style, explode, composition), &raw, coding) {
                            let checked = schema::check(schema::anything, &text, &scalar::LIMITS);
                            assert!(checked.is_ok() || checked.is_err_and(|one| one.has("duplicate-key")), "{raw}");
                        }
                    }
                }
            }
        }
    }
}

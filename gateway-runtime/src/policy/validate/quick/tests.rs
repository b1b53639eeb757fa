//! The quick way against the one for everything, on queries of every kind.

use proptest::prelude::*;

use super::super::parameters::{Credentials, read_any};
use super::*;
use crate::contract::{Carried, HookStage, List, Member, MemberValue, Members, Undeclared};
use crate::schema::{self, Cursor, Numbers, Run, Step, Strings};

fn small<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    schema::number(run, at, const { &Numbers::INTEGER.maximum("1000") })
}

fn short<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    schema::string(run, at, const { &Strings::ANY.max_length(5) })
}

/// Notes, as validators do for a hook.
fn noting<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    let open = run.begin(0, at);
    let behind = schema::anything(run, at)?;
    run.end(open, behind);
    Some(behind)
}

const fn query(name: &'static str, composition: Composition, explode: bool, schema: schema::Validator) -> Parameter {
    Parameter {
        name,
        location: ParameterLocation::Query,
        required: false,
        carried: Carried { style: Style::Form, explode, reserved: false, composition },
        allow_empty: false,
        default: None,
        schema,
        place: "",
    }
}

const fn single(reading: Reading) -> Composition {
    Composition::Single(Single::of(reading))
}

const fn list(reading: Reading) -> Composition {
    Composition::List(List { items: Single::of(reading), most: 3 })
}

const EITHER: Composition =
    Composition::Single(Single { readings: &[Reading::Integer, Reading::String], schema: schema::anything });
const OBJECT: Composition = Composition::Object(Members {
    declared: &[Member { name: "w", value: MemberValue::Single(Single::of(Reading::Integer)) }],
    others: None,
});

static PARAMETERS: &[Parameter] = &[
    query("text", single(Reading::String), true, short),
    query("n", single(Reading::Integer), true, small),
    query("list", list(Reading::String), true, schema::anything),
    query("ids", list(Reading::Integer), true, noting),
    query("cols", list(Reading::String), false, noting),
    Parameter {
        location: ParameterLocation::Path,
        required: true,
        ..query("id", single(Reading::Integer), false, small)
    },
    query("yes", single(Reading::Boolean), true, schema::anything),
    query("far", single(Reading::Number), true, noting),
    query("doc", single(Reading::Json), true, schema::anything),
    query("either", EITHER, true, schema::anything),
    query("size", OBJECT, true, schema::anything),
    query("flat", OBJECT, false, schema::anything),
    Parameter { allow_empty: true, ..query("empty", single(Reading::String), true, small) },
    Parameter { default: Some("20"), ..query("limit", single(Reading::Integer), true, noting) },
    Parameter {
        carried: Carried {
            style: Style::PipeDelimited,
            explode: false,
            reserved: false,
            composition: list(Reading::String),
        },
        ..query("pipes", single(Reading::String), false, schema::anything)
    },
    Parameter {
        carried: Carried { style: Style::Form, explode: true, reserved: true, composition: single(Reading::String) },
        ..query("any", single(Reading::String), false, schema::anything)
    },
    Parameter {
        location: ParameterLocation::Header,
        ..query("text", single(Reading::String), false, schema::anything)
    },
];

const FACTS: OperationFacts = OperationFacts { parameters: PARAMETERS, ..OperationFacts::CLOSED };

#[allow(clippy::unnecessary_wraps, reason = "texts of other places can be refused")]
fn elsewhere(texts: &mut Vec<u8>, parameter: &Parameter) -> Result<Found, Denial> {
    if parameter.location != ParameterLocation::Path {
        return Ok(Found::Nothing);
    }
    texts.extend_from_slice(b"7");
    Ok(Found::Value)
}

/// All that others see of parameters.
fn seen(parameters: &Parameters, raw: &str) -> impl PartialEq + core::fmt::Debug + use<> {
    let texts: Vec<_> =
        parameters.noted().map(|noted| noted.map(|noted| String::from_utf8(noted.whole().to_vec()).unwrap())).collect();
    let notes: Vec<_> =
        (0..texts.len()).map(|position| parameters.notes.get(position).cloned().unwrap_or_default()).collect();
    (texts, notes, parameters.query(Some(raw)).map(str::to_owned), parameters.has_undeclared())
}

/// Whether the quick way was taken, after comparing what it gives.
fn agree(facts: &OperationFacts, raw: &str) -> bool {
    let any = read_any(facts, raw, &mut Credentials::default(), elsewhere);
    match (read(facts, raw, elsewhere), any) {
        (Some(quick), Ok(any)) => {
            assert_eq!(seen(&quick, raw), seen(&any, raw), "{raw}");
            true
        }
        (Some(_), Err(denial)) => panic!("{denial:?} is not seen in {raw}"),
        (None, _) => false,
    }
}

#[test]
fn the_usual_is_read_quickly() {
    for raw in [
        "",
        "text=a",
        "text=",
        "text=%C3%A9",
        "n=7&text=a%20b&yes=true&far=1.5e3",
        "list=a&list=b%2C&n=1",
        "ids=1&ids=2",
        "cols=a,b%2cc,%22+",
        "text=a:b",
        "either=a&flat=w,1&pipes=a|b&any=a:b",
        "doc=%7B%22a%22%3A1%7D",
        "limit=3",
        "any=a",
    ] {
        assert!(agree(&FACTS, raw), "{raw}");
    }
}

#[test]
fn what_is_refused_or_rare_is_left_to_the_other_way() {
    for raw in [
        "&",
        "n",
        "=",
        "n=",
        "n=1&",
        "n=01",
        "n=1e2",
        "n=1001",
        "text=abcdef",
        "text=a&text=b",
        "te%78t=a",
        "x=1",
        "w=1",
        "yes=1",
        "list=a&n=1&list=b",
        "list=a&list=b&list=c&list=d",
        "cols=a,b,c,d",
        "text=%",
        "text=%0",
        "text=%00",
        "text=%ff",
        "text=%2&n=1",
        "empty=",
        "size=1",
        "id=1",
        "doc=1,2",
        "far=1.",
        "text=\0",
    ] {
        assert!(!agree(&FACTS, raw), "{raw}");
    }
    let many =
        PARAMETERS.iter().chain([&query("most", list(Reading::String), true, schema::anything)]).copied().collect();
    let many: &[Parameter] = Vec::leak(many);
    assert!(!agree(&OperationFacts { parameters: many, ..FACTS }, &["most=1"; 101].join("&")));
}

/// Queries that are often almost right.
fn queries() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        12 => prop::sample::select(PARAMETERS).prop_map(|parameter| parameter.name.to_owned()),
        1 => prop::sample::select(vec!["w", "x", "te%78t", "", "text[]", "id"]).prop_map(str::to_owned),
    ];
    let piece = prop::sample::select(vec![
        "a",
        "B",
        "7",
        "0",
        "12",
        "true",
        ".",
        "-",
        "~",
        "_",
        ",",
        "%2C",
        "%2c",
        "%20",
        "+",
        "%22",
        "%5C",
        "%41",
        "%00",
        "%0a",
        "%C3%A9",
        "%ff",
        "%",
        "%4",
        "|",
        "%7C",
        ":",
        "=",
        ";",
        "é",
        "\"",
        "w,1",
        "%7B%7D",
        "1.5",
        "1e2",
        "a-much-longer-text",
    ]);
    let value = prop_oneof![
        3 => prop::sample::select(vec!["1", "20", "a", "true", "1.5", "a,b", "w,1", "%7B%7D", "1,2"]).prop_map(str::to_owned),
        2 => prop::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat()),
    ];
    let pair = (name, value, 0..20_u8, 1..3_usize).prop_map(|(name, value, sign, times)| {
        let pair = if sign == 0 { name } else { format!("{name}={value}") };
        vec![pair; if sign < 5 { times } else { 1 }].join("&")
    });
    prop::collection::vec(pair, 0..7).prop_map(|pairs| pairs.join("&"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn both_ways_give_the_same(raw in queries(), has_hook: bool, is_open: bool) {
        let hooks: &[HookStage] = if has_hook { &[HookStage::Authorized] } else { &[] };
        let undeclared = if is_open { Undeclared::Ignore } else { Undeclared::Refuse };
        agree(&OperationFacts { undeclared, hooks, ..FACTS }, &raw);
    }
}

#[test]
fn names_are_the_same_where_every_byte_is() {
    let name: Vec<u8> = (b'a'..=b'z').collect();
    for length in 0..=name.len() {
        let name = &name[..length];
        assert!(are_same(name, name));
        for at in 0..length {
            let mut other = name.to_vec();
            other[at] ^= 1;
            assert!(!are_same(name, &other) && !are_same(name, &name[..at]), "{length} {at}");
        }
    }
}

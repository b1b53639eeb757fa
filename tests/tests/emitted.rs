//! The golden files of the generator are compiled against the runtime and behave as the documents say.

/// A small orders API.
pub mod orders {
    include!("../../gateway-gen/tests/golden/orders/mod.rs");
}

/// Only compiled: every text of the document is hostile, every name collides with a word of generated code.
pub mod hostile {
    include!("../../gateway-gen/tests/golden/hostile/mod.rs");
}

use std::borrow::Cow;

use gateway_runtime::contract::{Matched, Method, Product, Segments};
use gateway_runtime::decode::{FromNotes, Json, Noted};
use gateway_runtime::operation::{Call, Decision, Dispatch, Operation};
use gateway_runtime::schema::{self, Limits, Violation};
use orders::hooks::{Dispatcher, Hooks};
use orders::schemas;
use orders::types::{NewOrder, OrderLine};
use proptest::prelude::*;
use serde_json::{Value, json};

fn route(path: &str) -> Option<(&'static str, Vec<String>)> {
    let segments = Segments::of(path)?;
    let matched: Matched<'_> = (orders::Orders::FACTS.route)(&segments)?;
    Some((matched.path().template, matched.captures().iter().map(ToString::to_string).collect()))
}

#[test]
fn concrete_text_wins_over_variables() {
    let found = |template, captures: &[&str]| Some((template, captures.iter().map(ToString::to_string).collect()));
    assert_eq!(route("/v1/orders"), found("/v1/orders", &[]));
    assert_eq!(route("/v1/orders/latest"), found("/v1/orders/latest", &[]));
    assert_eq!(route("/v1/orders/42"), found("/v1/orders/{orderId}", &["42"]));
    assert_eq!(route("/v1/orders/42:cancel"), found("/v1/orders/{orderId}:cancel", &["42"]));
    assert_eq!(route("/v1/orders/:cancel"), found("/v1/orders/{orderId}", &[":cancel"]));
    assert_eq!(route("/v1/exports/may.v2.csv"), found("/v1/exports/{name}.{format}", &["may", "v2.csv"]));
    for unknown in ["/", "/v1", "/v1/orders/", "/v1/Orders", "/v1/orders/1/2", "/v1/exports/csv", "/v1/exports/.csv"] {
        assert_eq!(route(unknown), None, "{unknown}");
    }
}

#[test]
fn facts_are_where_their_index_says() {
    for product in [orders::Orders::FACTS, hostile::Product::FACTS] {
        for (index, facts) in product.operations.iter().enumerate() {
            assert_eq!(facts.index, index);
            assert!(!facts.security.is_empty() && facts.upstream.0 < product.upstreams.len());
        }
    }
    let create = orders::operations::CreateOrder::FACTS;
    assert_eq!((create.method, create.id, create.security.len()), (Method::Post, "createOrder", 2));
    assert_eq!(create.limits[0].window.as_secs(), 60);
}

/// Notes an order and makes its struct.
fn read<T>(body: &str, then: impl FnOnce(NewOrder<'_>) -> T) -> Result<T, Violation> {
    let notes = schema::note(schemas::noting_new_order, body.as_bytes(), &Limits::depth(16))?;
    Ok(then(NewOrder::from_notes(Noted::of(body.as_bytes(), &notes)).unwrap()))
}

#[test]
fn a_body_is_read_into_its_struct_without_copies() {
    let body = r#" {"customer":"c-1","note": null , "dimensions":{ "width": 7 },"tree":{"child":{}},
        "lines":[ {"sku":"a\u0062","quantity":2.0}],"serial":18446744073709551615} "#;
    let check = |order: NewOrder<'_>| {
        assert!(matches!(order.customer, Cow::Borrowed("c-1")));
        assert_eq!((order.note.clone(), order.gift, order.serial), (Some(None), None, Some(u64::MAX)));
        assert_eq!((&*order.lines[0].sku, order.lines[0].quantity, order.lines[0].unit_price), ("ab", 2, None));
        assert_eq!((order.dimensions.clone().unwrap().width, order.lines.len()), (7, 1));
        assert_eq!(order.tree.unwrap().text(), r#"{"child":{}}"#);
        assert_eq!(format!("{order:?}"), "NewOrder { .. }");
    };
    read(body, check).unwrap();
    assert_eq!(read(r#"{"customer":"c-1"}"#, drop).unwrap_err().keyword, "required");
    assert_eq!(read(r#"{"customer":1,"lines":[]}"#, drop).unwrap_err().keyword, "type");
}

#[test]
fn what_nobody_noted_is_made_into_nothing() {
    let body = br#"{"customer":"c-1","lines":[{"sku":"a","quantity":1}]}"#;
    let plain = schema::note(schemas::new_order, body, &Limits::depth(16)).unwrap();
    assert!(NewOrder::from_notes(Noted::of(body, &plain)).is_none());
    assert!(Vec::<i64>::from_notes(Noted::of(b"[1]", &plain)).is_none());
    let notes = schema::note(schemas::noting_new_order, body, &Limits::depth(16)).unwrap();
    for other in [&b"{}"[..], b"", br#"{"customer":1}"#, br#"["customer",1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]"#] {
        assert!(NewOrder::from_notes(Noted::of(other, &notes)).is_none());
    }
}

#[test]
fn lists_in_parameters_are_noted() {
    let text = br#"["a","b\"",""]"#;
    let facts = orders::operations::ListOrders::FACTS;
    let notes = schema::note(facts.parameters[1].schema, text, &Limits::depth(2)).unwrap();
    let tags = Vec::<Cow<'_, str>>::from_notes(Noted::of(text, &notes));
    assert_eq!(tags.unwrap(), ["a", "b\"", ""]);
    let notes = schema::note(facts.parameters[1].schema, b"[ ]", &Limits::depth(2)).unwrap();
    assert_eq!(Vec::<Cow<'_, str>>::from_notes(Noted::of(b"[ ]", &notes)), Some(Vec::new()));
}

/// The same order as a tree of `serde_json`, with every number as a fraction.
fn tree_of(order: &NewOrder<'_>) -> Value {
    let text = |json: Json<'_>| fractions(serde_json::from_str(json.text()).unwrap());
    let mut tree = json!({ "customer": order.customer });
    let line = |line: &OrderLine<'_>| {
        let mut tree = json!({ "sku": line.sku, "quantity": line.quantity as f64 });
        line.unit_price.map(|price| tree["unitPrice"] = json!(price));
        tree
    };
    tree["lines"] = order.lines.iter().map(line).collect();
    order.gift.map(|gift| tree["gift"] = json!(gift));
    order.note.as_ref().map(|note| tree["note"] = json!(note));
    order.labels.map(|labels| tree["labels"] = text(labels));
    order.reference.map(|reference| tree["reference"] = json!(reference.text().parse::<f64>().unwrap()));
    order.serial.map(|serial| tree["serial"] = json!(serial as f64));
    order.dimensions.as_ref().map(|dimensions| tree["dimensions"] = json!({ "width": dimensions.width as f64 }));
    order.tree.map(|inner| tree["tree"] = text(inner));
    tree
}

fn fractions(tree: Value) -> Value {
    match tree {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(items) => items.into_iter().map(fractions).collect(),
        Value::Object(members) => members.into_iter().map(|(name, value)| (name, fractions(value))).collect(),
        other => other,
    }
}

/// Members in any spelling: good values, and now and then a bad one.
fn any_order() -> impl Strategy<Value = String> {
    let spaces = || "[ \n]{0,2}";
    let text = || {
        let escaped = any::<String>().prop_map(|text| text.replace(|c| matches!(c, '"' | '\\' | '\0'..' '), "\\u0061"));
        prop_oneof![4 => escaped, 1 => Just("\\ud83d\\ude00\\n".to_owned())].prop_map(|text| format!("\"{text}\""))
    };
    let bad = || {
        prop::sample::select(&["null", "[]", "{}", "-1", "0.5", "1e2", "\"\\ud800\"", "[{}]", "tru", "1e400", "\"", ""])
    };
    let or_bad = |good: BoxedStrategy<String>| prop_oneof![30 => good, 1 => bad().prop_map(str::to_owned)];
    let whole =
        || or_bad(prop_oneof![(1..1000).prop_map(|n| n.to_string()), (1..50).prop_map(|n| format!("{n}.0e0"))].boxed());
    let members = |members: Vec<(&'static str, BoxedStrategy<String>)>| {
        let count = members.len();
        let names: Vec<_> = members.iter().map(|(name, _)| *name).collect();
        let chosen = prop::sample::subsequence((0..count).collect::<Vec<_>>(), 0..=count).prop_shuffle();
        let values: Vec<_> = members.into_iter().map(|(_, value)| value).collect();
        (chosen, values, spaces(), any::<bool>()).prop_map(move |(chosen, values, space, all)| {
            let order: Vec<usize> = if all { (0..count).collect() } else { chosen };
            let spelt = |at: &usize| format!("{space}\"{}\":{space}{}{space}", names[*at], values[*at]);
            format!("{{{}{space}}}", order.iter().map(spelt).collect::<Vec<_>>().join(","))
        })
    };
    let line = members(vec![
        ("sku", or_bad(text().boxed()).boxed()),
        ("quantity", whole().boxed()),
        ("unitPrice", or_bad((-1e9..1e9).prop_map(|n: f64| n.to_string()).boxed()).boxed()),
    ]);
    let lines = (prop::collection::vec(line, 0..4), spaces())
        .prop_map(|(lines, space)| format!("[{space}{}{space}]", lines.join(&format!("{space},"))));
    let labels = prop::collection::vec(text(), 0..3)
        .prop_map(|texts| texts.iter().enumerate().map(|(at, text)| format!("\"{at}\":[{text},1]")).collect::<Vec<_>>())
        .prop_map(|labels| format!("{{{}}}", labels.join(",")));
    members(vec![
        ("customer", or_bad(text().boxed()).boxed()),
        ("lines", or_bad(lines.boxed()).boxed()),
        ("gift", or_bad(any::<bool>().prop_map(|gift| gift.to_string()).boxed()).boxed()),
        ("note", prop_oneof![text(), Just("null".to_owned())].boxed()),
        ("labels", or_bad(labels.boxed()).boxed()),
        ("reference", or_bad(any::<i64>().prop_map(|n| n.to_string()).boxed()).boxed()),
        ("serial", whole().boxed()),
        ("dimensions", members(vec![("width", whole().boxed())]).boxed()),
        ("tree", or_bad(Just("{\"child\":{\"child\":{} }}".to_owned()).boxed()).boxed()),
        ("unknown", prop_oneof![20 => Just("\"customer\"".to_owned()), 1 => text()].boxed()),
    ])
    .prop_map(|order| order.replace("\"unknown\"", "\"gi\\u0066t\""))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn noting_changes_no_verdict_and_the_struct_says_what_serde_json_reads(
        order in any_order(),
        cut in prop::option::weighted(0.3, (any::<prop::sample::Index>(), "[ -~]{0,2}", 0..3_usize)),
    ) {
        let mut body = order;
        if let Some((at, put, drop)) = cut {
            let mut letters: Vec<char> = body.chars().collect();
            let at = at.index(letters.len());
            let end = (at + drop).min(letters.len());
            letters.splice(at..end, put.chars());
            body = letters.into_iter().collect();
        }
        let plain = schema::check(schemas::new_order, body.as_bytes(), &Limits::depth(16));
        let noted = read(&body, |order| tree_of(&order));
        prop_assert_eq!(noted.as_ref().map(drop).map_err(Clone::clone), plain);
        if let Ok(tree) = noted {
            prop_assert_eq!(tree, fractions(serde_json::from_str(&body).unwrap()));
        }
    }
}

struct Own;

impl Hooks for Own {
    async fn list_orders_authorized(&self, call: Call<'_, orders::operations::ListOrders>) -> Decision {
        match &call.input().tag {
            Some(tags) if tags.is_empty() => Decision::Refused("no-tag"),
            _ => Decision::Admitted,
        }
    }

    async fn create_order_authorized(&self, call: Call<'_, orders::operations::CreateOrder>) -> Decision {
        match call.input().body.lines.len() {
            0 => Decision::Refused("empty-order"),
            _ => Decision::Admitted,
        }
    }
}

#[test]
fn a_product_with_its_hooks_is_a_dispatcher() {
    let _: Box<dyn Dispatch> = Box::new(Dispatcher(Own));
}

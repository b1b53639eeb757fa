//! The golden files of the generator are compiled against the runtime and behave as the documents say.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::option_map_unit_fn,
    reason = "a test that cannot go on fails, and its numbers are small"
)]

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
    assert_eq!(read(r#"{"customer":"c-1"}"#, |_| ()).unwrap_err().keyword, "required");
    assert_eq!(read(r#"{"customer":1,"lines":[]}"#, |_| ()).unwrap_err().keyword, "type");
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

/// Members in any order, of which the first few are always there.
fn members(required: usize, members: Vec<(&'static str, BoxedStrategy<String>)>) -> impl Strategy<Value = String> {
    let (names, values): (Vec<_>, Vec<_>) = members.into_iter().unzip();
    let optional = prop::sample::subsequence((required..names.len()).collect::<Vec<_>>(), 0..=names.len() - required);
    let order = optional
        .prop_map(move |optional| (0..required).chain(optional).collect::<Vec<_>>())
        .prop_flat_map(|order| prop_oneof![Just(order.clone()), Just(order).prop_shuffle()]);
    (order, values, "[ \n]{0,2}").prop_map(move |(order, values, space)| {
        let spelt = |at: &usize| format!("{space}\"{}\":{space}{}{space}", names[*at], values[*at]);
        format!("{{{}{space}}}", order.iter().map(spelt).collect::<Vec<_>>().join(","))
    })
}

/// A good value, and now and then a bad one.
fn mostly(good: impl Strategy<Value = String> + 'static) -> BoxedStrategy<String> {
    const BAD: &[&str] =
        &["null", "[]", "{}", "-1", "0.5", "1e2", "\"\\ud800\"", "[{}]", "tru", "1e400", "\"", "", "1,\"gift\":true"];
    prop_oneof![60 => good, 1 => prop::sample::select(BAD).prop_map(str::to_owned)].boxed()
}

fn any_text() -> impl Strategy<Value = String> {
    let unsafe_ones = |letter| matches!(letter, '"' | '\\' | '\0'..' ');
    let plain = any::<String>().prop_map(move |text| text.replace(unsafe_ones, "\\u0061"));
    prop_oneof![4 => plain, 1 => Just("\\ud83d\\ude00\\n".to_owned())].prop_map(|text| format!("\"{text}\""))
}

/// From 1 to 50 in any notation.
fn few() -> BoxedStrategy<String> {
    let few = (1..50, prop::sample::select(&["", ".0", "e0", ".00E+0"][..]));
    mostly(few.prop_map(|(number, notation)| format!("{number}{notation}")))
}

/// The text of an order: most are accepted.
fn any_order() -> impl Strategy<Value = String> {
    let price = (-1e9..1e9).prop_map(|price: f64| price.to_string());
    let line = members(2, vec![("sku", mostly(any_text())), ("quantity", few()), ("unitPrice", mostly(price))]);
    let lines = (prop::collection::vec(line, 0..4), "[ \n]{0,2}")
        .prop_map(|(lines, space)| format!("[{space}{}{space}]", lines.join(&format!("{space},"))));
    let labels = prop::collection::vec(any_text(), 0..3).prop_map(|texts| {
        let labels: Vec<_> = texts.iter().enumerate().map(|(at, text)| format!("\"{at}\":[{text},1]")).collect();
        format!("{{{}}}", labels.join(","))
    });
    let order = vec![
        ("customer", mostly(any_text())),
        ("lines", mostly(lines)),
        ("gift", mostly(any::<bool>().prop_map(|gift| gift.to_string()))),
        ("note", prop_oneof![any_text(), Just("null".to_owned())].boxed()),
        ("labels", mostly(labels)),
        ("reference", mostly(any::<i64>().prop_map(|reference| reference.to_string()))),
        ("serial", few()),
        ("dimensions", members(1, vec![("width", few())]).boxed()),
        ("tree", mostly(Just("{\"child\":{\"child\":{} }}".to_owned()))),
    ];
    (members(2, order), any::<bool>()).prop_map(|(order, unusual)| {
        if unusual { order.replace("\"gift\"", "\"gi\\u0066t\"").replace("\"sku\"", "\"\\u0073ku\"") } else { order }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn noting_changes_no_verdict_and_the_struct_says_what_serde_json_reads(
        order in any_order(),
        cut in prop::option::weighted(0.2, (any::<prop::sample::Index>(), "[ -~]{0,2}", 0..3_usize)),
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

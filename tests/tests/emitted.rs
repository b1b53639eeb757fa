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
use gateway_runtime::decode::{Decode, Integer, Json};
use gateway_runtime::operation::{Call, Decision, Dispatch, Operation};
use orders::hooks::{Dispatcher, Hooks};
use orders::types::NewOrder;
use proptest::prelude::*;
use serde_json::json;

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

#[test]
fn a_body_is_read_into_its_struct_without_copies() {
    let body = br#"{"customer":"c-1","note":null,"extra":[{}],"lines":[{"sku":"a\u0062","quantity":2.0}],"serial":18446744073709551615}"#;
    let order = NewOrder::decode(Json::of(body).unwrap()).unwrap();
    assert!(matches!(order.customer, Cow::Borrowed("c-1")));
    assert_eq!((order.note.clone(), order.gift, order.serial), (Some(None), None, Some(u64::MAX)));
    assert_eq!((&*order.lines[0].sku, order.lines[0].quantity, order.lines[0].unit_price), ("ab", 2, None));
    assert_eq!(format!("{order:?}"), "NewOrder { .. }");
    assert!(NewOrder::decode(Json::of(br#"{"customer":"c-1"}"#).unwrap()).is_none());
    assert!(NewOrder::decode(Json::of(br#"{"customer":1,"lines":[]}"#).unwrap()).is_none());
}

proptest! {
    #[test]
    fn decoded_orders_say_what_serde_json_reads(
        customer in any::<String>(),
        lines in prop::collection::vec((any::<String>(), 1i64..1000, prop::option::of(-1e9..1e9f64)), 0..5),
        gift in prop::option::of(any::<bool>()),
        note in prop::option::of(prop::option::of(any::<String>())),
        reference in prop::option::of(any::<i64>()),
        labels in prop::collection::btree_map(any::<String>(), any::<String>(), 0..4),
    ) {
        let mut value = json!({ "customer": customer, "labels": labels, "undeclared": { "lines": [] } });
        value["lines"] = lines.iter().map(|(sku, quantity, price)| {
            let mut line = json!({ "sku": sku, "quantity": quantity });
            if let Some(price) = price { line["unitPrice"] = json!(price); }
            line
        }).collect();
        if let Some(gift) = gift { value["gift"] = json!(gift); }
        if let Some(note) = &note { value["note"] = json!(note); }
        if let Some(reference) = reference { value["reference"] = json!(reference); }
        let text = value.to_string();

        let order = NewOrder::decode(Json::of(text.as_bytes()).unwrap()).unwrap();
        prop_assert_eq!(&*order.customer, customer.as_str());
        prop_assert_eq!(order.gift, gift);
        prop_assert_eq!(order.note.map(|note| note.map(Cow::into_owned)), note);
        prop_assert_eq!(order.reference.and_then(Integer::as_i64), reference);
        let read: Vec<_> = order.lines.into_iter().map(|line| (line.sku.into_owned(), line.quantity, line.unit_price)).collect();
        prop_assert_eq!(read, lines);
        let read: std::collections::BTreeMap<_, _> = order.labels.unwrap().entries().unwrap().into_iter()
            .map(|(name, value)| (name.into_owned(), value.decode::<Cow<'_, str>>().unwrap().into_owned()))
            .collect();
        prop_assert_eq!(read, labels);
    }
}

struct Own;

impl Hooks for Own {
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

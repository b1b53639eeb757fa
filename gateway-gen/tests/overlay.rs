//! Overlays: what they change, where their values come from, and what they refuse.

use gateway_gen::source::Sources;
use gateway_gen::{Compiled, compile, explain};

const DOCUMENT: &str = include_str!("diagnostics/sound/spec.yaml");

fn with(actions: &str) -> Compiled {
    let overlay = format!("overlay: 1.0.0\ninfo: {{ title: Policy, version: 1.0.0 }}\nactions:\n{actions}");
    compile(Sources::from_texts([("spec.yaml", DOCUMENT), ("policy.yaml", overlay.as_str())]))
}

fn errors(compiled: &Compiled) -> Vec<&'static str> {
    let stops = |one: &&gateway_gen::diagnostic::Diagnostic| one.severity == gateway_gen::diagnostic::Severity::Error;
    compiled.diagnostics.iter().filter(stops).map(|one| one.code).collect()
}

#[test]
fn updates_merge_and_keep_their_place() {
    let compiled = with(concat!(
        "  - target: $\n    update: { x-gateway-body: { maxBytes: 2KiB } }\n",
        "  - target: $.paths['/notes/{id}'].put\n    update: { x-gateway-body: { maxDepth: 4, maxKeys: 9, maxStringBytes: 1KiB } }\n",
    ));
    assert_eq!(errors(&compiled), Vec::<&str>::new());
    let product = compiled.sound().unwrap();
    let body = product.operations.iter().find_map(|operation| operation.body.as_ref()).unwrap();
    assert_eq!((body.max_bytes.value, body.max_depth.value), (2048, 4));
    assert_eq!(body.max_members.as_ref().map(|cap| cap.value), Some(9));
    assert_eq!(body.max_string.as_ref().map(|cap| cap.value), Some(1024));
    assert!(body.max_items.is_none());
    let span = body.max_depth.span.as_ref().unwrap();
    assert_eq!((span.source.0, span.action), (1, Some(1)));
    let text = explain::operation(product, &compiled.sources, "put", "/notes/{id}").unwrap();
    assert!(text.contains("keys      at most 9") && text.contains("strings   at most 1KiB"), "{text}");
    assert!(gateway_gen::lock::text(product).contains(" depth 4 keys 9 strings 1KiB "));
    assert!(text.contains("at most 2KiB") && text.contains("policy.yaml:5 (action 1)"), "{text}");
}

#[test]
fn removals_remove() {
    let compiled = with("  - { target: \"$.paths['/notes/{id}'].put\", remove: true }\n");
    assert_eq!(compiled.product.as_ref().unwrap().operations.len(), 1);
}

#[test]
fn overlays_change_the_digest_and_the_lock() {
    let plain = compile(Sources::from_texts([("spec.yaml", DOCUMENT)]));
    let changed = with("  - target: $\n    update: { x-gateway-body: { maxBytes: 2KiB } }\n");
    let (plain, changed) = (plain.sound().unwrap(), changed.sound().unwrap());
    assert_ne!(plain.digest, changed.digest);
    let difference = gateway_gen::lock::compare(&gateway_gen::lock::text(plain), &gateway_gen::lock::text(changed));
    assert!(difference.unwrap().contains("<=2KiB"));
}

#[test]
fn refusals() {
    let cases = [
        ("  - { target: \"$.paths['/old'].get\", update: {} }\n", "GW0022"),
        ("  - { target: \"$.paths['/old']\", remove: true }\n", "GW0022"),
        ("  - { target: \"$.paths[*]\", update: {} }\n", "GW0021"),
        ("  - { target: \"$..get\", update: {} }\n", "GW0021"),
        ("  - { target: \"$.paths[?(@.x)]\", update: {} }\n", "GW0021"),
        ("  - { target: $ }\n", "GW0020"),
        ("  - { target: $, remove: true }\n", "GW0020"),
        ("  - { target: $, update: 1 }\n", "GW0020"),
        ("  - { target: $, remove: yes }\n", "GW0020"),
        ("  - { target: $, udpate: {}, update: {} }\n", "GW0020"),
    ];
    for (actions, code) in cases {
        assert_eq!(errors(&with(actions)), [code], "{actions}");
    }
    let other = compile(Sources::from_texts([("spec.yaml", DOCUMENT), ("o.yaml", "overlay: 1.1.0\nactions: []\n")]));
    assert_eq!(errors(&other), ["GW0020"]);
    let broken = compile(Sources::from_texts([("spec.yaml", DOCUMENT), ("o.yaml", "overlay: [\n")]));
    assert_eq!(errors(&broken), ["GW0001"]);
}

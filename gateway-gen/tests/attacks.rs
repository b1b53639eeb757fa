//! Documents that once compiled to something else than they say, or did not come to an end.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use gateway_gen::diagnostic::{Diagnostic, Severity};
use gateway_gen::lone::{Lone, Options, lower};
use gateway_gen::model::{Applied, Direction, Number, Schema};
use gateway_gen::resolve::Dialect;
use gateway_gen::source::Sources;
use gateway_gen::{Compiled, compile, lock};

fn with(text: &str, dialect: Dialect, direction: Option<Direction>) -> Result<Lone, Vec<Diagnostic>> {
    let options = Options { dialect, assert_formats: true, direction, others: &[] };
    lower(text, "attacked", &options)
}

fn sound(text: &str) -> Lone {
    with(text, Dialect::V31, None).unwrap()
}

fn property<'l>(lowered: &'l Lone, of: &'l Schema, name: &str) -> &'l Schema {
    lowered.schemas.at(of.object.properties.get(name).unwrap().schema)
}

#[test]
fn bounds_that_64_bits_would_round_are_not_one() {
    let text = r#"{"properties":{"a":{"maximum":18446744073709551618},"b":{"maximum":18446744073709551616},
        "c":{"multipleOf":0.1},"d":{"multipleOf":0.1000000000000000001}}}"#;
    let lowered = sound(text);
    let root = lowered.schemas.at(lowered.root);
    for (name, bound) in [("a", "18446744073709551618"), ("b", "18446744073709551616")] {
        assert_eq!(property(&lowered, root, name).number.maximum.as_ref().unwrap().as_str(), bound);
    }
    for (name, factor) in [("c", "0.1"), ("d", "0.1000000000000000001")] {
        let factors = &property(&lowered, root, name).number.multiple_of;
        assert_eq!(factors.iter().map(Number::as_str).collect::<Vec<_>>(), [factor]);
    }
}

#[test]
fn a_factor_that_cannot_be_divided_by_is_refused() {
    let errors = |schema: &str| {
        let text = format!(
            "openapi: 3.1.0
info: {{ title: t, version: '1' }}
x-gateway: {{ version: 1, product: attacked, profile: permissive, hosts: [a.example] }}
x-gateway-components: {{ upstreams: {{ u: {{ timeout: 3s }} }} }}
x-gateway-upstream: u
security: [{{ k: [] }}]
paths:
  /a:
    get:
      operationId: a
      parameters: [{{ name: a, in: query, schema: {schema} }}]
components:
  securitySchemes: {{ k: {{ type: apiKey, in: header, name: X-Key, x-gateway-auth: {{ store: s, hash: hmac-sha256 }} }} }}
"
        );
        let compiled = compile(Sources::from_texts([("document.yaml", text.as_str())]));
        let stops = compiled.diagnostics.iter().filter(|one| one.severity == Severity::Error);
        stops.map(|one| one.code).collect::<Vec<_>>()
    };
    for schema in
        ["{ type: number, multipleOf: 123456789012345678901 }", "{ not: { multipleOf: 0.12345678901234567890123 } }"]
    {
        assert_eq!(errors(schema), ["GW0505"], "{schema}");
    }
    assert!(errors("{ type: number, multipleOf: 12345678901234567890000 }").is_empty());
}

#[test]
fn read_only_says_nothing_inside_a_condition() {
    let text = r#"{"properties":{"id":{"readOnly":true}},"required":["id"],
        "not":{"required":["id"],"properties":{"id":{"readOnly":true}}}}"#;
    let lowered = with(text, Dialect::V31, Some(Direction::Request)).unwrap();
    let root = lowered.schemas.at(lowered.root);
    let id = root.object.properties.get("id").unwrap();
    assert_eq!((id.required, id.refused), (false, Some(Direction::Request)));
    let [Applied::Not(inner)] = root.applied.as_slice() else { panic!("{:?}", root.applied) };
    let id = lowered.schemas.at(*inner).object.properties.get("id").unwrap();
    assert_eq!((id.required, id.refused), (true, None));
}

#[test]
fn nothing_beside_a_reference_counts_in_3_0_wherever_it_stands() {
    let text = r##"{"definitions":{"x":{"type":"string"}},
        "allOf":[{"$ref":"#/definitions/x","allOf":[{"maxLength":1}],"minLength":9}]}"##;
    let lowered = with(text, Dialect::V30, None).unwrap();
    let rules = &lowered.schemas.at(lowered.root).string;
    assert_eq!((rules.min_length, rules.max_length), (None, None));
}

#[test]
fn combinations_beyond_counting_are_refused() {
    let mut schemas = Vec::new();
    for prime in [2, 3, 5, 7, 11, 13] {
        for at in 0..prime {
            let next = (at + 1) % prime;
            schemas.push(format!(
                r##""P{prime}_{at}":{{"type":"object","minProperties":{at},"properties":{{"n":{{"$ref":"#/$defs/P{prime}_{next}"}}}}}}"##
            ));
        }
    }
    let roots = [2, 3, 5, 7, 11, 13].map(|prime| format!(r##"{{"$ref":"#/$defs/P{prime}_0"}}"##));
    let text = format!(r#"{{"allOf":[{}],"$defs":{{{}}}}}"#, roots.join(","), schemas.join(","));
    let why = with(&text, Dialect::V31, None).unwrap_err();
    assert!(why.iter().any(|one| one.message.contains("combined in more than 10000 ways")), "{why:?}");
}

/// A document with one form.
fn compiled_form(media_type: &str, schema: &str, encoding: &str) -> Compiled {
    let text = format!(
        "openapi: 3.1.0
info: {{ title: t, version: '1' }}
x-gateway: {{ version: 1, product: attacked, profile: permissive, hosts: [a.example] }}
x-gateway-components: {{ upstreams: {{ u: {{ timeout: 3s }} }} }}
x-gateway-upstream: u
security: [{{ k: [] }}]
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          {media_type}:
            schema: {schema}
            encoding: {{ {encoding} }}
components:
  securitySchemes: {{ k: {{ type: apiKey, in: header, name: X-Key, x-gateway-auth: {{ store: s, hash: hmac-sha256 }} }} }}
"
    );
    compile(Sources::from_texts([("document.yaml", text.as_str())]))
}

/// Its errors.
fn of_form(media_type: &str, schema: &str, encoding: &str) -> Vec<&'static str> {
    let compiled = compiled_form(media_type, schema, encoding);
    let stops = compiled.diagnostics.iter().filter(|one| one.severity == Severity::Error);
    stops.map(|one| one.code).collect()
}

#[test]
fn the_lock_tells_json_from_text() {
    let locked = |encoding: &str| {
        let schema = "{ type: object, additionalProperties: false, properties: { s: { type: string } } }";
        lock::text(compiled_form("application/x-www-form-urlencoded", schema, encoding).sound().unwrap())
    };
    let text = locked("");
    assert_eq!(text, locked("s: { contentType: text/plain }"), "the default");
    assert_ne!(text, locked("s: { contentType: application/json }"));
}

#[test]
fn what_is_misspelt_in_an_encoding_is_not_taken_for_absent() {
    let schema = "{ type: object, additionalProperties: false, properties: { f: { type: string, format: binary }, l: { type: array, items: { type: string } } } }";
    let errors = |media_type: &str, encoding: &str| of_form(media_type, schema, encoding);
    let header = |more: &str| {
        let encoding = format!("f: {{ headers: {{ X-A: {{ schema: {{ type: string }}, {more} }} }} }}");
        errors("multipart/form-data", &encoding)
    };
    assert_eq!(header("required: true"), [""; 0]);
    assert_eq!(header("required: \"true\""), ["GW0007"]);
    assert_eq!(header("requird: true"), ["GW0011"]);
    assert_eq!(header("explode: 1"), ["GW0007"]);
    assert_eq!(header("style: matrix"), ["GW0409"]);
    let form = |encoding: &str| errors("application/x-www-form-urlencoded", encoding);
    assert_eq!(form("l: { explode: false }"), [""; 0]);
    assert_eq!(form("l: { explode: \"false\" }"), ["GW0007"]);
    assert_eq!(form("l: { contentType: 5 }"), ["GW0007"]);
    assert_eq!(form("l: { content-type: text/plain }"), ["GW0011"]);
    assert_eq!(form("m: { contentType: text/plain }"), ["GW0409"]);
}

#[test]
fn files_are_not_compared_and_have_names() {
    let of = |properties: &str, others: &str| {
        let schema = format!("{{ type: object, additionalProperties: {others}, properties: {{ {properties} }} }}");
        of_form("multipart/form-data", &schema, "")
    };
    let files =
        |more: &str| of(&format!("f: {{ type: array, items: {{ type: string, format: binary }}{more} }}"), "false");
    assert_eq!(files(", maxItems: 3"), [""; 0]);
    assert_eq!(files(", uniqueItems: true"), ["GW0409"]);
    assert_eq!(files(", contains: { const: a }"), ["GW0409"]);
    assert_eq!(of("t: { type: string }", "{ type: string, maxLength: 9 }"), [""; 0]);
    assert_eq!(of("t: { type: string }", "{ type: string, format: binary }"), ["GW0409"]);
}

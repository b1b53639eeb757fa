//! What documents mean: both dialects, security, limits, parameters, unions, recursion.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on says so")]

use gateway_gen::diagnostic::Severity;
use gateway_gen::model::{
    Applied, Composition, Direction, LimitKey, Number, ParameterLocation, Product, Reading, Rest, Schema, SchemeKind,
    Style, Tag,
};
use gateway_gen::source::Sources;
use gateway_gen::{Compiled, compile};

const HEAD: &str = "info: { title: T, version: 1.0.0 }
x-gateway: { version: 1, product: t, profile: permissive }
x-gateway-components: { upstreams: { u: {} }, limits: { wide: { by: ip, per: product, rate: 9/s }, own: { by: client, per: path, rate: 5/min, burst: 2 } } }
x-gateway-upstream: u
x-gateway-limits: [wide, own]
";

fn document(version: &str, rest: &str) -> Compiled {
    let text = format!("openapi: {version}\n{HEAD}{rest}");
    compile(Sources::from_texts([("t.yaml", text.as_str())]))
}

/// A document whose only operation takes a body of this schema, with more components beside it.
fn body(version: &str, schema: &str, components: &str) -> Compiled {
    let rest = format!(
        "security: [{{ k: [] }}]
paths:
  /a:
    post:
      operationId: a
      requestBody: {{ content: {{ application/json: {{ schema: {schema} }} }} }}
      responses: {{ default: {{ description: d }} }}
components:
  securitySchemes: {{ k: {{ type: apiKey, in: header, name: X-Key, x-gateway-auth: {{ store: s, hash: hmac-sha256 }} }} }}
  schemas:
    Unused: {{ type: string }}
{components}"
    );
    document(version, &rest)
}

fn codes(compiled: &Compiled, severity: Severity) -> Vec<&'static str> {
    compiled.diagnostics.iter().filter(|one| one.severity == severity).map(|one| one.code).collect()
}

fn sound(compiled: &Compiled) -> &Product {
    let texts: Vec<_> = compiled.diagnostics.iter().map(|one| format!("{} {}", one.code, one.message)).collect();
    compiled.sound().unwrap_or_else(|| panic!("{texts:#?}"))
}

fn root(product: &Product) -> &Schema {
    let body = product.operations[0].body.as_ref().unwrap();
    product.schemas.at(body.contents[0].kind.schema().unwrap())
}

#[test]
fn both_dialects_mean_the_same() {
    let old = body("3.0.3", "{ type: integer, nullable: true, minimum: 1, exclusiveMinimum: true, format: int32 }", "");
    let new = body("3.1.0", "{ type: [integer, 'null'], exclusiveMinimum: 1, format: int32 }", "");
    for compiled in [old, new] {
        let schema = root(sound(&compiled));
        assert!(schema.types.integer && schema.types.null && !schema.types.string);
        let text = |number: &Option<Number>| number.as_ref().map(ToString::to_string);
        assert_eq!(text(&schema.number.exclusive_minimum).as_deref(), Some("1"));
        assert_eq!(text(&schema.number.minimum).as_deref(), Some("-2147483648"));
        assert_eq!(text(&schema.number.maximum).as_deref(), Some("2147483647"));
    }
}

#[test]
fn formats_of_numbers_are_bounds_and_types() {
    let bounds = |schema: &str| {
        let compiled = body("3.1.0", schema, "");
        let root = root(sound(&compiled)).clone();
        let text = |number: Option<Number>| number.map(|number| number.to_string());
        (root.types.number, root.types.integer, text(root.number.minimum), text(root.number.maximum))
    };
    let some = |text: &str| Some(text.to_owned());
    let (least, most) = (some("-9223372036854775808"), some("9223372036854775807"));
    assert_eq!(bounds("{ type: number, format: int32, minimum: 5 }"), (false, true, some("5"), some("2147483647")));
    assert_eq!(bounds("{ format: int64 }"), (false, true, least.clone(), most.clone()));
    assert_eq!(bounds("{ type: integer, format: unix-time }"), (false, true, least, most));
    assert_eq!(bounds("{ type: number, format: float }"), (true, true, some("-3.4028235e38"), some("3.4028235e38")));
    assert_eq!(bounds("{ type: string, format: int64 }"), (false, false, None, None));
}

#[test]
fn an_allowance_to_backtrack_is_part_of_the_schema() {
    let schema = |steps: u32| {
        format!(
            "{{ type: string, pattern: '^(?!x)a*$', x-gateway-pattern: {{ engine: backtracking, reason: r, maxSteps: {steps} }} }}"
        )
    };
    let (one, other) = (body("3.1.0", &schema(10), ""), body("3.1.0", &schema(20), ""));
    assert!(codes(&one, Severity::Note).contains(&"GW0501"));
    let (one, other) = (root(sound(&one)), root(sound(&other)));
    assert_eq!((one.string.max_steps, other.string.max_steps), (Some(10), Some(20)));
    assert_ne!(one.digest, other.digest);
}

#[test]
fn keywords_of_the_other_dialect_are_errors() {
    let new = body("3.1.0", "{ type: string, nullable: true }", "");
    assert_eq!(codes(&new, Severity::Error), ["GW0502"]);
    let old = body("3.0.3", "{ type: object, patternProperties: { a: { type: string } } }", "");
    assert!(codes(&old, Severity::Error).contains(&"GW0502"));
}

#[test]
fn equal_schemas_are_one_node_and_recursion_ends() {
    let compiled = body(
        "3.1.0",
        "{ $ref: '#/components/schemas/Tree' }",
        "    Tree: { type: object, description: x, properties: { left: { $ref: '#/components/schemas/Tree' }, right: { $ref: '#/components/schemas/Tree' }, a: { type: string, maxLength: 3 }, b: { maxLength: 3, type: string, title: other } }, required: [a, ghost] }\n",
    );
    let product = sound(&compiled);
    let tree = root(product);
    assert_eq!((tree.name.as_str(), tree.title.as_str()), ("tree", "Tree"));
    let id = |name: &str| tree.object.properties[name].schema;
    assert_eq!(id("left"), id("right"));
    assert_eq!(product.schemas.at(id("left")).name, "tree");
    assert_eq!(id("a"), id("b"));
    assert!(tree.object.properties["a"].required && !tree.object.properties["left"].required);
    let ghost = &tree.object.properties["ghost"];
    assert!(ghost.required && !ghost.declared);
    assert_eq!(product.schemas.at(ghost.schema).title, "anything");
    assert_eq!(product.schemas.iter().count(), 3);
}

#[test]
fn long_chains_of_references_are_no_recursion() {
    let mut chain = String::new();
    for link in 0..5_000 {
        use std::fmt::Write as _;
        writeln!(chain, "    C{link}: {{ type: array, items: {{ $ref: '#/components/schemas/C{}' }} }}", link + 1)
            .unwrap();
    }
    chain.push_str("    C5000: { type: string }\n");
    let compiled = body("3.1.0", "{ $ref: '#/components/schemas/C0' }", &chain);
    assert_eq!(sound(&compiled).schemas.iter().count(), 5_001);
}

#[test]
fn endless_references_are_errors() {
    let pure = body(
        "3.1.0",
        "{ $ref: '#/components/schemas/A' }",
        "    A: { $ref: '#/components/schemas/B' }\n    B: { $ref: '#/components/schemas/A' }\n",
    );
    assert!(codes(&pure, Severity::Error).contains(&"GW0010"));
    let in_place = body(
        "3.1.0",
        "{ $ref: '#/components/schemas/A' }",
        "    A: { anyOf: [{ type: string }, { $ref: '#/components/schemas/B' }] }\n    B: { allOf: [{ $ref: '#/components/schemas/A' }] }\n",
    );
    assert!(codes(&in_place, Severity::Error).contains(&"GW0010"));
}

#[test]
fn what_applies_to_one_instance_is_one_node() {
    let compiled = body(
        "3.0.3",
        "{ allOf: [{ $ref: '#/components/schemas/N' }, { type: object, properties: { n: { type: string, nullable: true }, of: { maximum: 9 } }, required: [of] }], minProperties: 1 }",
        "    N: { type: object, additionalProperties: { type: string }, properties: { next: { $ref: '#/components/schemas/N' }, of: { type: integer, minimum: 0, exclusiveMinimum: true } } }\n",
    );
    let product = sound(&compiled);
    let schema = root(product);
    assert!(schema.applied.is_empty());
    assert_eq!(schema.object.min_properties, Some(1));
    assert_eq!(schema.object.properties.keys().collect::<Vec<_>>(), ["next", "of", "n"]);
    let of = &schema.object.properties["of"];
    let number = &product.schemas.at(of.schema).number;
    assert!(of.required && product.schemas.at(of.schema).types.integer);
    assert_eq!(
        (number.exclusive_minimum.as_ref(), number.maximum.as_ref()),
        (Number::parse("0").as_ref(), Number::parse("9").as_ref())
    );
    // `n` is additional to the one part and nullable in the other: it is a string and cannot be null.
    let n = product.schemas.at(schema.object.properties["n"].schema).types;
    assert!(n.string && !n.null);
    assert_eq!(product.schemas.at(schema.object.properties["next"].schema).name, "n");
}

#[test]
fn the_property_that_tells_branches_apart_is_found() {
    let branches = "    A: { type: object, required: [kind], properties: { kind: { const: a } } }\n    B: { type: object, required: [kind], properties: { kind: { enum: [b, c] } } }\n    D: { type: object, required: [kind], properties: { kind: { enum: [c] } } }\n";
    let found =
        body("3.1.0", "{ oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }] }", branches);
    let compiled = &found;
    let tag = tag(root(sound(compiled))).unwrap();
    let values: Vec<_> = tag.values.iter().map(|(value, branch)| (value.as_str(), *branch)).collect();
    assert_eq!((tag.property.as_str(), values), ("kind", vec![("a", 0), ("b", 1), ("c", 1)]));
    let clash =
        body("3.1.0", "{ oneOf: [{ $ref: '#/components/schemas/B' }, { $ref: '#/components/schemas/D' }] }", branches);
    assert!(self::tag(root(sound(&clash))).is_none());
}

#[test]
fn mapped_discriminators_of_30() {
    let compiled = body(
        "3.0.3",
        "{ oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }], discriminator: { propertyName: pet, mapping: { meow: '#/components/schemas/Cat' } } }",
        "    Cat: { type: object, required: [pet], properties: { pet: { type: string } } }\n    Dog: { type: object, required: [pet], properties: { pet: { type: string } } }\n",
    );
    let tag = tag(root(sound(&compiled))).unwrap();
    let values: Vec<_> = tag.values.iter().map(|(value, branch)| (value.as_str(), *branch)).collect();
    assert_eq!((values, tag.discriminator), (vec![("meow", 0), ("Dog", 1)], true));
}

#[test]
fn references_with_siblings_apply_both_in_31() {
    let schemas = "    S: { type: string, maxLength: 9 }\n";
    let both = body("3.1.0", "{ $ref: '#/components/schemas/S', minLength: 2 }", schemas);
    let string = &root(sound(&both)).string;
    assert_eq!((string.min_length, string.max_length), (Some(2), Some(9)));
    let only = body("3.1.0", "{ $ref: '#/components/schemas/S', description: words }", schemas);
    assert_eq!(root(sound(&only)).title, "S");
}

#[test]
fn read_only_properties_are_refused_in_requests_and_never_required() {
    let compiled = body(
        "3.0.3",
        "{ type: object, required: [id, at], properties: { id: { type: string, readOnly: true }, at: { allOf: [{ $ref: '#/components/schemas/At' }] } } }",
        "    At: { type: string, readOnly: true }\n",
    );
    for name in ["id", "at"] {
        let property = &root(sound(&compiled)).object.properties[name];
        assert_eq!((property.required, property.refused), (false, Some(Direction::Request)), "{name}");
    }
}

#[test]
fn schemas_have_names_of_their_own() {
    let compiled = body(
        "3.1.0",
        "{ $ref: 'https://example.com/a#deep' }",
        "    A: { $id: 'https://example.com/a', $defs: { x: { $anchor: deep, type: array, items: { $ref: b } }, y: { $id: b, type: boolean } } }\n",
    );
    let product = sound(&compiled);
    let Rest::Checked(items) = root(product).array.items else { panic!("no items") };
    assert!(product.schemas.at(items).types.boolean && !product.schemas.at(items).types.string);
    let twice =
        body("3.1.0", "true", "    A: { $id: 'https://example.com/a' }\n    B: { $id: 'https://example.com/a' }\n");
    assert_eq!(codes(&twice, Severity::Error), ["GW0009"]);
}

fn tag(schema: &Schema) -> Option<&Tag> {
    schema.applied.iter().find_map(|applied| match applied {
        Applied::Any(choice) | Applied::One(choice) => choice.tag.as_ref(),
        _ => None,
    })
}

#[test]
fn hostile_names_become_identifiers() {
    let compiled = body(
        "3.1.0",
        "{ type: object, properties: { 'type': { type: string }, 'a-b': { type: string }, a_b: { type: string }, '\"}*/\\n': { type: string }, 'self': { type: string } }, additionalProperties: { type: boolean } }",
        "",
    );
    let schema = root(sound(&compiled));
    let fields: Vec<_> = schema.object.properties.values().map(|property| property.field_name.as_str()).collect();
    assert_eq!(fields, ["type_", "a_b", "a_b_2", "n", "self_"]);
    assert!(matches!(schema.object.additional[0].rest, Rest::Checked(_)));
}

const SECURED: &str = "x-gateway-allow: [{ rule: GW0301, reason: test }]
security: [{ o: [r] }, { k: [], o: [w, r] }]
paths:
  /x/{id}.{ext}:
    parameters:
      - { name: q, in: query, schema: { type: array, items: { type: integer } } }
      - { name: id, in: path, required: true, schema: { type: string } }
    get:
      operationId: get-x
      parameters:
        - { name: ext, in: path, required: true, schema: { enum: [a, b] } }
        - { name: q, in: query, explode: false, schema: { type: array, items: { type: number } } }
        - { name: X-Flag, in: header, required: true, schema: { type: boolean } }
        - { name: Accept, in: header, schema: { type: string } }
      responses: { default: { description: d } }
  /open:
    get:
      operationId: open
      security: [{}]
      x-gateway-limits: { set: [wide] }
      responses: { default: { description: d } }
components:
  securitySchemes:
    k: { type: apiKey, in: cookie, name: key, x-gateway-auth: { store: s, hash: hmac-sha256, forward: pass } }
    o: { type: openIdConnect, openIdConnectUrl: 'https://i/', x-gateway-auth: { issuer: i, audience: [a, b], algorithms: [EdDSA] } }
    spare: { type: mutualTLS }
";

#[test]
fn security_is_an_or_of_ands() {
    let compiled = document("3.1.0", SECURED);
    let product = sound(&compiled);
    let names: Vec<_> = product.schemes.iter().map(|scheme| (scheme.name.as_str(), scheme.forward)).collect();
    assert_eq!(names, [("o", false), ("k", true)]);
    let asked: Vec<Vec<_>> = product.operations[0]
        .security
        .value
        .iter()
        .map(|one| one.0.iter().map(|asked| (asked.scheme, asked.scopes.join(" "))).collect())
        .collect();
    assert_eq!(asked, [vec![(0, "r".to_owned())], vec![(1, String::new()), (0, "w r".to_owned())]]);
    assert!(product.operations[1].security.value[0].0.is_empty());
    let SchemeKind::Bearer { audiences, clock_skew_seconds, scope_claims, .. } = &product.schemes[0].kind else {
        panic!()
    };
    assert_eq!((audiences.len(), *clock_skew_seconds), (2, 30));
    assert_eq!(scope_claims, &[vec!["scope".to_owned()], vec!["scp".to_owned()]]);
}

#[test]
fn limits_add_up_and_address_wide_ones_stand_apart() {
    let compiled = document("3.1.0", SECURED);
    let product = sound(&compiled);
    assert_eq!(product.limits.len(), 1);
    assert_eq!(product.limits[0].value.by, LimitKey::Address { ipv6_prefix: 64 });
    let own = &product.operations[0].limits;
    assert_eq!(own.len(), 1);
    assert_eq!((own[0].value.count, own[0].value.window_seconds, own[0].value.burst), (5, 60, 2));
    assert!(product.operations[1].limits.is_empty());
    let dropped = document("3.1.0", &SECURED.replace("{ set: [wide] }", "{ set: [own] }"));
    assert!(codes(&dropped, Severity::Error).contains(&"GW0206"));
}

#[test]
fn parameters_are_ordered_typed_and_overridden() {
    let compiled = document("3.1.0", SECURED);
    let found: Vec<_> = sound(&compiled).operations[0]
        .parameters
        .iter()
        .map(|one| {
            let (is_list, single) = match &one.carried.composition {
                Composition::Single(single) => (false, single),
                Composition::List(list) => (true, &list.items),
                other => panic!("{other:?}"),
            };
            (one.field_name.as_str(), one.location, one.carried.style, is_list, single.readings.as_slice())
        })
        .collect();
    assert_eq!(
        found,
        [
            ("id", ParameterLocation::Path, Style::Simple, false, &[Reading::String][..]),
            ("ext", ParameterLocation::Path, Style::Simple, false, &[Reading::String]),
            ("q", ParameterLocation::Query, Style::Form, true, &[Reading::Number]),
            ("x_flag", ParameterLocation::Header, Style::Simple, false, &[Reading::Boolean]),
        ]
    );
    assert!(codes(&compiled, Severity::Warning).contains(&"GW0408"));
}

#[test]
fn what_cannot_be_enforced_is_refused() {
    let cases = [
        ("{ type: apiKey, in: cookie", "{ type: http, scheme: basic, in: cookie", "GW0103"),
        ("name: key, x-gateway-auth", "name: key, x-other", "GW0104"),
        ("algorithms: [EdDSA]", "algorithms: [ES512]", "GW0203"),
        ("algorithms: [EdDSA]", "algorithms: [EdDSA, HS256]", "GW0203"),
        ("algorithms: [EdDSA]", "algorithms: [EdDSA], scopeClaim: /a//b", "GW0203"),
        ("algorithms: [EdDSA]", "algorithms: [EdDSA], maxLifetime: 1500ms", "GW0203"),
        ("algorithms: [EdDSA]", "algorithms: [EdDSA], clockSkew: 2m", "GW0203"),
        ("algorithms: [EdDSA]", "algorithms: [EdDSA], store: s", "GW0203"),
        ("algorithms: [EdDSA]", "algorithms: [EdDSA], jwks: { refresh: 1m }", "GW0202"),
        ("issuer: i, ", "", "GW0208"),
        ("k: [], o", "kk: [], o", "GW0102"),
        ("k: [], o", "k: [s], o", "GW0101"),
        ("explode: false, schema", "style: matrix, schema", "GW0407"),
        ("schema: { type: boolean }", "content: { text/plain: { schema: {} } }", "GW0407"),
        ("schema: { type: boolean }", "schema: { type: [object, array] }", "GW0407"),
        ("{id}.{ext}", "{id}", "GW0405"),
        ("{ name: id, in: path, required: true", "{ name: id2, in: path, required: true", "GW0405"),
        ("{ name: id, in: path, required: true", "{ name: id, in: path", "GW0405"),
        ("/x/{id}.{ext}", "/x/{id}{ext}", "GW0404"),
        ("operationId: open", "operationId: GetX", "GW0411"),
        ("      operationId: open\n", "", "GW0402"),
        ("/open:\n    get", "/open:\n    trace", "GW0412"),
        ("x-gateway-limits: { set: [wide] }", "x-gateway-limits: [wdie]", "GW0204"),
        ("x-gateway-limits: { set: [wide] }", "x-gateway-limits: [{ by: ip, rate: 1/s, per: path }]", "GW0208"),
        ("x-gateway-limits: { set: [wide] }", "x-gateway-upstream: v", "GW0204"),
        ("x-gateway-limits: { set: [wide] }", "x-gateway-hooks: [h]", "GW0204"),
        ("x-gateway-limits: { set: [wide] }", "x-gateway: { version: 1, product: p }", "GW0207"),
        ("x-gateway-limits: { set: [wide] }", "x-gatway-limits: [own]", "GW0201"),
        ("x-gateway-limits: { set: [wide] }", "x-gateway-limits: [own]\n      x-internal: true", "GW0202"),
        ("x-gateway-limits: { set: [wide] }", "x-gateway-allow: [{ rule: GW9999, reason: r }]", "GW0204"),
        (
            "x-gateway-limits: { set: [wide] }",
            "x-gateway-allow: [{ rule: GW0301, reason: r, until: 2027-13-01 }]",
            "GW0203",
        ),
        ("schema: { type: boolean }", "schema: { type: boolean }, explode: 'yes'", "GW0007"),
        ("required: true, schema: { type: boolean }", "required: 'true', schema: { type: boolean }", "GW0007"),
        ("    parameters:\n", "    parametres:\n", "GW0011"),
        ("      security: [{}]\n", "      security: {}\n", "GW0007"),
        ("      security: [{}]\n", "      requestBody: { content: { application/json: { schema: {} } } }\n", "GW0413"),
    ];
    for (from, to, code) in cases {
        assert!(SECURED.contains(from), "{from}");
        let compiled = document("3.1.0", &SECURED.replacen(from, to, 1));
        let errors = codes(&compiled, Severity::Error);
        assert!(errors.contains(&code), "{to}: {errors:?}");
    }
}

/// The errors of an operation whose request body has these contents.
fn of_contents(contents: &str) -> Vec<&'static str> {
    let rest = format!(
        "paths:\n  /a:\n    post:\n      operationId: a\n      security: [{{}}]\n      x-gateway-allow: [{{ rule: GW0301, reason: r }}]\n      requestBody: {{ content: {{ {contents} }} }}\n      responses: {{}}\n"
    );
    codes(&document("3.1.0", &rest), Severity::Error)
}

#[test]
fn media_types_are_enforced_or_refused() {
    let refused = [
        "multipart/mixed: { schema: { type: object } }",
        "text/plain: { schema: { type: object } }",
        "text/plain: { schema: { type: [string, 'null'] } }",
        "text/plain: {}",
        "application/json: {}",
        "'*/*': {}",
        "'*/json': { schema: { type: object } }",
        "application: { schema: { type: object } }",
        "application/xml: { schema: { type: object, properties: { a: {} } } }",
        "application/xml: { schema: { type: string, format: binary, maxLength: 9 } }",
        "application/yaml: { schema: { type: object } }",
        "application/octet-stream: { schema: { type: string, format: binary, minLength: 1 } }",
        "application/octet-stream: { schema: { type: string, contentEncoding: base64 } }",
        "application/x-ndjson: { schema: { type: object } }",
        "application/x-ndjson: { schema: { type: array, items: {}, uniqueItems: true } }",
        "application/x-ndjson: { schema: { type: array, items: {} }, itemSchema: {} }",
        "application/x-ndjson: {}",
        "application/json: { itemSchema: {} }",
        "application/json: { schema: {}, encoding: {} }",
        "application/json: { schema: {} }, application/JSON: { schema: {} }",
    ];
    for contents in refused {
        assert_eq!(of_contents(contents), ["GW0409"], "{contents}");
    }
    let enforced = [
        "text/plain: { schema: { type: string } }",
        "'text/plain; charset=utf-8': { schema: { type: string } }, text/plain: { schema: { type: string } }",
        "text/csv: { schema: { type: string, format: binary } }",
        "'*/*': { schema: { type: string, format: binary } }",
        "application/*: { schema: { type: object } }",
        "application/octet-stream: {}, image/*: { schema: {} }",
        "application/pdf: { schema: { contentMediaType: application/pdf, maxLength: 5000 } }",
        "application/xml: { schema: { type: object, xml: { name: a } } }, text/xml: {}",
        "application/x-ndjson: { schema: { type: array, minItems: 1, maxItems: 9, items: { type: integer } } }",
        "application/json-seq: { itemSchema: { type: integer } }",
        "application/json: { schema: { type: object } }, application/merge-patch+json: { schema: { type: array } }",
    ];
    for contents in enforced {
        assert_eq!(of_contents(contents), <[&str; 0]>::default(), "{contents}");
    }
}

#[test]
fn versions() {
    for (version, is_sound) in [("3.0.4", true), ("3.1.1", true), ("3.2.0", true), ("4.0.0", false), ("'3.10'", false)]
    {
        let compiled = body(version, "{ type: string }", "");
        assert_eq!(compiled.sound().is_some(), is_sound, "{version}");
    }
    let missing = compile(Sources::from_texts([("t.json", "{\"info\": {}}")]));
    assert_eq!(codes(&missing, Severity::Error), ["GW0005"]);
}

#[test]
fn references_outside_the_document_are_refused() {
    for target in ["other.yaml#/a", "http://127.0.0.1/x.json", "../../secret", "/etc/passwd"] {
        let compiled = body("3.1.0", &format!("{{ $ref: '{target}' }}"), "");
        assert_eq!(codes(&compiled, Severity::Error), ["GW0009"], "{target}");
    }
}

#[test]
fn the_typed_check_of_30_names_the_part() {
    let compiled = body("3.0.3", "{ type: string }", "    Bad: { type: object, required: yes }\n");
    let found = compiled.diagnostics.iter().find(|one| one.code == "GW0006").unwrap();
    assert!(found.message.contains("schemas/Bad"), "{}", found.message);
}

#[test]
fn profiles_decide_how_loud_what_is_open_is() {
    let text = |profile: &str| {
        let compiled = document("3.1.0", "");
        let source = compiled.sources.iter().next().unwrap().1.text.replace("permissive", profile);
        let rest = "security: [{ k: [] }]
paths:
  /a:
    post:
      operationId: a
      requestBody: { content: { application/json: { schema: { type: object, properties: { s: { type: string }, l: { type: array, items: {} } } } } } }
components:
  securitySchemes: { k: { type: apiKey, in: header, name: X-Key, x-gateway-auth: { store: s, hash: hmac-sha256 } } }
";
        compile(Sources::from_texts([("t.yaml", format!("{source}{rest}").as_str())]))
    };
    let open = ["GW0601", "GW0604", "GW0602", "GW0603", "GW0609"];
    let judged = |compiled: &Compiled| -> Vec<Severity> {
        let found = |code: &str| compiled.diagnostics.iter().find(|one| one.code == code).map(|one| one.severity);
        open.iter().filter_map(|code| found(code)).collect()
    };
    assert_eq!(judged(&text("strict")), [Severity::Error; 5]);
    assert_eq!(
        judged(&text("standard")),
        [Severity::Note, Severity::Warning, Severity::Warning, Severity::Warning, Severity::Warning]
    );
    assert_eq!(judged(&text("permissive")), [Severity::Note; 5]);
    let compiled = text("standard");
    let body = sound(&compiled).operations[0].body.as_ref().unwrap();
    assert_eq!((body.max_bytes.value, body.max_depth.value), (65_536, 32));
}

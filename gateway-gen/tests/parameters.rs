//! Parameters: which styles carry what, and what is refused with a place.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on says so")]

use gateway_gen::diagnostic::Severity;
use gateway_gen::source::Sources;
use gateway_gen::{Compiled, compile, lock};

const HEAD: &str = "info: { title: t, version: '1' }
x-gateway: { version: 1, product: p, profile: permissive }
x-gateway-components: { upstreams: { u: { timeout: 1s } } }
x-gateway-upstream: u
x-gateway-allow: [{ rule: GW0301, reason: test }]
security: [{}]
";

fn document(version: &str, path: &str, parameters: &str, more: &str) -> Compiled {
    let text = format!(
        "openapi: {version}\n{HEAD}{more}paths:\n  {path}:\n    get:\n      operationId: a\n      parameters:\n{parameters}      responses: {{}}\n"
    );
    compile(Sources::from_texts([("a.yaml", text.as_str())]))
}

/// The line of the lock about the parameters, without digests.
fn locked(compiled: &Compiled) -> String {
    let text = lock::text(compiled.sound().unwrap_or_else(|| panic!("{:?}", errors(compiled))));
    let line = text.lines().find_map(|line| line.strip_prefix("  parameters ")).unwrap_or_default();
    let without: Vec<_> =
        line.split("; ").map(|one| one.rsplit_once(" sha256:").map_or(one, |(rest, _)| rest)).collect();
    without.join("; ")
}

fn errors(compiled: &Compiled) -> Vec<(&str, &str)> {
    let errors = compiled.diagnostics.iter().filter(|one| one.severity == Severity::Error);
    errors.map(|one| (one.code, one.message.as_str())).collect()
}

fn one(parameter: &str) -> Compiled {
    let path = if parameter.contains("in: path") { "/x/{p}" } else { "/x" };
    document("3.2.0", path, &format!("        - {{ name: p, {parameter} }}\n"), "")
}

const LIST: &str = "schema: { type: array, items: { type: integer } }";
const OBJECT: &str =
    "schema: { type: object, additionalProperties: false, properties: { a: { type: string }, n: { type: number } } }";

#[test]
fn every_style_carries_what_openapi_gives_it() {
    let check = |parameter: &str, expected: &str| assert_eq!(locked(&one(parameter)), expected, "{parameter}");
    for style in ["simple", "label", "matrix"] {
        let word = if style == "simple" { String::new() } else { format!(" {style}") };
        let path = format!("in: path, required: true, style: {style}");
        check(&format!("{path}, schema: {{ type: integer }}"), &format!("path p integer{word}"));
        check(&format!("{path}, {LIST}"), &format!("path p integer list{word}"));
        check(&format!("{path}, explode: true, {LIST}"), &format!("path p integer list{word} exploded"));
        let members = "a string, n number, others string";
        check(&format!("{path}, {OBJECT}"), &format!("path p object ({members}){word}"));
        check(&format!("{path}, explode: true, {OBJECT}"), &format!("path p object ({members}){word} exploded"));
    }
    check(&format!("in: header, {LIST}"), "header p? integer list");
    check(
        &format!("in: header, explode: true, {OBJECT}"),
        "header p? object (a string, n number, others string) exploded",
    );
    check(&format!("in: cookie, explode: false, {LIST}"), "cookie p? integer list");
    check(&format!("in: query, {LIST}"), "query p? integer repeated");
    check(&format!("in: query, explode: false, {LIST}"), "query p? integer list");
    check(&format!("in: query, {OBJECT}"), "query p? object (a string, n number) exploded");
    check(&format!("in: query, explode: false, {OBJECT}"), "query p? object (a string, n number, others string)");
    check(&format!("in: query, style: spaceDelimited, {LIST}"), "query p? integer list spaceDelimited");
    check(&format!("in: query, style: pipeDelimited, {LIST}"), "query p? integer list pipeDelimited");
    check(
        "in: query, style: deepObject, schema: { type: object, properties: { l: { type: array, items: { type: string } } } }",
        "query p? object (l string list, others string) deepObject",
    );
    check("in: query, content: { application/json: { schema: { type: object } } }", "query p? json");
    check("in: query, allowReserved: true, schema: { type: string }", "query p? string reserved");
    check("in: query, allowEmptyValue: true, schema: { type: string }", "query p? string or empty");
    check("in: query, schema: { type: integer, default: 20 }", "query p? integer default 20");
}

#[test]
fn several_types_are_several_readings() {
    let check = |schema: &str, expected: &str| {
        assert_eq!(locked(&one(&format!("in: query, schema: {schema}"))), format!("query p? {expected}"), "{schema}");
    };
    check("{ type: [integer, string] }", "integer|string");
    check("{ type: [string, 'null'] }", "string");
    check("{ oneOf: [{ type: boolean }, { type: number }, { type: string }] }", "boolean|number|string");
    check("{ anyOf: [{ type: string }, { type: integer }] }", "integer|string");
    check("{ enum: [1, a] }", "number|string");
    check("{}", "boolean|number|string");
    check("{ anyOf: [{ type: string }, { type: array, items: { type: string } }] }", "string");
    check("{ type: array, items: { type: [integer, string] } }", "integer|string repeated");
}

#[test]
fn what_no_text_can_carry_is_refused() {
    let check = |parameter: &str, code: &str, says: &str| {
        let compiled = one(parameter);
        let errors = errors(&compiled);
        assert!(
            errors.iter().any(|(found, message)| *found == code && message.contains(says)),
            "{parameter}: {errors:?}"
        );
    };
    check("in: query, schema: { type: array, items: { type: array, items: {} } }", "GW0407", "lists of lists");
    check("in: query, schema: { type: array }", "GW0407", "need a schema");
    check("in: query, schema: { type: object, properties: { a: { type: object } } }", "GW0407", "`a`");
    check(
        "in: query, schema: { type: object, properties: { a: { type: array, items: { type: string } } } }",
        "GW0407",
        "`a`",
    );
    check("in: query, schema: { type: [array, object] }", "GW0407", "say which one");
    check("in: query, schema: { type: 'null' }", "GW0407", "no text");
    check("in: query, schema: { type: object, anyOf: [{ properties: { a: {} } }] }", "GW0407", "branches");
    check(&format!("in: query, style: spaceDelimited, explode: true, {LIST}"), "GW0407", "explode: true");
    check("in: query, style: pipeDelimited, schema: { type: string }", "GW0407", "single value");
    check(&format!("in: query, style: deepObject, {LIST}"), "GW0407", "style of objects");
    check(&format!("in: query, style: deepObject, explode: false, {OBJECT}"), "GW0407", "explode: false");
    check(&format!("in: query, style: label, {LIST}"), "GW0407", "there is no style `label`");
    check(&format!("in: path, required: true, style: form, {LIST}"), "GW0407", "`simple`, `label`, `matrix`");
    check(&format!("in: cookie, {LIST}"), "GW0407", "explode: false");
    check("in: header, allowReserved: true, schema: { type: string }", "GW0407", "for the query");
    check("in: header, allowEmptyValue: true, schema: { type: string }", "GW0407", "for the query");
    check("in: query, content: { text/plain: { schema: {} } }", "GW0407", "text/plain");
    check(
        "in: query, content: { application/json: { schema: {} }, text/plain: { schema: {} } }",
        "GW0407",
        "exactly one",
    );
    check("in: query, style: form, content: { application/json: { schema: {} } }", "GW0407", "exclude each other");
    check("in: query", "GW0407", "`schema` or `content`");
    check("in: query, schema: { type: integer, default: x }", "GW0417", "`\"x\"`");
    check("in: query, schema: { type: integer, maximum: 9, default: 10 }", "GW0417", "`10`");
    check("in: query, schema: { enum: [a, b], default: c }", "GW0417", "not listed");
    check(
        "in: query, schema: { type: array, maxItems: 1, items: { type: string }, default: [a, b] }",
        "GW0417",
        "2 items",
    );
    check("in: query, schema: { type: array, items: { type: string }, default: [1] }", "GW0417", "`1`");
    check("in: query, schema: { oneOf: [{ type: string }, { type: integer }], default: true }", "GW0417", "branches");
}

#[test]
fn names_in_the_query_belong_to_one_parameter() {
    let check = |parameters: &str, says: &str| {
        let compiled = document("3.2.0", "/x", parameters, "");
        let errors = errors(&compiled);
        assert!(errors.iter().any(|(code, message)| *code == "GW0405" && message.contains(says)), "{errors:?}");
    };
    let own = "        - { name: a, in: query, schema: { type: string } }\n";
    check(&format!("{own}        - {{ name: o, in: query, {OBJECT} }}\n"), "`a` is the name of two things");
    let deep = format!("        - {{ name: o, in: query, style: deepObject, {OBJECT} }}\n");
    check(&format!("{deep}        - {{ name: 'o[a]', in: query, schema: {{ type: string }} }}\n"), "`o[a]`");
    let open = "in: query, schema: { type: object, additionalProperties: { type: string } } }\n";
    check(&format!("        - {{ name: o, {open}        - {{ name: p, {open}"), "two things");
    let whole = "        - { name: q, in: querystring, content: { application/json: { schema: {} } } }\n";
    check(&format!("{own}{whole}"), "the whole query");
}

#[test]
fn the_query_as_one_parameter_is_of_3_2() {
    let form = "        - name: q
          in: querystring
          content:
            application/x-www-form-urlencoded:
              schema:
                type: object
                properties:
                  a: { type: integer }
                  l: { type: array, items: { type: string } }
                  o: { type: object }
                  s: { type: array, items: { type: integer } }
                  d: { type: object, properties: { x: { type: string } } }
                  j: { type: string }
              encoding:
                s: { style: pipeDelimited, explode: false }
                d: { style: deepObject, allowReserved: true }
                j: { contentType: application/json }
";
    assert_eq!(
        locked(&document("3.2.0", "/x", form, "")),
        "querystring q? form (a integer, l string repeated, o json, s integer list pipeDelimited, d object (x string, others string) deepObject reserved, j json, others string)"
    );
    let compiled = document("3.1.0", "/x", form, "");
    assert!(errors(&compiled).iter().any(|(code, _)| *code == "GW0407"));
    let refused = |from: &str, to: &str, says: &str| {
        assert!(form.contains(from), "{from}");
        let compiled = document("3.2.0", "/x", &form.replace(from, to), "");
        let errors = errors(&compiled);
        assert!(errors.iter().any(|(code, message)| *code == "GW0409" && message.contains(says)), "{to}: {errors:?}");
    };
    refused("a: { type: integer }", "a: {}", "field `a`: a field needs a `type`");
    refused(
        "j: { contentType: application/json }",
        "z: { contentType: application/json }",
        "`z`, which is no property",
    );
    refused("contentType: application/json", "contentType: application/xml", "application/xml");
    refused("style: pipeDelimited, explode: false", "style: pipeDelimited, explode: true", "explode: true");
    refused(
        "type: object\n                properties:",
        "type: array\n                properties:",
        "a form is an object",
    );
    refused("o: { type: object }", "a2: { type: [object, array] }", "`a2`");
}

#[test]
fn what_3_2_adds_is_refused_where_it_stands() {
    let check = |from: &str, to: &str| {
        let text =
            format!("openapi: 3.2.0\n{HEAD}paths:\n  /x:\n    get:\n      operationId: a\n      responses: {{}}\n");
        assert!(text.contains(from));
        let compiled = compile(Sources::from_texts([("a.yaml", text.replacen(from, to, 1).as_str())]));
        let errors = errors(&compiled);
        assert!(errors.iter().any(|(code, _)| *code == "GW0011"), "{to}: {errors:?}");
    };
    check("paths:", "$self: https://a.example/\npaths:");
    check("    get:", "    query: { operationId: q, responses: {} }\n    get:");
    check("    get:", "    additionalOperations: { COPY: { operationId: c, responses: {} } }\n    get:");
}

#[test]
fn undeclared_parameters_may_only_become_stricter_below() {
    let with = |document_says: &str, operation_says: &str| {
        let key = |value: &str| {
            if value.is_empty() { String::new() } else { format!("x-gateway-parameters: {{ undeclared: {value} }}\n") }
        };
        let text = format!(
            "openapi: 3.1.0\n{HEAD}{}paths:\n  /x:\n    get:\n      operationId: a\n{}      responses: {{}}\n",
            key(document_says),
            if operation_says.is_empty() { String::new() } else { format!("      {}", key(operation_says)) },
        );
        compile(Sources::from_texts([("a.yaml", text.as_str())]))
    };
    let line = |compiled: &Compiled| {
        let text = lock::text(compiled.sound().unwrap());
        text.lines().find(|line| line.contains("undeclared")).map(str::to_owned)
    };
    assert_eq!(line(&with("", "")), None);
    assert_eq!(line(&with("", "report")).as_deref(), Some("  undeclared reported"));
    assert_eq!(line(&with("ignore", "")).as_deref(), Some("  undeclared ignored"));
    assert_eq!(line(&with("ignore", "refuse")), None);
    assert_eq!(errors(&with("refuse", "ignore"))[0].0, "GW0205");
    assert_eq!(errors(&with("", "drop"))[0].0, "GW0203");
}

//! Products made by hand: what `lower` would give for two small documents.

use gateway_gen::model::{
    Additional, Algorithm, Alternative, ApiKeyLocation, ArrayRules, Body, Carried, Checked, Composition, Constant,
    Content, ContentKind, Cost, Division, Falsehood, File, Form, FormField, Hook, HookStage, Limit, LimitKey,
    LimitScope, Lines, List, MediaType, Member, MemberValue, Members, Method, Number, NumberRules, ObjectRules,
    Operand, Operation, Parameter, ParameterLocation, Part, Parts, PathTemplate, Predicate, Product, Profile, Property,
    Reading, Requirement, Rest, Rule, Schema, SchemaId, Schemas, Scheme, SchemeKind, Single, StringRules, Style,
    TemplatePart, TemplateSegment, Test, TokenType, TypeSet, Undeclared, Unmet, Upstream,
};
use gateway_gen::span::{Level, SourceId, Sourced, Span};
use indexmap::IndexMap;

/// A place that the resolver of these tests prints as its line.
pub(crate) fn span(line: usize) -> Span {
    Span { source: SourceId(0), range: line..line, action: None }
}

pub(crate) fn stated<T>(value: T, line: usize) -> Sourced<T> {
    Sourced { value, level: Level::Operation, span: Some(span(line)) }
}

/// Prints places as `specs/orders.yaml:12:1`.
pub(crate) fn place(span: &Span) -> String {
    format!("specs/orders.yaml:{}:1", span.range.start)
}

const NOTHING: TypeSet =
    TypeSet { null: false, boolean: false, integer: false, number: false, string: false, array: false, object: false };
pub(crate) const TEXT: TypeSet = TypeSet { string: true, ..NOTHING };
pub(crate) const INTEGER: TypeSet = TypeSet { integer: true, ..NOTHING };
const NUMBER: TypeSet = TypeSet { integer: true, number: true, ..NOTHING };
const BOOLEAN: TypeSet = TypeSet { boolean: true, ..NOTHING };
pub(crate) const OBJECT: TypeSet = TypeSet { object: true, ..NOTHING };
const ARRAY: TypeSet = TypeSet { array: true, ..NOTHING };

pub(crate) fn schema(name: &str, title: &str, types: TypeSet) -> Schema {
    Schema {
        name: name.to_owned(),
        title: title.to_owned(),
        pointer: format!("/components/schemas/{title}"),
        span: span(1),
        types,
        enumeration: None,
        string: StringRules::default(),
        number: NumberRules::default(),
        array: ArrayRules::default(),
        object: ObjectRules::default(),
        applied: Vec::new(),
        unevaluated_properties: None,
        unevaluated_items: None,
        falsehood: Falsehood::Absent,
        digest: "0".repeat(64),
    }
}

fn bounded(name: &str, title: &str, minimum: u64, maximum: u64) -> Schema {
    let number = NumberRules {
        minimum: Number::parse(&minimum.to_string()),
        maximum: Number::parse(&maximum.to_string()),
        ..NumberRules::default()
    };
    Schema { number, ..schema(name, title, INTEGER) }
}

pub(crate) fn list(name: &str, title: &str, items: SchemaId) -> Schema {
    let array = ArrayRules { items: Rest::Checked(items), max_items: Some(100), ..ArrayRules::default() };
    Schema { array, ..schema(name, title, ARRAY) }
}

pub(crate) fn object(name: &str, title: &str, properties: &[(&str, &str, SchemaId, bool)]) -> Schema {
    let properties = properties.iter().map(|(property, field, schema, required)| {
        let rule = Property {
            schema: *schema,
            required: *required,
            declared: true,
            refused: None,
            field_name: (*field).to_owned(),
        };
        ((*property).to_owned(), rule)
    });
    let rules = ObjectRules {
        properties: properties.collect::<IndexMap<_, _>>(),
        additional: vec![Additional { except: Vec::new(), rest: Rest::Refused }],
        ..ObjectRules::default()
    };
    Schema { object: rules, ..schema(name, title, OBJECT) }
}

/// Reads `/v1/orders/{orderId}:cancel`.
pub(crate) fn path(text: &str) -> PathTemplate {
    let segment = |segment: &str| {
        let mut parts = Vec::new();
        let mut rest = segment;
        while let Some((literal, after)) = rest.split_once('{') {
            let (variable, after) = after.split_once('}').unwrap();
            if !literal.is_empty() {
                parts.push(TemplatePart::Literal(literal.to_owned()));
            }
            parts.push(TemplatePart::Variable(variable.to_owned()));
            rest = after;
        }
        if !rest.is_empty() || parts.is_empty() {
            parts.push(TemplatePart::Literal(rest.to_owned()));
        }
        TemplateSegment(parts)
    };
    PathTemplate { text: text.to_owned(), segments: text[1..].split('/').map(segment).collect() }
}

pub(crate) fn operation(id: &str, type_name: &str, method_name: &str, method: Method, template: &str) -> Operation {
    Operation {
        id: id.to_owned(),
        type_name: type_name.to_owned(),
        method_name: method_name.to_owned(),
        method,
        path: path(template),
        summary: String::new(),
        security: stated(Vec::new(), 2),
        rules: Vec::new(),
        limits: Vec::new(),
        parameters: Vec::new(),
        undeclared: Sourced { value: Undeclared::Refuse, level: Level::Default, span: None },
        body: None,
        upstream: Sourced { value: 0, level: Level::Default, span: None },
        timeout_ms: Sourced { value: 2000, level: Level::Default, span: None },
        hooks: Vec::new(),
        span: span(3),
    }
}

pub(crate) fn parameter(name: &str, field_name: &str, location: ParameterLocation, schema: SchemaId) -> Parameter {
    Parameter {
        name: name.to_owned(),
        field_name: field_name.to_owned(),
        location,
        required: location == ParameterLocation::Path,
        carried: Carried {
            style: if location == ParameterLocation::Query { Style::Form } else { Style::Simple },
            explode: location == ParameterLocation::Query,
            reserved: false,
            composition: Composition::Single(Single::text(schema)),
        },
        allow_empty: false,
        default: None,
        schema,
        span: span(4),
    }
}

/// Every kind of content under a name that is none.
fn hostile_contents(strange: &str, outer: SchemaId, text: SchemaId) -> Vec<Content> {
    let lines = Lines { division: Division::Sequence, min_items: 1, max_items: None, item: checked(outer) };
    let form = || {
        let single = Single { readings: vec![Reading::Integer, Reading::String], schema: text };
        let carried = Carried {
            style: Style::Form,
            explode: true,
            reserved: false,
            composition: Composition::List(List { items: single, most: 3 }),
        };
        Form { fields: vec![FormField { name: strange.to_owned(), carried }], others: Single::text(text) }
    };
    let part = Part {
        name: strange.to_owned(),
        file: Some(File { max_bytes: Some(9) }),
        media_types: vec![MediaType {
            kind: strange.to_owned(),
            subtype: strange.to_owned(),
            parameters: vec![(strange.to_owned(), strange.to_owned())],
        }],
        headers: vec![parameter(strange, "header", ParameterLocation::Header, text)],
    };
    let parts = Parts { form: form(), object: checked(outer), declared: vec![part] };
    let kinds = [
        ContentKind::Json(checked(outer)),
        ContentKind::Text(checked(text)),
        ContentKind::Lines(lines),
        ContentKind::Xml,
        ContentKind::Binary { max_bytes: Some(1024) },
        ContentKind::Form { form: form(), object: checked(outer) },
        ContentKind::Multipart(parts),
    ];
    let parameters = vec![(strange.to_owned(), strange.to_owned())];
    let named = |kind: ContentKind| {
        let content = content(strange, strange, kind);
        Content { media_type: MediaType { parameters: parameters.clone(), ..content.media_type }, ..content }
    };
    kinds.map(named).into()
}

fn single(readings: &[Reading], schema: SchemaId) -> Single {
    Single { readings: readings.to_vec(), schema }
}

fn query(field_name: &str, name: &str, schema: SchemaId) -> Parameter {
    let default = Some(name.into());
    Parameter { default, ..parameter(name, field_name, ParameterLocation::Query, schema) }
}

fn strange_members(name: &str, schema: SchemaId) -> Members {
    let value = MemberValue::Single(Single::text(schema));
    Members { declared: vec![Member { name: name.to_owned(), value }], others: None }
}

fn strange_form(name: &str, schema: SchemaId) -> Composition {
    let carried = Carried {
        style: Style::DeepObject,
        explode: true,
        reserved: true,
        composition: Composition::Object(strange_members(name, schema)),
    };
    let fields = vec![FormField { name: name.to_owned(), carried }];
    Composition::Form(Form { fields, others: single(&[Reading::Boolean, Reading::String], schema) })
}

fn carried_as(composition: Composition, parameter: Parameter) -> Parameter {
    Parameter { carried: Carried { composition, ..parameter.carried }, ..parameter }
}

pub(crate) fn body(schema: SchemaId) -> Body {
    Body {
        required: true,
        max_bytes: stated(16 * 1024, 5),
        max_depth: Sourced { value: 16, level: Level::Default, span: None },
        max_members: Some(Sourced { value: 256, level: Level::Operation, span: None }),
        max_items: None,
        max_string: Some(stated(4 * 1024, 5)),
        max_ratio: None,
        read_timeout_ms: None,
        contents: vec![content("application", "json", ContentKind::Json(checked(schema)))],
        span: span(6),
    }
}

fn checked(schema: SchemaId) -> Checked {
    Checked { schema, cost: Cost { bytes: Some(5_000), depth: Some(3), again: Some(0) } }
}

fn content(kind: &str, subtype: &str, content: ContentKind) -> Content {
    let media_type = MediaType { kind: kind.to_owned(), subtype: subtype.to_owned(), parameters: Vec::new() };
    Content { media_type, kind: content, span: span(6) }
}

fn with(scheme: usize, scopes: &[&str]) -> Requirement {
    Requirement { scheme, scopes: scopes.iter().map(|&scope| scope.to_owned()).collect() }
}

fn oauth() -> Scheme {
    Scheme {
        name: "oauth".to_owned(),
        const_name: "OAUTH".to_owned(),
        kind: SchemeKind::Bearer {
            issuer: "https://id.example.com/".to_owned(),
            audiences: vec!["orders".to_owned()],
            algorithms: vec![Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256],
            token_type: TokenType::AccessToken,
            clock_skew_seconds: 30,
            max_lifetime_seconds: Some(3_600),
            scope_claims: vec![vec!["realm".to_owned(), "scope".to_owned()]],
            client_claims: vec![vec!["azp".to_owned()], vec!["client_id".to_owned()]],
            claims: vec![vec!["tenant".to_owned()]],
        },
        forward: false,
        span: span(301),
    }
}

fn claim(scheme: Option<usize>, claim: &[&str], test: Test) -> Predicate {
    Predicate::Claim { scheme, claim: claim.iter().map(|name| (*name).to_owned()).collect(), test }
}

fn ruled(predicate: Predicate, unmet: Unmet) -> Sourced<Rule> {
    stated(Rule { predicate, unmet, span: span(64) }, 64)
}

/// One rule of each kind.
fn every_rule() -> Vec<Sourced<Rule>> {
    let text = |text: &str| Constant::Text(text.to_owned());
    let step_up = Unmet::StepUp { acr_values: vec!["mfa".to_owned()], max_age_seconds: Some(300) };
    let fresh = vec![
        claim(None, &["acr"], Test::In(vec![text("mfa"), Constant::Integer(2), Constant::Boolean(true)])),
        claim(Some(0), &["auth_time"], Test::NoOlderThan(300)),
    ];
    vec![
        ruled(claim(None, &["tenant"], Test::Exists), Unmet::Forbid),
        ruled(claim(Some(0), &["sub"], Test::Equals(Operand::Parameter(0))), Unmet::Forbid),
        ruled(claim(None, &["sub"], Test::Equals(Operand::Body(vec!["note".to_owned()]))), Unmet::Forbid),
        ruled(claim(None, &["realm", "roles"], Test::Contains(Operand::Constant(text("clerk")))), Unmet::Forbid),
        ruled(Predicate::All(fresh), step_up),
        ruled(
            Predicate::Any(vec![
                Predicate::Scheme(1),
                claim(None, &["level"], Test::AtLeast(-3)),
                claim(None, &["level"], Test::AtMost(9)),
                claim(None, &["until"], Test::Future),
            ]),
            Unmet::Forbid,
        ),
    ]
}

fn strange_rules(strange: &str, scheme: usize) -> Vec<Sourced<Rule>> {
    let constant = Operand::Constant(Constant::Text(strange.to_owned()));
    vec![ruled(
        claim(Some(scheme), &[strange], Test::Equals(constant)),
        Unmet::StepUp { acr_values: vec![strange.to_owned()], max_age_seconds: None },
    )]
}

pub(crate) fn partner_key() -> Scheme {
    Scheme {
        name: "partnerKey".to_owned(),
        const_name: "PARTNER_KEY".to_owned(),
        kind: SchemeKind::ApiKey {
            location: ApiKeyLocation::Header("x-partner-key".to_owned()),
            store: "partners".to_owned(),
            prefix: "pk_".to_owned(),
            origins: Vec::new(),
        },
        forward: true,
        span: span(320),
    }
}

pub(crate) fn limit(name: &str, by: LimitKey, per: LimitScope) -> Limit {
    Limit { name: name.to_owned(), by, per, count: 60, window_seconds: 60, burst: 10 }
}

pub(crate) fn product(name: &str, type_name: &str, title: &str) -> Product {
    Product {
        name: name.to_owned(),
        type_name: type_name.to_owned(),
        title: title.to_owned(),
        api_version: "1.4.0".to_owned(),
        base_path: "/v1".to_owned(),
        profile: Profile::Strict,
        hosts: vec!["api.example.com".to_owned()],
        document: "specs/orders.yaml".to_owned(),
        digest: format!("sha256:{}", "ab".repeat(32)),
        schemes: Vec::new(),
        upstreams: vec![Upstream { name: "orders".to_owned(), connect_timeout_ms: 500, span: span(400) }],
        limits: Vec::new(),
        operations: Vec::new(),
        schemas: Schemas::default(),
    }
}

/// A small orders API that uses every fact.
pub(crate) fn orders() -> Product {
    let mut product = product("orders", "Orders", "Orders API");
    let schemas = &mut product.schemas;
    let id = schemas.push(schema("order_id", "OrderId", TEXT));
    let limit_of_page = schemas.push(bounded("page_size", "PageSize", 1, 100));
    let tag = schemas.push(schema("tag", "Tag", TEXT));
    let tags = schemas.push(list("tags", "Tags", tag));
    let quantity = schemas.push(bounded("quantity", "Quantity", 1, 1000));
    let price = schemas.push(schema("price", "Price", NUMBER));
    let line = schemas.push(object(
        "order_line",
        "OrderLine",
        &[
            ("sku", "sku", id, true),
            ("quantity", "quantity", quantity, true),
            ("unitPrice", "unit_price", price, false),
        ],
    ));
    let lines = schemas.push(list("order_lines", "OrderLines", line));
    let gift = schemas.push(schema("gift", "Gift", BOOLEAN));
    let note = schemas.push(schema("note", "Note", TypeSet { null: true, ..TEXT }));
    let labels = schemas.push(schema("labels", "Labels", OBJECT));
    let reference = schemas.push(schema("reference", "Reference", INTEGER));
    let serial = schemas.push(bounded("serial", "Serial", 0, u64::MAX));
    let size = schemas.push(bounded("size", "Size", 1, 50));
    let dimensions = schemas.push(object("dimensions", "Dimensions", &[("width", "width", size, true)]));
    let tree = schemas.push(schema("tree", "Tree", OBJECT));
    *schemas.at_mut(tree) = object("tree", "Tree", &[("child", "child", tree, false)]);
    let new_order = schemas.push(object(
        "new_order",
        "NewOrder",
        &[
            ("customer", "customer", id, true),
            ("lines", "lines", lines, true),
            ("gift", "gift", gift, false),
            ("note", "note", note, false),
            ("labels", "labels", labels, false),
            ("reference", "reference", reference, false),
            ("serial", "serial", serial, false),
            ("dimensions", "dimensions", dimensions, false),
            ("tree", "tree", tree, false),
        ],
    ));

    product.schemes = vec![oauth(), partner_key()];
    product.limits = vec![stated(limit("flood", LimitKey::Address { ipv6_prefix: 56 }, LimitScope::Product), 20)];
    let order_id = parameter("orderId", "order_id", ParameterLocation::Path, id);
    let list = Operation {
        summary: "List orders".to_owned(),
        security: stated(vec![Alternative(vec![with(0, &["orders:read"])])], 41),
        parameters: vec![
            Parameter {
                default: Some(20.into()),
                ..carried_as(
                    Composition::Single(single(&[Reading::Integer], limit_of_page)),
                    parameter("limit", "limit", ParameterLocation::Query, limit_of_page),
                )
            },
            carried_as(
                Composition::List(List { items: single(&[Reading::Integer, Reading::String], id), most: 20 }),
                parameter("tag", "tag", ParameterLocation::Query, tags),
            ),
        ],
        hooks: vec![stated(Hook { name: "narrow".to_owned(), stage: HookStage::Authorized }, 42)],
        ..operation("listOrders", "ListOrders", "list_orders", Method::Get, "/v1/orders")
    };
    let create = Operation {
        summary: "Create an order".to_owned(),
        security: stated(
            vec![Alternative(vec![with(0, &["orders:write"]), with(1, &[])]), Alternative(vec![with(1, &[])])],
            61,
        ),
        rules: every_rule(),
        limits: vec![stated(limit("writes", LimitKey::Client, LimitScope::Operation), 62)],
        parameters: vec![Parameter {
            required: true,
            ..parameter("Idempotency-Key", "idempotency_key", ParameterLocation::Header, id)
        }],
        body: Some(body(new_order)),
        hooks: vec![stated(Hook { name: "approve".to_owned(), stage: HookStage::Authorized }, 63)],
        ..operation("createOrder", "CreateOrder", "create_order", Method::Post, "/v1/orders")
    };
    let read = Operation {
        summary: "Read an order".to_owned(),
        security: stated(vec![Alternative(vec![with(0, &["orders:read"])])], 81),
        parameters: vec![order_id.clone()],
        ..operation("readOrder", "ReadOrder", "read_order", Method::Get, "/v1/orders/{orderId}")
    };
    let cancel = Operation {
        summary: "Cancel an order".to_owned(),
        security: stated(vec![Alternative(vec![with(0, &["orders:write"])])], 91),
        parameters: vec![order_id.clone()],
        ..operation("cancelOrder", "CancelOrder", "cancel_order", Method::Post, "/v1/orders/{orderId}:cancel")
    };
    let export = Operation {
        security: stated(vec![Alternative(vec![with(1, &[])])], 101),
        parameters: vec![
            parameter("name", "name", ParameterLocation::Path, id),
            parameter("format", "format", ParameterLocation::Path, id),
        ],
        ..operation("readExport", "ReadExport", "read_export", Method::Get, "/v1/exports/{name}.{format}")
    };
    let latest = Operation {
        security: stated(vec![Alternative(vec![with(0, &[])])], 111),
        ..operation("latestOrder", "LatestOrder", "latest_order", Method::Get, "/v1/orders/latest")
    };
    let status = Operation {
        summary: "Is the service up?".to_owned(),
        security: stated(vec![Alternative(Vec::new())], 121),
        ..operation("status", "Status", "status", Method::Get, "/v1/status")
    };
    let replace = Operation {
        summary: "Replace an order, which no hook looks at".to_owned(),
        security: stated(vec![Alternative(vec![with(0, &["orders:write"])])], 131),
        parameters: vec![order_id],
        body: Some(body(new_order)),
        ..operation("replaceOrder", "ReplaceOrder", "replace_order", Method::Put, "/v1/orders/{orderId}")
    };
    product.operations = vec![list, create, read, cancel, export, latest, status, replace];
    product
}

/// Text that would be code, hide code, or end a comment, a literal or a template.
pub(crate) const HOSTILE: &str =
    "a\"#; } fn evil() {} /* */ // \\ {{ x }} {% y %}\n#[evil]\r\t\0 \u{202e}\u{2066}`<b>[l](x)' fn";

/// Every text of the model is `strange`, every name is one that generated code itself uses.
pub(crate) fn strange(strange: &str) -> Product {
    let mut product = product(strange, "Product", strange);
    product.api_version = strange.to_owned();
    product.base_path = strange.to_owned();
    product.hosts = vec![strange.to_owned()];
    product.document = strange.to_owned();
    product.digest = strange.to_owned();
    product.upstreams[0].name = strange.to_owned();
    product.limits = vec![stated(limit(strange, LimitKey::Client, LimitScope::Path), 1)];
    let texts = || vec![strange.to_owned()];
    product.schemes = vec![
        Scheme {
            name: strange.to_owned(),
            const_name: "SCHEME_ID".to_owned(),
            kind: SchemeKind::Bearer {
                issuer: strange.to_owned(),
                audiences: texts(),
                algorithms: vec![Algorithm::Es256],
                token_type: TokenType::Any,
                clock_skew_seconds: 0,
                max_lifetime_seconds: None,
                scope_claims: vec![texts()],
                client_claims: vec![texts()],
                claims: vec![texts()],
            },
            forward: false,
            span: span(1),
        },
        Scheme {
            name: strange.to_owned(),
            const_name: "KIB".to_owned(),
            kind: SchemeKind::ApiKey {
                location: ApiKeyLocation::Query(strange.to_owned()),
                store: strange.to_owned(),
                prefix: strange.to_owned(),
                origins: texts(),
            },
            forward: false,
            span: span(1),
        },
    ];
    let text = product.schemas.push(schema("run", strange, TEXT));
    let inner = product.schemas.push(object("option", strange, &[(strange, "json", text, false)]));
    let outer = product.schemas.push(object(
        "vec",
        strange,
        &[
            ("required", "required", inner, true),
            ("optional", "optional", text, false),
            ("\u{202e}\"", "members", text, true),
            ("type", "type_", text, true),
        ],
    ));
    let names = [
        ("Option", "option"),
        ("Some", "some"),
        ("None", "none"),
        ("Operation", "operation"),
        ("OperationFacts", "operation_facts"),
        ("Duration", "duration"),
        ("Limit", "limit"),
        ("Method", "method"),
        ("Hooks", "hooks"),
        ("Debug", "debug"),
        ("Inputs", "inputs"),
        ("Dispatcher", "dispatch"),
        ("Segments", "segments"),
        ("Box", "match_"),
        ("Cow", "self_"),
    ];
    for (position, (type_name, method_name)) in names.into_iter().enumerate() {
        let hostile_segment = TemplateSegment(vec![
            TemplatePart::Literal(strange.to_owned()),
            TemplatePart::Variable(strange.to_owned()),
        ]);
        let mut segments = path(&format!("/{type_name}")).segments;
        segments.push(hostile_segment);
        product.operations.push(Operation {
            summary: strange.to_owned(),
            path: PathTemplate { text: format!("/{type_name}/{strange}"), segments },
            security: stated(vec![Alternative(vec![Requirement { scheme: position % 2, scopes: texts() }])], 1),
            rules: strange_rules(strange, position % 2),
            limits: vec![stated(limit(strange, LimitKey::Client, LimitScope::Path), 1)],
            parameters: vec![
                parameter(strange, "segments", ParameterLocation::Path, text),
                parameter(strange, "body", ParameterLocation::Cookie, text),
                carried_as(Composition::Object(strange_members(strange, text)), query("object", strange, text)),
                carried_as(strange_form(strange, text), query("form", strange, text)),
            ],
            body: Some(Body {
                max_ratio: Some(stated(20, 5)),
                read_timeout_ms: Some(stated(1_500, 5)),
                contents: hostile_contents(strange, outer, text),
                ..body(outer)
            }),
            hooks: vec![stated(Hook { name: strange.to_owned(), stage: HookStage::Authorized }, 1)],
            ..operation(strange, type_name, method_name, Method::Put, "/")
        });
    }
    product
}

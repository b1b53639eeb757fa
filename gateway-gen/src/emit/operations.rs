//! `operations.rs`: a marker type and a table of facts per operation.

use core::time::Duration;

use askama::Template;

use super::carried::Carriages;
use super::content::{ContentView, KindView, content_view};
use super::doc::{code, codes, prose};
use super::inputs::{self, Input};
use super::limit::{self, Applied, Limits};
use super::name::Name;
use super::require::{self, Rules};
use super::shape::Shapes;
use super::{Malformed, Place, hooks, product, quantity};
use crate::model::{
    Alternative, Composition, Method, Operation, Parameter, ParameterLocation, Product, Reading, SchemaId, Undeclared,
};

#[derive(Template)]
#[template(path = "operations.rs")]
struct View<'m> {
    title: String,
    uses_schemes: bool,
    uses_limits: bool,
    uses_ratio: bool,
    modules: Vec<&'static str>,
    option: &'static str,
    some: &'static str,
    none: &'static str,
    operations: Vec<OperationView<'m>>,
}

struct OperationView<'m> {
    docs: Vec<String>,
    type_name: Name,
    index: usize,
    id: &'m str,
    method: &'static str,
    path: &'m str,
    place: String,
    security: Vec<Vec<RequirementView<'m>>>,
    rules: Option<Name>,
    limits: Vec<Applied>,
    parameters: Vec<ParameterView<'m>>,
    undeclared: Option<&'static str>,
    body: Option<BodyView<'m>>,
    upstream: Name,
    timeout: String,
    hooks: Vec<&'static str>,
    explanation: Vec<String>,
    input: Option<InputView>,
}

struct RequirementView<'m> {
    scheme: Name,
    scopes: &'m [String],
}

struct ParameterView<'m> {
    name: &'m str,
    location: &'static str,
    required: bool,
    /// The constant that says how it travels, where it is more than one text with one reading.
    carried: Option<Name>,
    style: Name,
    reading: &'static str,
    allow_empty: bool,
    default: Option<String>,
    schema: Name,
    place: String,
}

struct BodyView<'m> {
    required: bool,
    max_bytes: String,
    max_ratio: Option<u32>,
    read_timeout: Option<String>,
    contents: Vec<ContentView<'m>>,
}

struct InputView {
    name: Name,
    borrows: bool,
    fields: Vec<FieldView>,
}

struct FieldView {
    name: Name,
    source: String,
    presence: &'static str,
}

/// The module's code.
pub(super) fn text(
    product: &Product,
    shapes: &Shapes<'_>,
    limits: &Limits<'_>,
    carriages: &Carriages,
    rules: &Rules,
    place: Place<'_>,
) -> Result<String, Malformed> {
    let upstreams = product::upstream_names(product)?;
    let mut operations = Vec::new();
    for (index, operation) in product.operations.iter().enumerate() {
        let context = Context { product, shapes, limits, carriages, rules, upstreams: &upstreams, place };
        operations.push(view(&context, index, operation)?);
    }
    let any = |holds: fn(&OperationView<'_>) -> bool| operations.iter().any(holds);
    let kinds = || product.operations.iter().flat_map(|operation| &operation.body).flat_map(|body| &body.contents);
    let taken = |name: &str| product.operations.iter().any(|operation| operation.type_name == name);
    let uses_schemes = any(|operation| operation.security.iter().any(|all| !all.is_empty()));
    let modules = [
        ("carried", !carriages.is_empty()),
        ("inputs", any(|operation| operation.input.is_some())),
        ("product::limits", any(|operation| !operation.limits.is_empty())),
        ("product::schemes", uses_schemes),
        ("product::upstreams", any(|_| true)),
        ("require", !rules.is_empty()),
        (
            "schemas",
            kinds().any(|content| content.kind.schema().is_some()) || any(|operation| !operation.parameters.is_empty()),
        ),
    ];
    let rendered = View {
        title: prose(&product.title),
        uses_schemes,
        uses_limits: kinds().any(|content| content.kind.has_limits()),
        uses_ratio: any(|operation| operation.body.as_ref().is_some_and(|body| body.max_ratio.is_some())),
        modules: modules.into_iter().filter(|(_, used)| *used).map(|(module, _)| module).collect(),
        option: if taken("Option") { "core::option::Option" } else { "Option" },
        none: if taken("None") { "core::option::Option::None" } else { "None" },
        some: if taken("Some") { "core::option::Option::Some" } else { "Some" },
        operations,
    };
    Ok(rendered.render()?)
}

/// What every operation is looked at with.
struct Context<'c> {
    product: &'c Product,
    shapes: &'c Shapes<'c>,
    limits: &'c Limits<'c>,
    carriages: &'c Carriages,
    rules: &'c Rules,
    upstreams: &'c [Name],
    place: Place<'c>,
}

fn view<'m>(context: &Context<'m>, index: usize, operation: &'m Operation) -> Result<OperationView<'m>, Malformed> {
    let Context { product, shapes, limits, carriages, rules, upstreams, place } = *context;
    let upstream = upstreams.get(operation.upstream.value).cloned();
    let parameters = operation.parameters.iter().enumerate().map(|(position, parameter)| {
        let schema = validator(product, shapes, operation, parameter.schema)?;
        parameter_view(parameter, carriages.name(index, position).cloned(), schema, place)
    });
    let body = operation.body.as_ref().map(|body| {
        let validator = |schema| validator(product, shapes, operation, schema);
        let contents = body.contents.iter().enumerate().map(|(position, content)| {
            content_view(product, body, content, carriages.of_content(index, position), &validator)
        });
        Ok::<_, Malformed>(BodyView {
            required: body.required,
            max_bytes: quantity::bytes(body.max_bytes.value),
            max_ratio: body.max_ratio.as_ref().map(|ratio| ratio.value),
            read_timeout: body
                .read_timeout_ms
                .as_ref()
                .map(|time| quantity::duration(Duration::from_millis(time.value))),
            contents: contents.collect::<Result<_, _>>()?,
        })
    });
    Ok(OperationView {
        docs: docs(product, operation, &place(&operation.span))?,
        type_name: Name::new(&operation.type_name)?,
        index,
        id: &operation.id,
        method: method_name(operation.method),
        path: &operation.path.text,
        place: place(&operation.span),
        security: security(product, &operation.security.value)?,
        rules: rules.name(index).cloned(),
        limits: operation.limits.iter().map(|limit| limits.applied(limit, place)).collect::<Result<_, _>>()?,
        parameters: parameters.collect::<Result<_, _>>()?,
        undeclared: match operation.undeclared.value {
            Undeclared::Refuse => None,
            Undeclared::Report => Some("Report"),
            Undeclared::Ignore => Some("Ignore"),
        },
        body: body.transpose()?,
        upstream: upstream.ok_or_else(|| dangling("an upstream"))?,
        timeout: quantity::duration(Duration::from_millis(operation.timeout_ms.value)),
        hooks: hooks::stages(operation).map(hooks::stage_name).collect(),
        explanation: crate::explain::policy(product, operation, place).lines().map(str::to_owned).collect(),
        input: Input::of(operation, shapes)?.map(input_view),
    })
}

fn security<'m>(
    product: &Product,
    alternatives: &'m [Alternative],
) -> Result<Vec<Vec<RequirementView<'m>>>, Malformed> {
    let requirement = |requirement: &'m crate::model::Requirement| {
        let scheme = product.schemes.get(requirement.scheme).ok_or_else(|| dangling("a scheme"))?;
        Ok(RequirementView { scheme: Name::new(&scheme.const_name)?, scopes: &requirement.scopes })
    };
    alternatives.iter().map(|alternative| alternative.0.iter().map(requirement).collect()).collect()
}

/// The validator of a body or a parameter: where a hook looks at its parts, the one that notes them.
fn validator(
    product: &Product,
    shapes: &Shapes<'_>,
    operation: &Operation,
    schema: SchemaId,
) -> Result<Name, Malformed> {
    match shapes.noting(schema).filter(|_| !operation.hooks.is_empty()) {
        Some(noting) => Ok(noting.clone()),
        None => Name::new(&product.schemas.at(schema).name),
    }
}

fn parameter_view<'m>(
    parameter: &'m Parameter,
    carried: Option<Name>,
    schema: Name,
    place: Place<'_>,
) -> Result<ParameterView<'m>, Malformed> {
    let reading = match &parameter.carried.composition {
        Composition::Single(single) => single.readings.first(),
        Composition::List(_) | Composition::Object(_) | Composition::Form(_) => None,
    };
    Ok(ParameterView {
        name: &parameter.name,
        location: match parameter.location {
            ParameterLocation::Cookie => "Cookie",
            ParameterLocation::Header => "Header",
            ParameterLocation::Path => "Path",
            ParameterLocation::Query => "Query",
            ParameterLocation::Querystring => "Querystring",
        },
        required: parameter.required,
        carried,
        style: Name::new(&format!("{:?}", parameter.carried.style))?,
        reading: match reading {
            Some(Reading::Boolean) => "Boolean",
            Some(Reading::Integer) => "Integer",
            Some(Reading::Number) => "Number",
            Some(Reading::Json) => "Json",
            Some(Reading::String) | None => "String",
        },
        allow_empty: parameter.allow_empty,
        default: parameter.default.as_ref().map(serde_json::Value::to_string),
        schema,
        place: place(&parameter.span),
    })
}

fn input_view(input: Input) -> InputView {
    let last = input.fields.len() - 1;
    let fields = input.fields.into_iter().enumerate().map(|(index, field)| FieldView {
        name: field.name,
        source: if input.has_body && index == last { "document()".to_owned() } else { format!("parameter({index})") },
        presence: if field.required { "required" } else { "optional" },
    });
    InputView { name: input.name, borrows: input.borrows, fields: fields.collect() }
}

/// The policy of the operation as its page of the manual.
fn docs(product: &Product, operation: &Operation, place: &str) -> Result<Vec<String>, Malformed> {
    let summary = prose(&operation.summary);
    let route = code(&format!("{} {}", method_token(operation.method), operation.path.text));
    let mut lines = vec![
        if summary.is_empty() { format!("{route}.") } else { format!("{route}: {summary}") },
        String::new(),
        format!("- document: {} at {}", code(&operation.id), code(place)),
        format!("- security: {}", security_in_words(product, &operation.security.value)),
    ];
    lines.extend(require::in_words(product, operation).map(|words| format!("- rule {}", code(&words))));
    lines.extend(operation.limits.iter().map(|limit| format!("- limit {}", limit::in_words(&limit.value))));
    lines.extend(operation.parameters.iter().map(|parameter| {
        let required = if parameter.required { "required" } else { "optional" };
        let schema = code(&product.schemas.at(parameter.schema).title);
        format!(
            "- parameter {} in the {}, {required}: {schema}",
            code(&parameter.name),
            inputs::place(parameter.location)
        )
    }));
    lines.push(match &operation.body {
        None => "- body: refused".to_owned(),
        Some(body) => {
            let accepted = crate::explain::accepted(product, body).into_iter();
            let accepted: Vec<_> =
                accepted.map(|(names, what)| format!("{} ({})", code(&names), code(&what))).collect();
            format!(
                "- body: {} {} of at most {}",
                if body.required { "required" } else { "optional" },
                accepted.join(" or "),
                quantity::bytes_in_words(body.max_bytes.value),
            )
        }
    });
    let upstream = product.upstreams.get(operation.upstream.value).ok_or_else(|| dangling("an upstream"))?;
    let timeout = quantity::duration_in_words(Duration::from_millis(operation.timeout_ms.value));
    lines.push(format!("- upstream: {} within {timeout}", code(&upstream.name)));
    for stage in hooks::stages(operation) {
        let method = hooks::method_name(operation, stage)?;
        lines.push(format!("- hook: [`{method}`](super::hooks::Hooks::{method})"));
    }
    Ok(lines)
}

fn security_in_words(product: &Product, alternatives: &[Alternative]) -> String {
    let requirement = |requirement: &crate::model::Requirement| {
        let scheme = product.schemes.get(requirement.scheme).map(|scheme| code(&scheme.name)).unwrap_or_default();
        match requirement.scopes.as_slice() {
            [] => scheme,
            scopes => format!("{scheme} with {}", codes(scopes.iter().map(String::as_str))),
        }
    };
    let alternative = |alternative: &Alternative| match alternative.0.as_slice() {
        [] => "anybody".to_owned(),
        all => all.iter().map(requirement).collect::<Vec<_>>().join(" and "),
    };
    alternatives.iter().map(alternative).collect::<Vec<_>>().join(", or ")
}

fn dangling(what: &str) -> Malformed {
    Malformed { file: "operations.rs", reason: format!("an operation refers to {what} the product does not have") }
}

/// The variant of the contract.
fn method_name(method: Method) -> &'static str {
    match method {
        Method::Delete => "Delete",
        Method::Get => "Get",
        Method::Head => "Head",
        Method::Options => "Options",
        Method::Patch => "Patch",
        Method::Post => "Post",
        Method::Put => "Put",
    }
}

/// The token of a request line.
pub(super) fn method_token(method: Method) -> &'static str {
    match method {
        Method::Delete => "DELETE",
        Method::Get => "GET",
        Method::Head => "HEAD",
        Method::Options => "OPTIONS",
        Method::Patch => "PATCH",
        Method::Post => "POST",
        Method::Put => "PUT",
    }
}

//! The effective policy of an operation, in words.

use std::fmt::Write as _;

use crate::model::{
    ApiKeyLocation, Body, Carried, Checked, Composition, Constant, ContentKind, Cost, Limit, LimitKey, LimitScope,
    MediaType, Method, Operand, Operation, ParameterLocation, Part, Predicate, Product, Reading, Rule, Schema,
    SchemeKind, Style, Test, TypeSet, Undeclared, Unmet, pointer,
};
use crate::source::Sources;
use crate::span::{Level, Sourced, Span};

/// What `gateway-gen explain METHOD PATH` prints: each value with the line that states it.
///
/// The path is the template as documented, with or without the base path. `None` when there is no such operation.
pub fn operation(product: &Product, sources: &Sources, method: &str, path: &str) -> Option<String> {
    let operation = product.operations.iter().find(|operation| {
        let is_path = operation.path.text == path || operation.path.text == format!("{}{path}", product.base_path);
        is_path && verb(operation.method).eq_ignore_ascii_case(method)
    })?;
    Some(policy(product, operation, &|span| sources.place(span)))
}

/// The same for an operation at hand; the product carries this text, and prints it without the document.
pub fn policy(product: &Product, operation: &Operation, place: &dyn Fn(&Span) -> String) -> String {
    let described = |span: &Span| {
        let action = span.action.map(|action| format!(" (action {})", action + 1)).unwrap_or_default();
        format!("{}{action}", place(span))
    };
    let mut text = String::new();
    let head = format!("{} {}  {}", verb(operation.method), operation.path.text, operation.id);
    let _ = writeln!(text, "{head:<72}  {}", place(&operation.span));
    for line in lines(product, operation) {
        let place = line.span.as_ref().map_or_else(|| "default".to_owned(), described);
        let _ = writeln!(text, "  {:<11} {:<58}  {:<9}  {place}", line.key, line.value, line.level);
    }
    text
}

struct Line {
    key: &'static str,
    value: String,
    level: &'static str,
    span: Option<Span>,
}

fn lines(product: &Product, operation: &Operation) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut add = |key, value: String, level, span: Option<&Span>| {
        lines.push(Line { key, value, level, span: span.cloned() });
    };
    for limit in &product.limits {
        add("address", rate(&limit.value), "product", limit.span.as_ref());
    }
    let security = &operation.security;
    add("auth", alternatives(product, operation), security.level.as_str(), security.span.as_ref());
    for requirement in security.value.iter().flat_map(|alternative| &alternative.0) {
        if let Some(scheme) = product.schemes.get(requirement.scheme) {
            let value = format!(
                "{}: {}{}",
                scheme.name,
                verified(&scheme.kind),
                if scheme.forward { ", passed on" } else { "" }
            );
            add("  verified", value, "document", Some(&scheme.span));
        }
    }
    for rule in &operation.rules {
        add("require", self::rule(product, operation, &rule.value), rule.level.as_str(), rule.span.as_ref());
    }
    for limit in &operation.limits {
        add("limit", rate(&limit.value), limit.level.as_str(), limit.span.as_ref());
    }
    for parameter in &operation.parameters {
        let need = if parameter.required { "required" } else { "optional" };
        let schema = product.schemas.at(parameter.schema);
        let travels = travels(&parameter.carried);
        let value =
            format!("{} in {}, {need}, {}{travels}", parameter.name, location(parameter.location), named(schema));
        add("parameter", value, "operation", Some(&parameter.span));
        if parameter.allow_empty {
            add("  empty", "accepted unchecked".to_owned(), "operation", Some(&parameter.span));
        }
        if let Some(default) = &parameter.default {
            add("  default", format!("{default} for hooks"), "operation", Some(&schema.span));
        }
    }
    if operation.undeclared.value != Undeclared::Refuse {
        let undeclared = &operation.undeclared;
        let value = format!("other query parameters are {}, not forwarded", undeclared_word(undeclared.value));
        add("parameter", value, undeclared.level.as_str(), undeclared.span.as_ref());
    }
    match &operation.body {
        None => add("body", "none; a request with one is refused".to_owned(), "operation", None),
        Some(body) => {
            let need = if body.required { "required" } else { "optional" };
            for (index, (names, what)) in accepted(product, body).into_iter().enumerate() {
                let line = if index == 0 { format!("{need} {names} {what}") } else { format!("or {names} {what}") };
                add("body", line, "operation", Some(&body.span));
            }
            add(
                "  size",
                format!("at most {}", size(body.max_bytes.value)),
                body.max_bytes.level.as_str(),
                body.max_bytes.span.as_ref(),
            );
            let depth = &body.max_depth;
            add("  depth", format!("at most {}", depth.value), depth.level.as_str(), depth.span.as_ref());
            let count = |cap: &Sourced<u32>| format!("at most {}", cap.value);
            for (name, cap) in [("  keys", &body.max_members), ("  items", &body.max_items)] {
                if let Some(cap) = cap {
                    add(name, count(cap), cap.level.as_str(), cap.span.as_ref());
                }
            }
            if let Some(cap) = &body.max_string {
                add("  strings", format!("at most {}", size(cap.value)), cap.level.as_str(), cap.span.as_ref());
            }
            if let Some(ratio) = &body.max_ratio {
                let value = format!("gzip, inflated to at most {} times its length", ratio.value);
                add("  coding", value, ratio.level.as_str(), ratio.span.as_ref());
            }
            if let Some(time) = &body.read_timeout_ms {
                let value = format!("arrives within {}", duration(time.value));
                add("  time", value, time.level.as_str(), time.span.as_ref());
            }
            for checked in body.contents.iter().filter_map(|content| content.kind.checked()) {
                let span = &product.schemas.at(checked.schema).span;
                add("  cost", worst_case(checked.cost), Level::Derived.as_str(), Some(span));
            }
        }
    }
    for hook in &operation.hooks {
        add("hook", format!("{} (authorized)", hook.value.name), hook.level.as_str(), hook.span.as_ref());
    }
    let upstream = &operation.upstream;
    let name = product.upstreams.get(upstream.value).map_or("", |upstream| upstream.name.as_str());
    add("upstream", name.to_owned(), upstream.level.as_str(), upstream.span.as_ref());
    let timeout = &operation.timeout_ms;
    add("timeout", duration(timeout.value), timeout.level.as_str(), timeout.span.as_ref());
    lines
}

/// The component's name, or for a schema without one its types: equal schemas are one, so the path to it may lead to
/// another operation.
fn named(schema: &Schema) -> String {
    if !schema.title.contains('/') {
        return schema.title.clone();
    }
    let TypeSet { null, boolean, integer, number, string, array, object } = schema.types;
    let types = [
        (null, "null"),
        (boolean, "boolean"),
        (integer && !number, "integer"),
        (number, "number"),
        (string, "string"),
        (array, "array"),
        (object, "object"),
    ];
    types.into_iter().filter(|(has, _)| *has).map(|(_, name)| name).collect::<Vec<_>>().join(" or ")
}

/// How a value that is not one text travels, behind a comma.
fn travels(carried: &Carried) -> String {
    let apart = if carried.explode { ", exploded" } else { "" };
    match &carried.composition {
        Composition::Single(single) if single.readings == [Reading::Json] => ", as JSON".to_owned(),
        Composition::Single(_) if matches!(carried.style, Style::Simple | Style::Form) => String::new(),
        Composition::Single(_) => format!(", {}", carried.style.as_str()),
        Composition::List(_) | Composition::Object(_) => format!(", {}{apart}", carried.style.as_str()),
        Composition::Form(_) => ", as a form".to_owned(),
    }
}

/// What becomes of query parameters that nobody declared.
pub(crate) const fn undeclared_word(undeclared: Undeclared) -> &'static str {
    match undeclared {
        Undeclared::Refuse => "refused",
        Undeclared::Report => "reported",
        Undeclared::Ignore => "ignored",
    }
}

/// The worst case of an accepted body, before white space.
/// The media types of a body, joined where they are treated alike, and what a body of them is.
pub(crate) fn accepted(product: &Product, body: &Body) -> Vec<(String, String)> {
    let mut accepted: Vec<(String, String)> = Vec::new();
    for content in &body.contents {
        let (name, what) = (content.media_type.text(), what(product, &content.kind));
        match accepted.iter_mut().find(|(_, known)| *known == what) {
            Some((names, _)) => *names = format!("{names}, {name}"),
            None => accepted.push((name, what)),
        }
    }
    accepted
}

/// What a body of some kind is, in words.
fn what(product: &Product, kind: &ContentKind) -> String {
    let schema = |checked: &Checked| named(product.schemas.at(checked.schema));
    match kind {
        ContentKind::Binary { max_bytes: None } => "bytes".to_owned(),
        ContentKind::Binary { max_bytes: Some(bytes) } => format!("at most {bytes} bytes"),
        ContentKind::Form { object, .. } => format!("form {}", schema(object)),
        ContentKind::Json(checked) => schema(checked),
        ContentKind::Lines(lines) => {
            let count = match (lines.min_items, lines.max_items) {
                (0, None) => String::new(),
                (least, None) => format!("at least {least} "),
                (0, Some(most)) => format!("at most {most} "),
                (least, Some(most)) => format!("{least} to {most} "),
            };
            format!("{count}items of {}", schema(&lines.item))
        }
        ContentKind::Multipart(parts) => {
            let files: Vec<_> = parts.declared.iter().filter(|part| part.file.is_some()).map(file).collect();
            let files = if files.is_empty() { String::new() } else { format!(" with {}", files.join(", ")) };
            format!("parts {}{files}", schema(&parts.object))
        }
        ContentKind::Text(checked) => format!("text {}", schema(checked)),
        ContentKind::Xml => "well-formed XML".to_owned(),
    }
}

/// A part that is a file, in words.
pub(crate) fn file(part: &Part) -> String {
    let most =
        part.file.and_then(|file| file.max_bytes).map_or(String::new(), |bytes| format!(" of at most {bytes} bytes"));
    let types: Vec<_> = part.media_types.iter().map(MediaType::text).collect();
    let types = if types.is_empty() { String::new() } else { format!(" ({})", types.join(" or ")) };
    format!("file {}{most}{types}", part.name)
}

fn worst_case(cost: Cost) -> String {
    let bytes = cost.bytes.map_or_else(|| "of any size".to_owned(), |bytes| format!("at most {bytes} bytes"));
    let depth = cost.depth.map_or_else(|| "of any depth".to_owned(), |depth| format!("{depth} deep"));
    let read = match cost.again {
        Some(0) => "read once".to_owned(),
        Some(again) => format!("read up to {} times", again.saturating_add(1)),
        None => "read again within a budget".to_owned(),
    };
    format!("{bytes}, {depth}, {read}")
}

/// `oauth[orders:write]  OR  partnerKey AND partnerToken`.
pub(crate) fn alternatives(product: &Product, operation: &Operation) -> String {
    let alternative = |one: &crate::model::Alternative| {
        if one.0.is_empty() {
            return "anybody".to_owned();
        }
        let requirement = |asked: &crate::model::Requirement| {
            let name = product.schemes.get(asked.scheme).map_or("", |scheme| scheme.name.as_str());
            if asked.scopes.is_empty() { name.to_owned() } else { format!("{name}[{}]", asked.scopes.join(" ")) }
        };
        one.0.iter().map(requirement).collect::<Vec<_>>().join(" AND ")
    };
    operation.security.value.iter().map(alternative).collect::<Vec<_>>().join(" OR ")
}

fn verified(kind: &SchemeKind) -> String {
    match kind {
        SchemeKind::Bearer { issuer, audiences, algorithms, .. } => {
            let algorithms: Vec<_> = algorithms.iter().map(|algorithm| algorithm.name()).collect();
            format!("token of {issuer} for {}, {}", audiences.join(" or "), algorithms.join("/"))
        }
        SchemeKind::ApiKey { location, store, .. } => {
            let place = match location {
                ApiKeyLocation::Cookie(name) => format!("cookie {name}"),
                ApiKeyLocation::Header(name) => format!("header {name}"),
                ApiKeyLocation::Query(name) => format!("query {name}"),
            };
            format!("key in {place}, store {store}")
        }
    }
}

/// `sub = path userId`, with what is answered otherwise where that is not 403.
pub(crate) fn rule(product: &Product, operation: &Operation, rule: &Rule) -> String {
    let otherwise = match &rule.unmet {
        Unmet::Forbid => String::new(),
        Unmet::StepUp { .. } => ", or step up".to_owned(),
    };
    format!("{}{otherwise}", predicate(product, operation, &rule.predicate))
}

fn predicate(product: &Product, operation: &Operation, one: &Predicate) -> String {
    let joined = |all: &[Predicate], word: &str| {
        let each: Vec<_> = all.iter().map(|one| predicate(product, operation, one)).collect();
        format!("({})", each.join(word))
    };
    let name = |scheme: usize| product.schemes.get(scheme).map_or("", |scheme| scheme.name.as_str());
    match one {
        Predicate::All(all) => joined(all, " and "),
        Predicate::Any(any) if any.is_empty() => "never".to_owned(),
        Predicate::Any(any) => joined(any, " or "),
        Predicate::Scheme(scheme) => format!("by {}", name(*scheme)),
        Predicate::Claim { scheme, claim: path, test } => {
            let whose = scheme.map_or(String::new(), |scheme| format!("{}.", name(scheme)));
            format!("{whose}{} {}", claim(path), compared(operation, test))
        }
    }
}

fn compared(operation: &Operation, test: &Test) -> String {
    match test {
        Test::Exists => "exists".to_owned(),
        Test::Equals(value) => format!("= {}", operand(operation, value)),
        Test::Contains(value) => format!("contains {}", operand(operation, value)),
        Test::In(values) => format!("in {}", values.iter().map(constant).collect::<Vec<_>>().join(" ")),
        Test::AtLeast(least) => format!(">= {least}"),
        Test::AtMost(most) => format!("<= {most}"),
        Test::NoOlderThan(seconds) => format!("at most {} ago", duration(seconds.saturating_mul(1_000))),
        Test::Future => "in the future".to_owned(),
    }
}

fn operand(operation: &Operation, value: &Operand) -> String {
    match value {
        Operand::Constant(value) => constant(value),
        Operand::Parameter(position) => operation
            .parameters
            .get(*position)
            .map_or(String::new(), |parameter| format!("{} {}", location(parameter.location), parameter.name)),
        Operand::Body(path) => format!("body {}", pointer(path)),
    }
}

fn constant(value: &Constant) -> String {
    match value {
        Constant::Text(text) => format!("{text:?}"),
        Constant::Integer(number) => number.to_string(),
        Constant::Boolean(truth) => truth.to_string(),
    }
}

/// `scope`, or `/realm/roles` for a claim inside of others.
pub(crate) fn claim(path: &[String]) -> String {
    match path {
        [name] if !name.starts_with('/') => name.clone(),
        _ => pointer(path),
    }
}

/// `create 30/1m burst 5 by client per operation`.
pub(crate) fn rate(limit: &Limit) -> String {
    let by = match limit.by {
        LimitKey::Address { ipv6_prefix } => format!("ip/{ipv6_prefix}"),
        LimitKey::Client => "client".to_owned(),
    };
    let per = match limit.per {
        LimitScope::Operation => "operation",
        LimitScope::Path => "path",
        LimitScope::Product => "product",
    };
    let Limit { name, count, burst, window_seconds, .. } = limit;
    let window = duration(window_seconds.saturating_mul(1_000));
    format!("{name} {count}/{window} burst {burst} by {by} per {per}")
}

/// `16KiB`, with the largest unit that divides it.
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        _ if bytes.is_multiple_of(1 << 20) => format!("{}MiB", bytes >> 20),
        _ if bytes.is_multiple_of(1 << 10) => format!("{}KiB", bytes >> 10),
        _ => format!("{bytes}B"),
    }
}

/// `5s`, with the largest unit that divides it.
pub(crate) fn duration(milliseconds: u64) -> String {
    match milliseconds {
        _ if milliseconds.is_multiple_of(3_600_000) => format!("{}h", milliseconds / 3_600_000),
        _ if milliseconds.is_multiple_of(60_000) => format!("{}m", milliseconds / 60_000),
        _ if milliseconds.is_multiple_of(1_000) => format!("{}s", milliseconds / 1_000),
        _ => format!("{milliseconds}ms"),
    }
}

/// The token of a request line.
pub(crate) const fn verb(method: Method) -> &'static str {
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

pub(crate) const fn location(location: ParameterLocation) -> &'static str {
    match location {
        ParameterLocation::Cookie => "cookie",
        ParameterLocation::Header => "header",
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Querystring => "querystring",
    }
}

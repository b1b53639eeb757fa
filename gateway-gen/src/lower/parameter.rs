//! Parameters outside the body: their places, their styles, and values that a text can carry.

use std::collections::BTreeSet;

use super::operation::Lowerer;
use super::scheme::is_token;
use super::{accepts, carried, form, name, path};
use crate::diagnostic::Diagnostic;
use crate::load::tree::{Node, child};
use crate::model::{
    Carried, Composition, Parameter, ParameterLocation, PathTemplate, Reading, SchemaId, Single, Style,
};
use crate::resolve::Place;
use crate::resolve::inherit::Scope;

impl<'a> Lowerer<'a> {
    /// The parameters of an operation: those of the path in the order of the template, then the rest.
    pub(super) fn parameters(
        &mut self,
        scope: &Scope<'a>,
        template: &PathTemplate,
        title: &str,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Vec<Parameter>> {
        let before = errors(findings);
        let mut parameters = Vec::new();
        let mut fields = name::Taken::default();
        for place in scope.parameters(self.document, findings) {
            match self.parameter(&place, title, findings) {
                Ok(Some(mut parameter)) => {
                    parameter.field_name = fields.unique(parameter.field_name);
                    parameters.push(parameter);
                }
                Ok(None) => {}
                Err(diagnostic) => findings.push(diagnostic),
            }
        }
        let declared: Vec<_> = scope
            .parameters(self.document, &mut Vec::new())
            .into_iter()
            .filter(|place| place.node.get("in").and_then(Node::as_str) == Some("path"))
            .collect();
        let name_of = |place: &Place<'_>| place.node.get("name").and_then(Node::as_str).unwrap_or_default().to_owned();
        for variable in
            path::variables(template).filter(|variable| !declared.iter().any(|place| name_of(place) == *variable))
        {
            let message = format!("the variable `{variable}` of the path is not declared");
            findings.push(
                Diagnostic::error("GW0405", &scope.operation.key, message, "no parameter of that name")
                    .related(&scope.item.key, "the path")
                    .help(format!(
                        "add `- {{ name: {variable}, in: path, required: true, schema: ... }}` to `parameters`"
                    )),
            );
        }
        for place in
            declared.iter().filter(|place| !path::variables(template).any(|variable| variable == name_of(place)))
        {
            let message = format!("the path has no variable `{}`", name_of(place));
            findings.push(
                Diagnostic::error("GW0405", &place.node.span, message, "declared for nothing")
                    .related(&scope.item.key, "the path"),
            );
        }
        let order = |parameter: &Parameter| {
            let position = path::variables(template).position(|variable| variable == parameter.name);
            if parameter.location == ParameterLocation::Path { position.unwrap_or(0) } else { usize::MAX }
        };
        parameters.sort_by_key(order);
        collisions(&parameters, scope, findings);
        (errors(findings) == before).then_some(parameters)
    }

    fn parameter(
        &mut self,
        place: &Place<'a>,
        title: &str,
        findings: &mut Vec<Diagnostic>,
    ) -> Result<Option<Parameter>, Diagnostic> {
        let node = place.node;
        let text = |name: &str| node.get(name).and_then(Node::as_str);
        let fault = |code, message: String| Diagnostic::error(code, &node.span, message, "this parameter");
        let Some(name) = text("name").filter(|name| !name.is_empty()) else {
            return Err(fault("GW0407", "a parameter needs a `name`".to_owned()));
        };
        let location = match text("in") {
            Some("path") => ParameterLocation::Path,
            Some("query") => ParameterLocation::Query,
            Some("header") => ParameterLocation::Header,
            Some("cookie") => ParameterLocation::Cookie,
            Some("querystring") if self.document.is_at_least_3_2() => ParameterLocation::Querystring,
            _ => {
                return Err(fault(
                    "GW0407",
                    format!("parameter `{name}` needs `in: path`, `query`, `header` or `cookie`"),
                ));
            }
        };
        if matches!(location, ParameterLocation::Header | ParameterLocation::Cookie) && !is_token(name) {
            return Err(fault("GW0407", format!("`{name}` cannot be the name of a header or cookie")));
        }
        let is_reserved =
            ["accept", "content-type", "authorization"].iter().any(|header| name.eq_ignore_ascii_case(header));
        if location == ParameterLocation::Header && is_reserved {
            let message = format!("OpenAPI gives a header parameter named `{name}` no effect");
            findings.push(
                Diagnostic::warning("GW0408", &node.span, message, "ignored")
                    .help("media types and `security` describe these headers; remove the parameter"),
            );
            return Ok(None);
        }
        let required = node.get("required").and_then(Node::as_bool).unwrap_or(false);
        if location == ParameterLocation::Path && !required {
            return Err(fault("GW0405", format!("path parameter `{name}` must say `required: true`"))
                .help("a path without it would be another path"));
        }
        let flag = |flag: &str| node.get(flag).and_then(Node::as_bool) == Some(true);
        let allow_empty = flag("allowEmptyValue");
        if allow_empty && location != ParameterLocation::Query {
            return Err(fault("GW0407", format!("parameter `{name}`: `allowEmptyValue` is for the query")));
        }
        let reserved = flag("allowReserved");
        if reserved && location != ParameterLocation::Query {
            return Err(fault("GW0407", format!("parameter `{name}`: `allowReserved` is for the query")));
        }
        let Some((schema, carried)) = self.value(place, name, location, title, findings)? else { return Ok(None) };
        let default = self.default(place, schema, name)?;
        Ok(Some(Parameter {
            name: name.to_owned(),
            field_name: name::snake(name, "parameter"),
            location,
            required,
            carried: Carried { reserved, ..carried },
            allow_empty,
            default,
            schema,
            span: node.span.clone(),
        }))
    }

    /// The schema of a parameter and how its value travels: by a style, or as the one media type of `content`.
    fn value(
        &mut self,
        place: &Place<'a>,
        name: &str,
        location: ParameterLocation,
        title: &str,
        findings: &mut Vec<Diagnostic>,
    ) -> Result<Option<(SchemaId, Carried)>, Diagnostic> {
        let node = place.node;
        let fault = |reason: String| {
            Diagnostic::error("GW0407", &node.span, format!("parameter `{name}`: {reason}"), "this parameter")
        };
        let content = place.get("content");
        if location == ParameterLocation::Querystring && content.is_none() {
            return Err(fault("`in: querystring` needs `content`".to_owned()));
        }
        let Some(content) = content else {
            let Some(schema) = place.get("schema") else {
                return Err(fault("it needs a `schema` or `content`".to_owned()));
            };
            let (style, explode) = style(Some(node), location).map_err(fault)?;
            let Some(id) = self.schema(&schema, name, title, findings) else { return Ok(None) };
            let carried = carried::carried(self.schemas.schemas(), id, style, explode).map_err(fault)?;
            if location == ParameterLocation::Cookie
                && explode
                && !matches!(carried.composition, Composition::Single(_))
            {
                return Err(fault("a list or an object in a cookie needs `explode: false`".to_owned()));
            }
            return Ok(Some((id, carried)));
        };
        if let Some(other) = ["schema", "style", "explode", "allowReserved"].iter().find(|key| node.get(key).is_some())
        {
            return Err(fault(format!("`{other}` and `content` exclude each other")));
        }
        let mut media_types = content.node.as_object().into_iter().flatten();
        let (Some((media_type, member)), None) = (media_types.next(), media_types.next()) else {
            return Err(fault("`content` has exactly one media type".to_owned()));
        };
        let media = Place { pointer: child(&content.pointer, media_type), node: &member.node };
        let is_form = media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded");
        let is_carried = form::is_json(media_type) || is_form && location == ParameterLocation::Querystring;
        if !is_carried {
            return Err(fault(format!("the media type `{media_type}` is not supported yet")));
        }
        let Some(schema) = media.get("schema") else {
            return Err(fault(format!("the media type `{media_type}` needs a `schema`")));
        };
        let Some(id) = self.schema(&schema, name, title, findings) else { return Ok(None) };
        let composition = if is_form {
            let encoding = media.get("encoding");
            let Some(form) = self.form(id, encoding.as_ref(), &BTreeSet::new(), node, findings) else {
                return Ok(None);
            };
            Composition::Form(form)
        } else {
            Composition::Single(Single { readings: vec![Reading::Json], schema: id })
        };
        let (style, _) = style(None, location).map_err(fault)?;
        Ok(Some((id, Carried { style, explode: false, reserved: false, composition })))
    }

    fn schema(
        &mut self,
        schema: &Place<'a>,
        name: &str,
        title: &str,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<SchemaId> {
        self.checker.check(schema, findings).then(|| self.schemas.lower(schema, &format!("{title}/{name}"), findings))
    }

    /// The default of the schema, which must obey it: a hook reads it where nothing was sent.
    fn default(&self, place: &Place<'a>, id: SchemaId, name: &str) -> Result<Option<serde_json::Value>, Diagnostic> {
        let Some(schema) = place.get("schema") else { return Ok(None) };
        let schema = self.document.follow(schema)?;
        let Some(node) = schema.node.get("default") else { return Ok(None) };
        let value = node.to_json();
        match accepts::accepts(self.schemas.schemas(), id, &value) {
            Ok(()) => Ok(Some(value)),
            Err(reason) => {
                let message = format!("parameter `{name}`: its schema does not accept its own default: {reason}");
                Err(Diagnostic::error("GW0417", &node.span, message, "this default")
                    .help("change the default, or the rule that refuses it"))
            }
        }
    }
}

/// Whether a name in the query would belong to two parameters, or the query is one parameter and others at once.
fn collisions(parameters: &[Parameter], scope: &Scope<'_>, findings: &mut Vec<Diagnostic>) {
    let fault = |span, message: String| {
        Diagnostic::error("GW0405", span, message, "this parameter").related(&scope.operation.key, "the operation")
    };
    let in_query = || parameters.iter().filter(|parameter| parameter.location == ParameterLocation::Query);
    if let Some(name) = form::ambiguous(in_query().map(|parameter| (parameter.name.as_str(), &parameter.carried))) {
        let span = in_query().next_back().map_or(&scope.operation.key, |parameter| &parameter.span);
        findings.push(fault(span, format!("`{name}` is the name of two things in the query")));
    }
    let mut whole = parameters.iter().filter(|parameter| parameter.location == ParameterLocation::Querystring);
    if let Some(parameter) = whole.next()
        && (whole.next().is_some() || in_query().next().is_some())
    {
        let message = "a parameter `in: querystring` is the whole query: there is no other one".to_owned();
        findings.push(fault(&parameter.span, message));
    }
}

/// The style of a parameter or field, and whether it explodes: as stated, else as OpenAPI has it for the place.
pub(super) fn style(node: Option<&Node>, location: ParameterLocation) -> Result<(Style, bool), String> {
    let (default, others): (_, &[Style]) = match location {
        ParameterLocation::Path => (Style::Simple, &[Style::Label, Style::Matrix]),
        ParameterLocation::Header => (Style::Simple, &[]),
        ParameterLocation::Cookie | ParameterLocation::Querystring => (Style::Form, &[]),
        ParameterLocation::Query => (Style::Form, &[Style::SpaceDelimited, Style::PipeDelimited, Style::DeepObject]),
    };
    let get = |name: &str| node.and_then(|node| node.get(name));
    let style = match get("style").and_then(Node::as_str) {
        None => default,
        Some(word) => {
            let all = || std::iter::once(&default).chain(others);
            let words = || all().map(|style| format!("`{}`", style.as_str())).collect::<Vec<_>>().join(", ");
            let named = all().find(|style| style.as_str() == word);
            *named.ok_or_else(|| format!("there is no style `{word}` here: its styles are {}", words()))?
        }
    };
    let explode = get("explode").and_then(Node::as_bool);
    if style == Style::DeepObject && explode == Some(false) {
        return Err("OpenAPI gives `deepObject` no meaning with `explode: false`".to_owned());
    }
    Ok((style, explode.unwrap_or(matches!(style, Style::Form | Style::DeepObject))))
}

pub(super) fn errors(findings: &[Diagnostic]) -> usize {
    findings.iter().filter(|finding| finding.severity == crate::diagnostic::Severity::Error).count()
}

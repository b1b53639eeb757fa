//! Parameters outside the body: default styles, values that a text can carry.

use super::operation::Lowerer;
use super::security::is_token;
use super::{name, path};
use crate::diagnostic::Diagnostic;
use crate::load::tree::Node;
use crate::model::{
    Parameter, ParameterKind, ParameterLocation, ParameterShape, PathTemplate, Rest, SchemaId, TypeSet,
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
        if node.get("content").is_some() {
            return Err(fault("GW0407", format!("parameter `{name}`: `content` is not supported yet")));
        }
        let required = node.get("required").and_then(Node::as_bool).unwrap_or(false);
        if location == ParameterLocation::Path && !required {
            return Err(fault("GW0405", format!("path parameter `{name}` must say `required: true`"))
                .help("a path without it would be another path"));
        }
        for flag in ["allowReserved", "allowEmptyValue"] {
            if node.get(flag).and_then(Node::as_bool) == Some(true) {
                return Err(fault("GW0407", format!("parameter `{name}`: `{flag}` is not supported yet")));
            }
        }
        let default_style = match location {
            ParameterLocation::Path | ParameterLocation::Header => "simple",
            ParameterLocation::Query | ParameterLocation::Cookie => "form",
        };
        if let Some(style) = text("style").filter(|style| *style != default_style) {
            let message = format!("parameter `{name}`: the style `{style}` is not supported yet");
            return Err(fault("GW0407", message).help(format!("the style here is `{default_style}`")));
        }
        let Some(schema) = place.get("schema") else {
            return Err(fault("GW0407", format!("parameter `{name}` needs a `schema`")));
        };
        if !self.checker.check(&schema, findings) {
            return Ok(None);
        }
        let id = self.schemas.lower(&schema, &format!("{title}/{name}"), findings);
        let explode = node.get("explode").and_then(Node::as_bool).unwrap_or(default_style == "form");
        let (shape, kind) = self
            .carried(id, location, explode)
            .map_err(|reason| fault("GW0407", format!("parameter `{name}`: {reason}")))?;
        Ok(Some(Parameter {
            name: name.to_owned(),
            field_name: name::snake(name, "parameter"),
            location,
            required,
            shape,
            kind,
            schema: id,
            span: node.span.clone(),
        }))
    }

    /// How a value of a schema travels in text.
    fn carried(
        &self,
        id: SchemaId,
        location: ParameterLocation,
        explode: bool,
    ) -> Result<(ParameterShape, ParameterKind), &'static str> {
        let schemas = self.schemas.schemas();
        let schema = schemas.at(id);
        let is_list = schema.types.array && only(schema.types) == 1;
        if !is_list {
            return Ok((ParameterShape::Single, kind(schema)?));
        }
        let Rest::Checked(items) = schema.array.items else { return Err("the items of the list need a schema") };
        if !schema.array.prefix.is_empty() {
            return Err("a list of values of different kinds is not supported yet");
        }
        let kind = kind(schemas.at(items))?;
        let shape = match (location, explode) {
            (ParameterLocation::Query, true) => ParameterShape::Repeated,
            (ParameterLocation::Cookie, true) => return Err("a list in a cookie needs `explode: false`"),
            (ParameterLocation::Path | ParameterLocation::Header, _)
            | (ParameterLocation::Query | ParameterLocation::Cookie, false) => ParameterShape::CommaSeparated,
        };
        Ok((shape, kind))
    }
}

fn only(types: TypeSet) -> usize {
    [types.null, types.boolean, types.integer || types.number, types.string, types.array, types.object]
        .into_iter()
        .filter(|member| *member)
        .count()
}

fn kind(schema: &crate::model::Schema) -> Result<ParameterKind, &'static str> {
    let mut types = schema.types;
    if let Some(values) = &schema.enumeration {
        types.null &= values.iter().any(serde_json::Value::is_null);
        types.boolean &= values.iter().any(serde_json::Value::is_boolean);
        types.number &= values.iter().any(serde_json::Value::is_number);
        types.integer &= values.iter().any(serde_json::Value::is_number);
        types.string &= values.iter().any(serde_json::Value::is_string);
        types.array &= values.iter().any(serde_json::Value::is_array);
        types.object &= values.iter().any(serde_json::Value::is_object);
    }
    types.null = false;
    if types.object && only(types) == 1 {
        return Err("objects are not supported yet");
    }
    if types.array && only(types) == 1 {
        return Err("lists of lists are not supported yet");
    }
    if only(types) != 1 {
        return Err("say which one `type` its values have: a text alone cannot tell");
    }
    Ok(if types.boolean {
        ParameterKind::Boolean
    } else if types.number {
        ParameterKind::Number
    } else if types.integer {
        ParameterKind::Integer
    } else {
        ParameterKind::String
    })
}

pub(super) fn errors(findings: &[Diagnostic]) -> usize {
    findings.iter().filter(|finding| finding.severity == crate::diagnostic::Severity::Error).count()
}

//! Forms: which fields an object has as a list of named texts, and how each travels.
//!
//! Independent of where the form stands: the query as a whole, an urlencoded body, the parts of a multipart body.

use std::collections::BTreeSet;

use super::carried;
use super::operation::Lowerer;
use super::parameter::style;
use crate::diagnostic::Diagnostic;
use crate::load::tree::Node;
use crate::model::{
    Carried, Composition, Form, FormField, List, ParameterLocation, Reading, SchemaId, Schemas, Single, Style,
};
use crate::resolve::Place;

impl<'a> Lowerer<'a> {
    /// The form that values of an object schema are written as. `encoding` is the map of that name beside the schema, which
    /// says how fields differ from the rule of OpenAPI: scalars are texts, lists of them repeat the name, and objects are
    /// JSON (OpenAPI 3.1 §4.8.15.1). `files` are fields with contents that are no texts: an empty one stands for each.
    /// `owner` is what is pointed to where the document is silent.
    ///
    /// `None` and an error (`GW0409`) where a field has no text that can be checked.
    pub(super) fn form(
        &mut self,
        schema: SchemaId,
        encoding: Option<&Place<'a>>,
        files: &BTreeSet<&str>,
        owner: &Node,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Form> {
        let schemas = self.schemas.schemas();
        let fault = |node: &Node, message: String| Diagnostic::error("GW0409", &node.span, message, "this form");
        let types = carried::types(schemas, schema, 0);
        if !types.object || carried::single(schemas, schema).is_some() || types.array {
            findings.push(fault(owner, "a form is an object: its schema needs `type: object`".to_owned()));
            return None;
        }
        if carried::branches_declare(schemas, schema, 0) {
            findings.push(fault(owner, "the fields of a form are not left to branches of its schema".to_owned()));
            return None;
        }
        let node = schemas.at(schema);
        let mut fields = Vec::new();
        let mut is_sound = true;
        let encodings = encoding.map(|place| place.node);
        for (name, member) in encodings.into_iter().flat_map(|node| node.as_object().into_iter().flatten()) {
            if !node.object.properties.get(name).is_some_and(|property| property.declared) {
                findings.push(fault(&member.node, format!("`encoding` names `{name}`, which is no property")));
                is_sound = false;
            }
        }
        for (name, property) in
            node.object.properties.iter().filter(|(_, property)| property.declared && property.refused.is_none())
        {
            let encoding = encodings.and_then(|encodings| encodings.get(name));
            let found = if files.contains(name.as_str()) {
                Ok(file(schemas, property.schema))
            } else {
                field(schemas, property.schema, encoding)
            };
            match found {
                Ok(carried) => fields.push(FormField { name: name.clone(), carried }),
                Err(reason) => {
                    let at = encoding.unwrap_or(owner);
                    findings.push(
                        fault(at, format!("field `{name}`: {reason}"))
                            .related(&schemas.at(property.schema).span, "the schema of the field"),
                    );
                    is_sound = false;
                }
            }
        }
        if let Some(name) = ambiguous(fields.iter().map(|field| (field.name.as_str(), &field.carried))) {
            findings.push(fault(owner, format!("`{name}` is the name of two things in this form")));
            is_sound = false;
        }
        let others = carried::others(schemas, schema, true).unwrap_or_default();
        let Some(others) = others else {
            findings.push(fault(owner, "undeclared fields are single values of one type".to_owned()));
            return None;
        };
        is_sound.then_some(Form { fields, others })
    }
}

/// A name that two of these would be found under. Properties that are pairs have names of their own.
pub(super) fn ambiguous<'m>(all: impl Iterator<Item = (&'m str, &'m Carried)>) -> Option<String> {
    let mut names = BTreeSet::new();
    let mut deep = Vec::new();
    let mut open = 0;
    for (name, carried) in all {
        match &carried.composition {
            Composition::Object(_) if carried.style == Style::DeepObject => {
                deep.push(name);
            }
            Composition::Object(object) if carried.is_apart() => {
                open += usize::from(object.others.is_some());
                if open > 1 {
                    return Some(name.to_owned());
                }
                let repeated = object.declared.iter().find(|member| !names.insert(member.name.as_str()));
                if let Some(member) = repeated {
                    return Some(member.name.clone());
                }
            }
            Composition::Single(_) | Composition::List(_) | Composition::Object(_) | Composition::Form(_) => {
                if !names.insert(name) {
                    return Some(name.to_owned());
                }
            }
        }
    }
    let is_inside =
        |name: &&&str| deep.iter().any(|owner| name.strip_prefix(owner).is_some_and(|rest| rest.starts_with('[')));
    let twice =
        deep.iter().enumerate().find(|(position, name)| deep.iter().skip(position + 1).any(|other| other == *name));
    names.iter().find(is_inside).or(twice.map(|(_, name)| name)).map(|name| (*name).to_owned())
}

/// How the empty texts travel that stand for files.
fn file(schemas: &Schemas, schema: SchemaId) -> Carried {
    let text = Single::text(schema);
    let types = carried::types(schemas, schema, 0);
    let composition = if types.array && !types.string {
        Composition::List(List { items: text, most: carried::most(schemas, schema) })
    } else {
        Composition::Single(text)
    };
    Carried { style: Style::Form, explode: true, reserved: false, composition }
}

/// How one field travels.
fn field(schemas: &Schemas, schema: SchemaId, encoding: Option<&Node>) -> Result<Carried, String> {
    let get = |name: &str| encoding.and_then(|encoding| encoding.get(name));
    let has_style = ["style", "explode", "allowReserved"].iter().any(|name| get(name).is_some());
    let types = carried::types(schemas, schema, 0);
    if types == schemas.at(schema).types && types.null && types.boolean && types.string && types.array && types.object {
        return Err("a field needs a `type`: a text alone cannot tell".to_owned());
    }
    let media_type = get("contentType").and_then(Node::as_str);
    // Where a style is stated, the content type has no meaning (OpenAPI 3.1 §4.8.15.1).
    if has_style {
        let (style, explode) = style(encoding, ParameterLocation::Query)?;
        let mut carried = carried::carried(schemas, schema, style, explode)?;
        carried.reserved = get("allowReserved").and_then(Node::as_bool) == Some(true);
        return Ok(carried);
    }
    let json = || Single { readings: vec![Reading::Json], schema };
    let single = carried::single(schemas, schema);
    let composition = match (media_type, single) {
        (Some(media_type), _) if is_json(media_type) && types.array => {
            let items = Single { readings: vec![Reading::Json], schema };
            Composition::List(List { items, most: carried::most(schemas, schema) })
        }
        (Some(media_type), _) if is_json(media_type) => Composition::Single(json()),
        (None | Some("text/plain"), Some(single)) => Composition::Single(single),
        (None, None) if types.object && !types.array => Composition::Single(json()),
        (None | Some("text/plain"), None) if types.array && !types.object => {
            Composition::List(list(schemas, schema, media_type.is_none())?)
        }
        (Some(media_type), _) => return Err(format!("a field of type `{media_type}` is not supported yet")),
        (None, None) => return Err("a field needs one `type`: a text alone cannot tell".to_owned()),
    };
    Ok(Carried { style: Style::Form, explode: true, reserved: false, composition })
}

/// A list whose name is repeated for each item; items that are objects are JSON.
fn list(schemas: &Schemas, id: SchemaId, may_be_json: bool) -> Result<List, String> {
    let items = schemas.at(id).array.items.checked();
    let is_object = items.is_some_and(|items| {
        let types = carried::types(schemas, items, 0);
        types.object && !types.array && carried::single(schemas, items).is_none()
    });
    match items.filter(|_| is_object && may_be_json && schemas.at(id).array.prefix.is_empty()) {
        Some(items) => {
            let items = Single { readings: vec![Reading::Json], schema: items };
            Ok(List { items, most: carried::most(schemas, id) })
        }
        None => carried::list(schemas, id),
    }
}

/// Whether a media type is JSON, parameters left aside.
pub(super) fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let Some((kind, subtype)) = essence.split_once('/') else { return false };
    kind == "application" && (subtype == "json" || subtype.strip_suffix("+json").is_some_and(|name| !name.is_empty()))
}

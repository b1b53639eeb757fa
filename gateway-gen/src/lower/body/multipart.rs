//! `multipart/form-data`: which parts there are, which of them are files, and what each may be.

use std::collections::{BTreeMap, BTreeSet};

use super::content::bytes;
use super::media_type;
use crate::diagnostic::Diagnostic;
use crate::load::tree::{Member, Node};
use crate::lower::carried;
use crate::lower::name;
use crate::lower::operation::Lowerer;
use crate::lower::parameter::style;
use crate::model::{ContentKind, File, MediaType, Parameter, ParameterLocation, Part, Parts};
use crate::resolve::Place;

/// How deep `allOf` is followed for the properties of the form.
const DEEPEST: usize = 16;

impl<'a> Lowerer<'a> {
    /// The parts of a form; `None` and an error where one cannot be enforced.
    pub(super) fn multipart(
        &mut self,
        place: &Place<'a>,
        member: &'a Member,
        title: &str,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<ContentKind> {
        let schema = place.get("schema")?;
        let object = self.checked(&schema, &format!("{title}/body"), findings)?;
        let mut properties = BTreeMap::new();
        self.properties(&schema, 0, &mut properties);
        let encoding = place.get("encoding");
        let of = |name: &str| encoding.as_ref().and_then(|encoding| encoding.get(name));
        let mut files: BTreeMap<&str, File> = BTreeMap::new();
        for (name, property) in &properties {
            if let Some(file) = self.file(property, of(name).as_ref()) {
                files.insert(name, file);
            }
        }
        let object_node = self.schemas.schemas().at(object.schema);
        let looks_inside = files.keys().find(|name| {
            let property = object_node.object.properties.get(**name);
            property.map(|property| self.schemas.schemas().at(property.schema)).is_some_and(|schema| {
                schema.array.unique || !schema.array.contains.is_empty() || schema.enumeration.is_some()
            })
        });
        if let Some(property) = looks_inside.and_then(|name| properties.get(name)) {
            let message = "what is in a file is not looked at: only how many there are and how long";
            findings.push(
                Diagnostic::error("GW0409", &property.node.span, message, "compares files")
                    .help("remove `uniqueItems`, `contains`, `enum` and `const`"),
            );
            return None;
        }
        if let Some(others) = self.other_files(&schema) {
            let message = "parts that nobody declared are texts: they cannot be files";
            findings.push(
                Diagnostic::error("GW0409", &others.node.span, message, "files without a name")
                    .help("declare the files in `properties`"),
            );
            return None;
        }
        let names: BTreeSet<&str> = files.keys().copied().collect();
        let form = self.form(object.schema, encoding.as_ref(), &names, &member.node, findings)?;
        let mut declared = Vec::new();
        for field in &form.fields {
            let encoding = of(&field.name);
            if let Some((key, member)) = encoding.as_ref().and_then(|encoding| {
                ["style", "explode", "allowReserved"]
                    .into_iter()
                    .find_map(|key| Some((key, encoding.node.member(key)?)))
            }) {
                let message = format!("`{key}` of a part is not enforced");
                findings.push(
                    Diagnostic::error("GW0409", &member.key, message, "parts have no style")
                        .help("say what the part is with `contentType`"),
                );
                return None;
            }
            let media_types = encoding.as_ref().map_or(Some(Vec::new()), |encoding| media_types(encoding, findings))?;
            let headers =
                encoding.as_ref().map_or(Some(Vec::new()), |encoding| self.headers(encoding, title, findings))?;
            declared.push(Part {
                name: field.name.clone(),
                file: files.get(field.name.as_str()).copied(),
                media_types,
                headers,
            });
        }
        Some(ContentKind::Multipart(Parts { form, object, declared }))
    }

    /// The properties that an object schema declares, also in its `allOf`.
    fn properties(&self, schema: &Place<'a>, depth: usize, found: &mut BTreeMap<&'a str, Place<'a>>) {
        let Ok(schema) = self.document.follow(schema.clone()) else { return };
        if depth == DEEPEST {
            return;
        }
        if let Some(properties) = schema.get("properties") {
            for (name, _) in properties.node.as_object().into_iter().flatten() {
                if let Some(property) = properties.get(name) {
                    found.entry(name).or_insert(property);
                }
            }
        }
        for part in schema.get("allOf").iter().flat_map(Place::items) {
            self.properties(&part, depth + 1, found);
        }
    }

    /// `additionalProperties`, where they are bytes.
    fn other_files(&self, schema: &Place<'a>) -> Option<Place<'a>> {
        let schema = self.document.follow(schema.clone()).ok()?;
        let others = self.document.follow(schema.get("additionalProperties")?).ok()?;
        let says_bytes = others.node.get("format").is_some() || others.node.get("contentMediaType").is_some();
        (says_bytes && bytes(others.node).is_some()).then_some(others)
    }

    /// Whether a property is a file, or a list of files: bytes, or a string of a media type that is neither text nor JSON.
    fn file(&self, property: &Place<'a>, encoding: Option<&Place<'a>>) -> Option<File> {
        let schema = self.document.follow(property.clone()).ok()?;
        let items = schema.get("items").and_then(|items| self.document.follow(items).ok());
        let is_list = schema.node.get("type").and_then(Node::as_str) == Some("array");
        let one = if is_list { items?.node } else { schema.node };
        if let Some(max_bytes) = bytes(one) {
            return Some(File { max_bytes });
        }
        let stated = encoding?.node.get("contentType").and_then(Node::as_str)?;
        let is_string = one.get("type").and_then(Node::as_str) == Some("string");
        let says_no_more = one.as_object().into_iter().flatten().all(|(name, _)| {
            matches!(name.as_str(), "type" | "description" | "title" | "example" | "examples" | "maxLength")
        });
        let is_text = stated.trim_start().starts_with("text/plain") || crate::lower::form::is_json(stated);
        (is_string && says_no_more && !is_text).then(|| File { max_bytes: one.get("maxLength").and_then(Node::as_u64) })
    }

    /// The header fields of a part; its `Content-Type` is no business of `headers` (OpenAPI 3.1 §4.8.15).
    fn headers(&mut self, encoding: &Place<'a>, title: &str, findings: &mut Vec<Diagnostic>) -> Option<Vec<Parameter>> {
        let mut headers = Vec::new();
        let Some(all) = encoding.get("headers") else { return Some(headers) };
        for (name, member) in all.node.as_object().into_iter().flatten() {
            if name.eq_ignore_ascii_case("content-type") {
                continue;
            }
            let fault = |message: String| Diagnostic::error("GW0409", &member.key, message, "this header");
            if !crate::lower::scheme::is_token(name) || name.to_ascii_lowercase().starts_with("content-") {
                findings.push(fault(format!("`{name}` cannot be a header of a part that a document declares")));
                return None;
            }
            let header = match self.document.follow(all.get(name)?) {
                Ok(header) => header,
                Err(diagnostic) => {
                    findings.push(diagnostic);
                    return None;
                }
            };
            let Some(schema) = header.get("schema") else {
                findings.push(fault(format!("the header `{name}` needs a `schema`")));
                return None;
            };
            if !self.checker.check(&schema, findings) {
                return None;
            }
            let id = self.schemas.lower(&schema, &format!("{title}/body/{name}"), findings);
            let carried = style(Some(header.node), ParameterLocation::Header)
                .and_then(|(style, explode)| carried::carried(self.schemas.schemas(), id, style, explode));
            let carried = match carried {
                Ok(carried) => carried,
                Err(reason) => {
                    findings.push(fault(format!("header `{name}`: {reason}")));
                    return None;
                }
            };
            headers.push(Parameter {
                name: name.clone(),
                field_name: name::snake(name, "header"),
                location: ParameterLocation::Header,
                required: header.node.get("required").and_then(Node::as_bool).unwrap_or(false),
                carried,
                allow_empty: false,
                default: None,
                schema: id,
                span: member.key.clone(),
            });
        }
        Some(headers)
    }
}

/// `contentType`: media types and ranges, with commas between them.
fn media_types(encoding: &Place<'_>, findings: &mut Vec<Diagnostic>) -> Option<Vec<MediaType>> {
    let Some(member) = encoding.node.member("contentType") else { return Some(Vec::new()) };
    let text = member.node.as_str().unwrap_or_default();
    let parsed: Option<Vec<_>> = text.split(',').map(|one| media_type::parse(one.trim())).collect();
    if parsed.is_none() {
        let message = "`contentType` is a media type or a range, or several with commas between them";
        findings.push(Diagnostic::error("GW0409", &member.node.span, message, "cannot be compared"));
    }
    parsed
}

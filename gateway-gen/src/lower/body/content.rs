//! One media type of a body: what a body of it must be, or why that cannot be enforced.

use std::collections::BTreeSet;

use super::super::operation::Lowerer;
use super::media_type::{self, Family};
use crate::diagnostic::Diagnostic;
use crate::load::tree::{Member, Node};
use crate::lower::parameter::errors;
use crate::model::{Checked, Content, ContentKind, Cost, Division, Lines, MediaType, Rest};
use crate::resolve::Place;

/// What a media type object says of its body.
enum Described<'a> {
    /// Nothing.
    Not,
    /// That it is bytes: a string of `format: binary`, or an empty schema.
    Bytes { max_bytes: Option<u64> },
    /// By a schema.
    Schema(Place<'a>),
}

impl<'a> Lowerer<'a> {
    /// The content under one key of `content`; `None` and an error where it cannot be enforced.
    pub(super) fn content(
        &mut self,
        place: &Place<'a>,
        member: &'a Member,
        name: &str,
        title: &str,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Content> {
        let fault = |message: String, label: &str| Diagnostic::error("GW0409", &member.key, message, label);
        let Some(media_type) = media_type::parse(name) else {
            findings.push(fault(format!("`{name}` is not a media type or a range of them"), "nothing to compare with"));
            return None;
        };
        let is_form = matches!(media_type::family(&media_type), Family::Form | Family::Multipart);
        if let Some(encoding) = place.node.member("encoding").filter(|_| !is_form) {
            let message = format!("`encoding` has no meaning for `{name}`");
            findings.push(
                Diagnostic::error("GW0409", &encoding.key, message, "not enforced")
                    .help("it describes `multipart/form-data` and `application/x-www-form-urlencoded`"),
            );
            return None;
        }
        let before = errors(findings);
        let kind = self.kind(place, member, &media_type, title, findings);
        if kind.is_none() && errors(findings) == before {
            findings.push(
                fault(format!("the media type `{name}` has no schema"), "anything would pass")
                    .help("describe the body with `schema:`"),
            );
        }
        Some(Content { media_type, kind: kind?, span: member.key.clone() })
    }

    /// `None` without a new error where the content is not described.
    fn kind(
        &mut self,
        place: &Place<'a>,
        member: &'a Member,
        media_type: &MediaType,
        title: &str,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<ContentKind> {
        let family = media_type::family(media_type);
        let is_sequence = matches!(family, Family::Lines | Family::Sequence);
        if let Some(item) = place.node.member("itemSchema").filter(|_| !is_sequence) {
            let message = format!("`itemSchema` has no meaning for `{}`", media_type.text());
            findings.push(
                Diagnostic::error("GW0409", &item.key, message, "not enforced")
                    .help("it describes `application/x-ndjson`, `application/jsonl` and `application/json-seq`"),
            );
            return None;
        }
        if family == Family::OtherMultipart {
            let message = format!("request bodies of type `{}` cannot be enforced", media_type.text());
            findings.push(
                Diagnostic::error("GW0409", &member.key, message, "cannot be checked")
                    .help("of the multipart types, `multipart/form-data` can"),
            );
            return None;
        }
        let described = self.described(place, findings)?;
        match (family, described) {
            (Family::Json, Described::Bytes { .. }) => {
                place.get("schema").and_then(|schema| self.json(&schema, title, findings))
            }
            (Family::Json | Family::Range, Described::Schema(schema)) => self.json(&schema, title, findings),
            (Family::Other | Family::Range | Family::Text, Described::Bytes { max_bytes }) => {
                Some(ContentKind::Binary { max_bytes })
            }
            (Family::Other, Described::Not) => Some(ContentKind::Binary { max_bytes: None }),
            (Family::Form | Family::Json | Family::Multipart | Family::Range | Family::Text, Described::Not)
            | (Family::OtherMultipart, _) => None,
            (Family::Form, _) => self.urlencoded(place, member, title, findings),
            (Family::Multipart, _) => self.multipart(place, member, title, findings),
            (Family::Text, Described::Schema(schema)) => self.text(&schema, title, findings),
            (Family::Xml, described) => xml(&described, member, findings),
            (Family::Lines | Family::Sequence, _) => {
                let division = if family == Family::Lines { Division::Lines } else { Division::Sequence };
                self.lines(place, division, title, findings)
            }
            (Family::Other, Described::Schema(schema)) => {
                let message = format!("a schema of `{}` cannot be enforced", media_type.text());
                findings.push(
                    Diagnostic::error("GW0409", &schema.node.span, message, "of a format the gateway does not read")
                        .related(&member.key, "the media type")
                        .help("to pass such bodies through unread, say `schema: { type: string, format: binary }`, or nothing"),
                );
                None
            }
        }
    }

    fn described(&self, place: &Place<'a>, findings: &mut Vec<Diagnostic>) -> Option<Described<'a>> {
        let Some(schema) = place.get("schema") else { return Some(Described::Not) };
        match self.document.follow(schema.clone()) {
            Ok(target) => Some(match bytes(target.node) {
                Some(max_bytes) => Described::Bytes { max_bytes },
                None => Described::Schema(schema),
            }),
            Err(diagnostic) => {
                findings.push(diagnostic);
                None
            }
        }
    }

    fn urlencoded(
        &mut self,
        place: &Place<'a>,
        member: &'a Member,
        title: &str,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<ContentKind> {
        let object = self.checked(&place.get("schema")?, &format!("{title}/body"), findings)?;
        let encoding = place.get("encoding");
        let encodings = encoding.as_ref().and_then(|encoding| encoding.node.as_object()).into_iter().flatten();
        for headers in encodings.filter_map(|(_, encoding)| encoding.node.member("headers")) {
            let message = "fields of a form have no headers: OpenAPI gives `headers` no effect here";
            findings.push(
                Diagnostic::warning("GW0408", &headers.key, message, "ignored")
                    .help("remove it, or declare the body as `multipart/form-data`"),
            );
        }
        let form = self.form(object.schema, encoding.as_ref(), &BTreeSet::new(), &member.node, findings)?;
        Some(ContentKind::Form { form, object })
    }

    fn json(&mut self, schema: &Place<'a>, title: &str, findings: &mut Vec<Diagnostic>) -> Option<ContentKind> {
        self.checked(schema, &format!("{title}/body"), findings).map(ContentKind::Json)
    }

    pub(super) fn checked(
        &mut self,
        schema: &Place<'a>,
        title: &str,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Checked> {
        if !self.checker.check(schema, findings) {
            return None;
        }
        Some(Checked { schema: self.schemas.lower(schema, title, findings), cost: Cost::UNBOUNDED })
    }

    fn text(&mut self, schema: &Place<'a>, title: &str, findings: &mut Vec<Diagnostic>) -> Option<ContentKind> {
        let checked = self.checked(schema, &format!("{title}/body"), findings)?;
        let types = self.schemas.schemas().at(checked.schema).types;
        if !types.string || types.null || types.boolean || types.number || types.array || types.object {
            let message = "the schema of a text is a string";
            findings.push(
                Diagnostic::error("GW0409", &schema.node.span, message, "a text alone cannot tell what it is")
                    .help("say `type: string`"),
            );
            return None;
        }
        Some(ContentKind::Text(checked))
    }

    /// The items by `itemSchema`, or by a `schema` that says no more than what an array of them is.
    fn lines(
        &mut self,
        place: &Place<'a>,
        division: Division,
        title: &str,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<ContentKind> {
        let item_title = format!("{title}/body/item");
        match (place.get("itemSchema"), place.get("schema")) {
            (None, None) => None,
            (Some(item), None) => {
                let item = self.checked(&item, &item_title, findings)?;
                Some(ContentKind::Lines(Lines { division, min_items: 0, max_items: None, item }))
            }
            (Some(_), Some(schema)) => {
                let message = "`schema` beside `itemSchema` is not enforced";
                findings.push(Diagnostic::error("GW0409", &schema.node.span, message, "remove one of them"));
                None
            }
            (None, Some(schema)) => {
                let whole = self.checked(&schema, &format!("{title}/body"), findings)?;
                let array = self.schemas.schemas().at(whole.schema);
                let rules = &array.array;
                let is_plain = array.types.array
                    && !(array.types.null || array.types.boolean || array.types.number || array.types.string)
                    && !array.types.object
                    && array.enumeration.is_none()
                    && array.applied.is_empty()
                    && array.unevaluated_items.is_none()
                    && !array.is_false()
                    && rules.prefix.is_empty()
                    && !rules.unique
                    && rules.contains.is_empty();
                let (Rest::Checked(item), true) = (rules.items, is_plain) else {
                    let message =
                        "the schema of a sequence is an array of `items`, with `minItems` and `maxItems` at most";
                    findings.push(
                        Diagnostic::error("GW0409", &schema.node.span, message, "says more than items can be held to")
                            .help("describe one item with `itemSchema` (OpenAPI 3.2), or with `items` of an array"),
                    );
                    return None;
                };
                let (min_items, max_items) = (rules.min_items.unwrap_or(0), rules.max_items);
                let item = Checked { schema: item, cost: Cost::UNBOUNDED };
                Some(ContentKind::Lines(Lines { division, min_items, max_items, item }))
            }
        }
    }
}

/// Well-formed is all that a body in XML is held to: a schema that asks for more is refused.
fn xml(described: &Described<'_>, member: &Member, findings: &mut Vec<Diagnostic>) -> Option<ContentKind> {
    let asks_for_more = match described {
        Described::Not | Described::Bytes { max_bytes: None } => None,
        Described::Bytes { max_bytes: Some(_) } => Some(&member.key),
        Described::Schema(schema) => Some(&schema.node.span).filter(|_| !says_nothing(schema.node)),
    };
    let Some(span) = asks_for_more else { return Some(ContentKind::Xml) };
    let message = "the structure of XML is not enforced, only that it is well-formed";
    findings
        .push(Diagnostic::error("GW0409", span, message, "asks for more").related(&member.key, "the media type").help(
        "say `schema: { type: object }` without properties, and bound the size with `x-gateway-body`; or accept JSON",
    ));
    None
}

/// Whether a schema says no more than that there is a value.
fn says_nothing(schema: &Node) -> bool {
    let is_annotation = |name: &str| {
        matches!(name, "description" | "title" | "example" | "examples" | "xml" | "externalDocs" | "$comment")
            || name.starts_with("x-")
    };
    schema.as_object().is_some_and(|members| {
        members.iter().all(|(name, member)| {
            is_annotation(name) || (name == "type" && matches!(member.node.as_str(), Some("object" | "string")))
        })
    })
}

/// Whether a schema describes bytes, and how many at most: `type: string` with `format: binary` (3.0), or nothing but
/// `contentMediaType` (3.1), or nothing at all.
#[allow(clippy::option_option, reason = "the outer says whether it is bytes, the inner how many")]
pub(super) fn bytes(schema: &Node) -> Option<Option<u64>> {
    let members = schema.as_object()?;
    let text = |name: &str| schema.get(name).and_then(Node::as_str);
    let is_annotation = |name: &str| {
        matches!(
            name,
            "description" | "title" | "example" | "examples" | "externalDocs" | "$comment" | "contentMediaType"
        ) || name.starts_with("x-")
    };
    let is_marked = text("format") == Some("binary") || schema.get("type").is_none();
    let says_no_more =
        members.iter().all(|(name, _)| is_annotation(name) || matches!(name.as_str(), "type" | "format" | "maxLength"))
            && matches!(text("format"), None | Some("binary"))
            && (schema.get("type").is_none() || text("type") == Some("string"));
    (is_marked && says_no_more).then(|| schema.get("maxLength").and_then(Node::as_u64))
}

//! A walk over every object of a document that knows what each one is.

use crate::load::tree::{Node, Value, child};

/// What an object is in OpenAPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// The document itself.
    Document,
    /// `components`.
    Components,
    /// `paths`.
    Paths,
    /// A path item.
    PathItem,
    /// An operation.
    Operation,
    /// A parameter or a header.
    Parameter,
    /// A request body.
    RequestBody,
    /// A media type.
    MediaType,
    /// How one field of a form travels.
    Encoding,
    /// A response.
    Response,
    /// A security scheme.
    Scheme,
    /// A schema.
    Schema,
    /// Another object of the specification.
    Other,
    /// Names of the author's choice, each with such a value.
    Map(&'static Context),
    /// A list of such values.
    List(&'static Context),
    /// Values of the API, not of the description.
    Data,
}

impl Context {
    /// The word for the levels of the vocabulary.
    pub const fn level(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::PathItem => "path",
            Self::Operation => "operation",
            Self::Parameter => "parameter",
            Self::Scheme => "security scheme",
            Self::Schema => "schema",
            Self::Components
            | Self::Paths
            | Self::RequestBody
            | Self::MediaType
            | Self::Encoding
            | Self::Response
            | Self::Other
            | Self::Map(_)
            | Self::List(_)
            | Self::Data => "other",
        }
    }

    fn under(self, key: &str) -> Self {
        match (self, key) {
            (Self::Map(value) | Self::List(value), _) => *value,
            (Self::Document, "paths") => Self::Paths,
            (Self::Document, "components") => Self::Components,
            (Self::Paths, key) if key.starts_with('/') => Self::PathItem,
            (Self::PathItem, "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace") => {
                Self::Operation
            }
            (Self::PathItem | Self::Operation, "parameters") => Self::List(&Self::Parameter),
            (Self::Operation, "requestBody") => Self::RequestBody,
            (Self::Operation | Self::Components, "responses") => Self::Map(&Self::Response),
            (Self::Operation, "callbacks") => Self::Map(&Self::Map(&Self::PathItem)),
            (Self::Parameter | Self::MediaType, "schema") | (Self::MediaType, "itemSchema") => Self::Schema,
            (Self::Parameter | Self::RequestBody | Self::Response, "content") => Self::Map(&Self::MediaType),
            (Self::MediaType, "encoding") => Self::Map(&Self::Encoding),
            (Self::Response | Self::Encoding | Self::Components, "headers") => Self::Map(&Self::Parameter),
            (Self::Components, _) => Self::under_components(key),
            (Self::Schema, _) => Self::under_schema(key),
            (Self::Data, _) | (_, "example" | "examples" | "default") => Self::Data,
            (Self::Document, "webhooks") => Self::Map(&Self::PathItem),
            _ => Self::Other,
        }
    }

    fn under_components(key: &str) -> Self {
        match key {
            "schemas" => Self::Map(&Self::Schema),
            "parameters" => Self::Map(&Self::Parameter),
            "requestBodies" => Self::Map(&Self::RequestBody),
            "securitySchemes" => Self::Map(&Self::Scheme),
            "pathItems" => Self::Map(&Self::PathItem),
            "callbacks" => Self::Map(&Self::Map(&Self::PathItem)),
            "examples" => Self::Data,
            _ => Self::Map(&Self::Other),
        }
    }

    fn under_schema(key: &str) -> Self {
        match key {
            "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" => {
                Self::Map(&Self::Schema)
            }
            "allOf" | "anyOf" | "oneOf" | "prefixItems" => Self::List(&Self::Schema),
            "items"
            | "additionalProperties"
            | "not"
            | "if"
            | "then"
            | "else"
            | "contains"
            | "propertyNames"
            | "unevaluatedItems"
            | "unevaluatedProperties" => Self::Schema,
            "xml" | "externalDocs" | "discriminator" => Self::Other,
            _ => Self::Data,
        }
    }
}

/// Calls `visit` for every object whose member names have a meaning, parents first, in the order of the document.
pub fn walk<'a>(root: &'a Node, visit: &mut impl FnMut(Context, &str, &'a Node)) {
    descend(root, Context::Document, "", visit);
}

pub(super) fn descend<'a>(
    node: &'a Node,
    context: Context,
    pointer: &str,
    visit: &mut impl FnMut(Context, &str, &'a Node),
) {
    if context == Context::Data {
        return;
    }
    match (&node.value, context) {
        (Value::Object(members), _) => {
            if !matches!(context, Context::Map(_) | Context::List(_)) {
                visit(context, pointer, node);
            }
            for (name, member) in members {
                if !name.starts_with("x-") || matches!(context, Context::Map(_)) {
                    descend(&member.node, context.under(name), &child(pointer, name), visit);
                }
            }
        }
        (Value::Array(items), _) => {
            let context = if let Context::List(item) = context { *item } else { Context::Other };
            for (index, item) in items.iter().enumerate() {
                descend(item, context, &child(pointer, &index.to_string()), visit);
            }
        }
        (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_), _) => {}
    }
}

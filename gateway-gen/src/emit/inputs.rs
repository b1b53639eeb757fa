//! `inputs.rs`: a struct per operation that has a hook, with everything this may look at.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::Malformed;
use super::doc::{code, prose};
use super::name::Name;
use super::shape::{Shape, Shapes};
use super::types::{Field, Words, declaration};
use crate::model::{Body, Operation, ParameterLocation, Product};

/// The typed input of one operation.
pub(super) struct Input {
    /// The name of the struct.
    pub(super) name: Name,
    /// Whether the struct borrows from the request.
    pub(super) borrows: bool,
    /// The fields: parameters in the order of the facts, then the body.
    pub(super) fields: Vec<Field>,
    /// Whether the last field is the body.
    pub(super) has_body: bool,
}

impl Input {
    /// `None` for an operation that takes nothing, or has no hook to look at it.
    pub(super) fn of(operation: &Operation, shapes: &Shapes<'_>) -> Result<Option<Self>, Malformed> {
        if operation.hooks.is_empty() {
            return Ok(None);
        }
        let mut taken = BTreeSet::new();
        let mut fields = Vec::new();
        for parameter in &operation.parameters {
            taken.insert(parameter.field_name.as_str());
            fields.push(Field {
                name: Name::new(&parameter.field_name)?,
                doc: format!(
                    " {} in the {}, {}.",
                    code(&parameter.name),
                    place(parameter.location),
                    presence(parameter.is_always_there())
                ),
                shape: shapes.at(parameter.schema),
                required: parameter.is_always_there(),
            });
        }
        let document = operation.body.as_ref().and_then(Body::document);
        if let Some(document) = document {
            let free = ["body", "request_body", "document"].into_iter().find(|name| !taken.contains(name));
            fields.push(Field {
                name: Name::new(free.unwrap_or("validated_request_body"))?,
                doc: format!(" The request body, {}.", presence(document.always)),
                shape: document.schema.map_or(Shape::Json, |schema| shapes.at(schema)),
                required: document.always,
            });
        }
        if fields.is_empty() {
            return Ok(None);
        }
        Ok(Some(Self {
            name: Name::new(&operation.type_name)?.with("Input"),
            borrows: fields.iter().any(|field| shapes.borrows(&field.shape)),
            fields,
            has_body: document.is_some(),
        }))
    }
}

/// The module's code.
pub(super) fn module(product: &Product, shapes: &Shapes<'_>) -> Result<String, Malformed> {
    let mut items = TokenStream::new();
    let mut words = Words::default();
    let mut has_structs = false;
    let path = quote!(types::);
    for operation in &product.operations {
        let Some(input) = Input::of(operation, shapes)? else { continue };
        words.note(&input.fields);
        has_structs |= input.fields.iter().any(|field| field.shape.has_struct());
        let doc = format!(" What a hook sees of a {} request.", code(&operation.id));
        items.extend(declaration(&input.name, &doc, &input.fields, shapes, &path));
    }
    let imports = words.imports(false);
    let types = has_structs.then(|| {
        quote!(
            use super::types;
        )
    });
    let doc = format!(
        " The typed inputs of {}: parameters and body of each operation that has a hook.",
        prose(&product.title)
    );
    Ok(quote!(#![doc = #doc] #imports #types #items).to_string())
}

fn presence(required: bool) -> &'static str {
    if required { "always there" } else { "may be absent" }
}

/// Where a parameter travels, for people.
pub(super) fn place(location: ParameterLocation) -> &'static str {
    match location {
        ParameterLocation::Cookie => "cookie",
        ParameterLocation::Header => "header",
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Querystring => "query as a whole",
    }
}

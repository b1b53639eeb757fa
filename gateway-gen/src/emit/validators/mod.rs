//! The generated module `schemas`: one function per schema that needs control flow of its own.
//!
//! A function reads as a sentence of the words of `gateway_runtime::schema`. Schemas that are only a string, a number or a
//! list of values are an argument of such a word, not a function, unless a body or a parameter names them. Texts of the
//! document only ever become literals.

#![allow(clippy::single_match_else, reason = "both outcomes stand side by side")]

mod function;
mod pattern;
mod word;

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Additional, Product, Schema, SchemaId, Schemas};

/// The module's source, without a surrounding `mod`: a `pub fn` of type `schema::Validator` for each schema that a body or
/// a parameter names, and private ones for what those need.
pub fn module(product: &Product) -> TokenStream {
    let roots = product.operations.iter().flat_map(|operation| {
        let body = operation.body.iter().map(|body| body.schema);
        body.chain(operation.parameters.iter().map(|parameter| parameter.schema))
    });
    functions(&product.schemas, &roots.collect(), &product.document)
}

/// The same for chosen roots; `document` is named in the comments.
pub fn functions(schemas: &Schemas, roots: &BTreeSet<SchemaId>, document: &str) -> TokenStream {
    let functions = reachable(schemas, roots).into_iter().filter_map(|id| {
        let schema = schemas.at(id);
        let visible = roots.contains(&id);
        (visible || needs_function(schema)).then(|| function::function(schemas, schema, visible, document))
    });
    quote! {
        #[allow(unused_imports, reason = "which words are needed depends on the document")]
        use gateway_runtime::schema::{
            self, Cursor, Enumeration, Interpreted, Kind, Numbers, Objects, Quoted, Regex, Run, Step, Strings, Types,
            class, format, key, quoted,
        };

        #(#functions)*
    }
}

/// Whether the values of a schema are read by a function of its own.
fn needs_function(schema: &Schema) -> bool {
    schema.union.is_some() || schema.interpreted.is_some() || has_object_rules(schema) || has_array_rules(schema)
}

/// Whether an object may appear, and what it must be is more than well-formed.
fn has_object_rules(schema: &Schema) -> bool {
    let rules = &schema.object;
    schema.types.object
        && (!rules.properties.is_empty()
            || !rules.required_undeclared.is_empty()
            || rules.additional != Additional::Allowed
            || rules.min_properties.is_some()
            || rules.max_properties.is_some())
}

/// The same for arrays.
fn has_array_rules(schema: &Schema) -> bool {
    let rules = &schema.array;
    schema.types.array && (rules.items.is_some() || rules.min_items.is_some() || rules.max_items.is_some())
}

/// The roots and all that they refer to, in the order of the positions.
fn reachable(schemas: &Schemas, roots: &BTreeSet<SchemaId>) -> BTreeSet<SchemaId> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<SchemaId> = roots.iter().copied().collect();
    while let Some(id) = waiting.pop() {
        if !reached.insert(id) {
            continue;
        }
        let schema = schemas.at(id);
        if has_object_rules(schema) {
            waiting.extend(schema.object.properties.values().map(|property| property.schema));
            if let Additional::Checked(additional) = schema.object.additional {
                waiting.push(additional);
            }
        }
        if has_array_rules(schema) {
            waiting.extend(schema.array.items);
        }
        waiting.extend(schema.union.iter().flat_map(|union| union.branches.iter().map(|(_, branch)| *branch)));
    }
    reached
}

//! The generated module `schemas`: one function per schema that needs control flow of its own.
//!
//! A function reads as a sentence of the words of `gateway_runtime::schema`. Schemas that are only a string, a number or a
//! list of values are an argument of such a word, not a function, unless a body, a parameter or a table names them. Texts
//! of the document only ever become literals.

#![allow(clippy::single_match_else, reason = "both outcomes stand side by side")]

mod applied;
mod choice;
mod function;
mod object;
mod pattern;
mod unevaluated;
mod word;

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::Place;
use super::shape::Shapes;
use crate::model::{Additional, Applied, Body, Product, Rest, Schema, SchemaId, Schemas, Unevaluated};

/// The module's source, without a surrounding `mod`: a `pub fn` of type `schema::Validator` for each schema that a body or
/// a parameter names, and private ones for what those need. Where a hook looks at the parts of a value, the validator also
/// notes where they stand.
pub(super) fn module(product: &Product, shapes: &Shapes<'_>, place: Place<'_>) -> TokenStream {
    let mut roots = Roots { document: &product.document, ..Roots::default() };
    for operation in &product.operations {
        roots.plain.extend(operation.parameters.iter().flat_map(|parameter| parameter.carried.choosing()));
        let contents = operation.body.iter().flat_map(|body| &body.contents);
        roots.plain.extend(contents.flat_map(|content| content.kind.of_texts()));
        let parameters = operation.parameters.iter().map(|parameter| parameter.schema);
        for id in parameters.chain(operation.body.iter().flat_map(Body::schemas)) {
            let noting = shapes.noting(id).filter(|_| !operation.hooks.is_empty());
            if noting.is_some() { &mut roots.noting } else { &mut roots.plain }.insert(id);
        }
    }
    let place = |schema: &Schema| place(&schema.span);
    all(Placed { schemas: &product.schemas, place: &place }, &roots, Some(shapes))
}

/// The same for chosen roots, without notes; `document` is named in the comments, and refusals name the `place` of a
/// schema.
pub fn functions(
    schemas: &Schemas,
    roots: &BTreeSet<SchemaId>,
    document: &str,
    place: &dyn Fn(&Schema) -> String,
) -> TokenStream {
    all(Placed { schemas, place }, &Roots { plain: roots.clone(), noting: BTreeSet::new(), document }, None)
}

/// What is visible outside of the module.
#[derive(Default)]
struct Roots<'m> {
    plain: BTreeSet<SchemaId>,
    /// Those whose validators note.
    noting: BTreeSet<SchemaId>,
    document: &'m str,
}

fn all(placed: Placed<'_>, roots: &Roots<'_>, shapes: Option<&Shapes<'_>>) -> TokenStream {
    let schemas = placed.schemas;
    let noted: BTreeSet<SchemaId> = shapes.iter().flat_map(|shapes| shapes.noted()).collect();
    let mut waiting: Vec<SchemaId> = roots.plain.iter().copied().collect();
    let mut by_name: BTreeSet<SchemaId> = noted.iter().flat_map(|id| named(schemas, schemas.at(*id))).collect();
    waiting.extend(&by_name);
    for id in &noted {
        let schema = schemas.at(*id);
        waiting.extend(parts(schema).into_iter().filter(|part| !noted.contains(part)));
        waiting.extend(direct(schema));
    }
    let reached = reachable(schemas, waiting);
    by_name.extend(reached.iter().flat_map(|id| named(schemas, schemas.at(*id))));
    let plain = reached.into_iter().filter_map(|id| {
        let schema = schemas.at(id);
        let is_root = roots.plain.contains(&id);
        (is_root || by_name.contains(&id) || needs_function(schema))
            .then(|| function::function(placed, schema, is_root, roots.document))
    });
    let noting = noted
        .iter()
        .filter_map(|id| Some(function::noting(placed, *id, shapes?, roots.noting.contains(id), roots.document)));
    quote! {
        #[allow(unused_imports, reason = "which words are needed depends on the document")]
        use gateway_runtime::schema::{
            self, Cover, Cursor, Enumeration, Guard, Kind, Numbers, Objects, Others, Quoted, Regex, Run, Step, Strings,
            Tags, Types, Unevaluated, Validator, class, format, key, quoted,
        };

        #(#plain)*
        #(#noting)*
    }
}

/// Every schema, and where each stands.
#[derive(Clone, Copy)]
struct Placed<'m> {
    schemas: &'m Schemas,
    place: &'m dyn Fn(&Schema) -> String,
}

impl<'m> Placed<'m> {
    fn at(self, id: SchemaId) -> &'m Schema {
        self.schemas.at(id)
    }

    /// The place as an expression: equal schemas are one, and stand where the first of them does.
    fn place(self, schema: &Schema) -> TokenStream {
        let place = (self.place)(schema);
        quote!(&#place)
    }
}

/// Whether the values of a schema are read by a function of its own.
fn needs_function(schema: &Schema) -> bool {
    !schema.applied.is_empty() || has_object_rules(schema) || has_array_rules(schema)
}

/// Whether an object may appear, and what it must be is more than well-formed.
fn has_object_rules(schema: &Schema) -> bool {
    let rules = &schema.object;
    schema.types.object
        && (!rules.properties.is_empty()
            || !rules.patterns.is_empty()
            || rules.additional.iter().any(|additional| additional.rest != Rest::Allowed)
            || !rules.names.is_empty()
            || rules.min_properties.is_some()
            || rules.max_properties.is_some()
            || schema.unevaluated_properties.is_some())
}

/// The same for arrays.
fn has_array_rules(schema: &Schema) -> bool {
    let rules = &schema.array;
    schema.types.array
        && (!rules.prefix.is_empty()
            || rules.items != Rest::Allowed
            || rules.min_items.is_some()
            || rules.max_items.is_some()
            || rules.unique
            || !rules.contains.is_empty()
            || schema.unevaluated_items.is_some())
}

/// The schemas and all that they refer to, in the order of the positions.
fn reachable(schemas: &Schemas, mut waiting: Vec<SchemaId>) -> BTreeSet<SchemaId> {
    let mut reached = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if reached.insert(id) {
            let schema = schemas.at(id);
            waiting.extend(parts(schema));
            waiting.extend(direct(schema));
            waiting.extend(named(schemas, schema));
        }
    }
    reached
}

/// The schemas of declared properties and of items, which a function calls by the words for them or by their validators.
fn parts(schema: &Schema) -> Vec<SchemaId> {
    let mut found = Vec::new();
    if has_object_rules(schema) {
        found.extend(schema.object.properties.values().map(|property| property.schema));
    }
    if has_array_rules(schema) {
        found.extend(&schema.array.prefix);
        found.extend(schema.array.items.checked());
    }
    found
}

/// The other schemas that a function calls by the words for them.
fn direct(schema: &Schema) -> Vec<SchemaId> {
    let mut found = Vec::new();
    if has_object_rules(schema) && schema.object.patterns.is_empty() {
        found.extend(schema.object.additional.iter().filter_map(|additional| additional.rest.checked()));
    }
    for applied in &schema.applied {
        match applied {
            Applied::All(id) | Applied::Dependent(_, id) => found.push(*id),
            Applied::Any(choice) | Applied::One(choice) => found.extend(&choice.branches),
            Applied::If(condition) => found.extend(condition.then.into_iter().chain(condition.otherwise)),
            Applied::Not(_) => {}
        }
    }
    found
}

/// The schemas that a function names as a value of the type `Validator`, so that they need one of their own.
fn named(schemas: &Schemas, schema: &Schema) -> Vec<SchemaId> {
    let mut found = Vec::new();
    if has_object_rules(schema) {
        let rules = &schema.object;
        found.extend(&rules.names);
        if !rules.patterns.is_empty() {
            found.extend(rules.patterns.iter().map(|pattern| pattern.schema));
            let rest = |additional: &Additional| additional.rest.checked();
            found.extend(rules.additional.iter().filter_map(rest));
        }
        found.extend(schema.unevaluated_properties.iter().flat_map(Unevaluated::below));
    }
    if has_array_rules(schema) {
        found.extend(schema.array.contains.iter().map(|contains| contains.schema));
        found.extend(schema.unevaluated_items.iter().flat_map(Unevaluated::below));
    }
    for applied in &schema.applied {
        match applied {
            Applied::Any(choice) | Applied::One(choice) => found.extend(choice::tried(schemas, choice)),
            Applied::If(condition) => found.push(condition.condition),
            Applied::Not(id) => found.push(*id),
            Applied::All(_) | Applied::Dependent(..) => {}
        }
    }
    found
}

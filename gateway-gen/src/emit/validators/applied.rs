//! What reads a value once more, behind the function's own pass.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::choice::{self, Keyword};
use super::function::{bound, identifier, read};
use super::{Placed, has_array_rules, has_object_rules, unevaluated};
use crate::model::{Applied, Schema, SchemaId};

/// The statements, each of which refuses or goes on, and how often they read the value together.
pub(super) fn statements(schemas: Placed<'_>, schema: &Schema, skip_first: bool) -> (usize, Vec<TokenStream>) {
    let place = schemas.place(schema);
    let mut readings = 0;
    let mut statements = Vec::new();
    let name = |id: &SchemaId| identifier(&schemas.at(*id).name);
    if has_object_rules(schema) {
        for names in &schema.object.names {
            let names = name(names);
            readings += 1;
            statements.push(quote!(schema::property_names(run, at, #names)?;));
        }
    }
    if has_array_rules(schema) {
        for contains in &schema.array.contains {
            let contained = name(&contains.schema);
            let min = bound(contains.min);
            let max = contains.max.map_or_else(|| quote!(usize::MAX), bound);
            readings += 1;
            statements.push(quote!(schema::contains(run, at, #contained, #min, #max, #place)?;));
        }
        if schema.array.unique {
            readings += 1;
            statements.push(quote!(schema::unique_items(run, at, #place)?;));
        }
    }
    for applied in schema.applied.iter().skip(usize::from(skip_first)) {
        readings += 1;
        let call = |id: &SchemaId| read(schemas, *id, &quote!(at)).unwrapped();
        statements.push(match applied {
            Applied::All(id) => {
                let call = call(id);
                quote!(#call;)
            }
            Applied::Any(choice) => {
                let step = choice::choice(schemas, choice, Keyword::Any, &place);
                quote!({ #step }?;)
            }
            Applied::One(choice) => {
                let step = choice::choice(schemas, choice, Keyword::One, &place);
                quote!({ #step }?;)
            }
            Applied::Not(id) => {
                let id = name(id);
                quote!(schema::not(run, at, #id, #place)?;)
            }
            Applied::If(condition) => {
                let when = name(&condition.condition);
                readings += 1;
                match (&condition.then, &condition.otherwise) {
                    (Some(then), Some(otherwise)) => {
                        let (then, otherwise) = (call(then), call(otherwise));
                        quote!(if schema::accepts(run, at, #when)? { #then; } else { #otherwise; })
                    }
                    (Some(then), None) => {
                        let then = call(then);
                        quote!(if schema::accepts(run, at, #when)? { #then; })
                    }
                    (None, Some(otherwise)) => {
                        let otherwise = call(otherwise);
                        quote!(if !schema::accepts(run, at, #when)? { #otherwise; })
                    }
                    (None, None) => quote!(),
                }
            }
            Applied::Dependent(property, id) => {
                let call = call(id);
                readings += 1;
                quote!(if schema::has(run, at, #property)? { #call; })
            }
        });
    }
    for (rules, word, applies) in [
        (&schema.unevaluated_properties, quote!(unevaluated_properties), has_object_rules(schema)),
        (&schema.unevaluated_items, quote!(unevaluated_items), has_array_rules(schema)),
    ] {
        if let Some(rules) = rules.as_ref().filter(|_| applies) {
            let rules = unevaluated::rules(schemas, rules, &place);
            readings += 2;
            statements.push(quote!(schema::#word(run, at, #rules)?;));
        }
    }
    (readings, statements)
}

/// The payment for the readings.
pub(super) fn payment(readings: usize) -> TokenStream {
    let readings = Literal::usize_unsuffixed(readings);
    quote!(schema::again(run, at, end, #readings)?;)
}

//! The tables of `unevaluatedProperties` and `unevaluatedItems`.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Placed;
use super::function::identifier;
use super::word::patterns;
use crate::model::{Cover, Guard, Rest, SchemaId, Unevaluated};

/// An expression of type `&'static Unevaluated`.
pub(super) fn rules(schemas: Placed<'_>, rules: &Unevaluated, place: &TokenStream) -> TokenStream {
    let covers: Vec<_> = rules.covers.iter().map(|cover| self::cover(schemas, cover)).collect();
    let rest = match rules.rest {
        Rest::Checked(id) => {
            let name = name(schemas, id);
            quote!(Some(#name))
        }
        Rest::Allowed => quote!(Some(schema::anything)),
        Rest::Refused => quote!(None),
    };
    quote!(const { &Unevaluated { rest: #rest, covers: &[#(#covers),*], place: #place } })
}

fn cover(schemas: Placed<'_>, cover: &Cover) -> TokenStream {
    let mut fields = TokenStream::new();
    if !cover.guards.is_empty() {
        let guards = cover.guards.iter().map(|guard| match guard {
            Guard::Accepts(id) => {
                let name = name(schemas, *id);
                quote!(Guard::Accepts(#name))
            }
            Guard::Rejects(id) => {
                let name = name(schemas, *id);
                quote!(Guard::Rejects(#name))
            }
            Guard::Has(property) => quote!(Guard::Has(#property)),
        });
        fields.extend(quote!(guards: &[#(#guards),*],));
    }
    if cover.all {
        fields.extend(quote!(all: true,));
    }
    if !cover.properties.is_empty() {
        let names = &cover.properties;
        fields.extend(quote!(names: &[#(#names),*],));
    }
    if !cover.patterns.is_empty() {
        let patterns = patterns(cover.patterns.iter().map(String::as_str));
        fields.extend(quote!(patterns: &[#(#patterns),*],));
    }
    if cover.items > 0 {
        let count = Literal::usize_unsuffixed(cover.items);
        fields.extend(quote!(items: #count,));
    }
    if !cover.contains.is_empty() {
        let names = cover.contains.iter().map(|id| name(schemas, *id));
        fields.extend(quote!(contains: &[#(#names),*],));
    }
    if fields.is_empty() { quote!(Cover::NOTHING) } else { quote!(Cover { #fields ..Cover::NOTHING }) }
}

fn name(schemas: Placed<'_>, id: SchemaId) -> syn::Ident {
    identifier(&schemas.at(id).name)
}

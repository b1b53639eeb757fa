//! `schemas.rs`: a validator per schema.

use quote::quote;

use crate::model::Product;

/// The module's code.
pub(super) fn module(product: &Product) -> String {
    let items = product.schemas.iter().map(|(_, schema)| {
        let name = quote::format_ident!("{}", schema.name);
        quote! {
            /// A stand-in.
            pub fn #name<'b>(_: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> { Some(at) }
        }
    });
    quote!(#![doc = " The schemas."] use gateway_runtime::schema::{Cursor, Run, Step}; #(#items)*).to_string()
}

//! `schemas.rs`: a validator per schema.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::Product;

/// The module's code.
pub fn module(product: &Product) -> TokenStream {
    let items = product.schemas.iter().map(|(_, schema)| {
        let name = quote::format_ident!("{}", schema.name);
        quote! {
            /// A stand-in.
            pub fn #name<'b>(_: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> { Some(at) }
        }
    });
    quote!(use gateway_runtime::schema::{Cursor, Run, Step}; #(#items)*)
}

//! `mod.rs`: the file a product includes.

use askama::Template;

use super::name::Name;
use super::{CONTRACT, Malformed};
use crate::model::Product;

#[derive(Template)]
#[template(path = "mod.rs")]
struct Module {
    contract: u32,
    product: Name,
}

/// The module's code.
pub(super) fn text(product: &Product) -> Result<String, Malformed> {
    Ok(Module { contract: CONTRACT, product: Name::new(&product.type_name)? }.render()?)
}

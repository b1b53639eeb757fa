//! `carried.rs`: how values that are more than one text travel, and the fields of forms.

use std::collections::BTreeMap;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::Malformed;
use super::doc::{code, prose};
use super::name::{Name, Names, screaming};
use crate::model::{Carried, Composition, Form, List, Member, MemberValue, Members, Product, Schemas, Single};

/// The constants of a product.
pub(super) struct Carriages {
    /// By the positions of the operation and of its parameter.
    names: BTreeMap<(usize, usize), Name>,
    items: TokenStream,
}

impl Carriages {
    /// One constant for each parameter that is more than one text with one reading.
    pub(super) fn of(product: &Product) -> Result<Self, Malformed> {
        let mut taken = Names::default();
        let mut carriages = Self { names: BTreeMap::new(), items: TokenStream::new() };
        for (index, operation) in product.operations.iter().enumerate() {
            for (position, parameter) in operation.parameters.iter().enumerate() {
                if is_plain(&parameter.carried) {
                    continue;
                }
                let wish = screaming(&format!("{}_{}", operation.method_name, parameter.field_name));
                let name = taken.claim(&[&wish])?;
                let doc = format!(" {} of {}.", code(&parameter.name), code(&operation.id));
                let carried = carried(&product.schemas, &parameter.carried)?;
                carriages.items.extend(quote!(#[doc = #doc] pub const #name: contract::Carried = #carried;));
                carriages.names.insert((index, position), name);
            }
        }
        Ok(carriages)
    }

    /// The constant of a parameter; nothing for one text with one reading.
    pub(super) fn name(&self, operation: usize, parameter: usize) -> Option<&Name> {
        self.names.get(&(operation, parameter))
    }

    /// Whether there is any.
    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The module's code.
    pub(super) fn module(&self, product: &Product) -> String {
        let doc = format!(" How values of {} that are more than one text travel.", prose(&product.title));
        let items = &self.items;
        let text = items.to_string();
        let contract = (!self.is_empty()).then(|| {
            quote!(
                use gateway_runtime::contract;
            )
        });
        let schemas = text.contains("schemas ::").then(|| {
            quote!(
                use super::schemas;
            )
        });
        quote!(#![doc = #doc] #contract #schemas #items).to_string()
    }
}

/// Whether a value is one text with one reading, which facts state without a constant.
fn is_plain(carried: &Carried) -> bool {
    !carried.reserved && matches!(&carried.composition, Composition::Single(single) if single.readings.len() == 1)
}

/// How a value travels, as an expression.
pub(super) fn carried(schemas: &Schemas, carried: &Carried) -> Result<TokenStream, Malformed> {
    let style = format_ident!("{}", format!("{:?}", carried.style));
    let Carried { explode, reserved, .. } = *carried;
    let composition = match &carried.composition {
        Composition::Single(one) => {
            let single = single(schemas, one)?;
            quote!(Single(#single))
        }
        Composition::List(one) => {
            let list = list(schemas, one)?;
            quote!(List(#list))
        }
        Composition::Object(object) => {
            let members = members(schemas, object)?;
            quote!(Object(#members))
        }
        Composition::Form(one) => {
            let form = form(schemas, one)?;
            quote!(Form(&#form))
        }
    };
    Ok(quote!(contract::Carried {
        style: contract::Style::#style,
        explode: #explode,
        reserved: #reserved,
        composition: contract::Composition::#composition,
    }))
}

/// The fields of a form, as an expression.
pub(super) fn form(schemas: &Schemas, form: &Form) -> Result<TokenStream, Malformed> {
    let mut fields = Vec::new();
    for field in &form.fields {
        let name = &field.name;
        let carried = carried(schemas, &field.carried)?;
        fields.push(quote!(contract::FormField { name: #name, carried: #carried }));
    }
    let others = single(schemas, &form.others)?;
    Ok(quote!(contract::Form { fields: &[#(#fields),*], others: #others }))
}

fn single(schemas: &Schemas, single: &Single) -> Result<TokenStream, Malformed> {
    let readings: Vec<_> = single.readings.iter().map(|reading| format_ident!("{}", format!("{reading:?}"))).collect();
    if let [reading] = readings.as_slice() {
        return Ok(quote!(contract::Single::of(contract::Reading::#reading)));
    }
    let schema = Name::new(&schemas.at(single.schema).name)?;
    Ok(quote!(contract::Single { readings: &[#(contract::Reading::#readings),*], schema: schemas::#schema }))
}

fn list(schemas: &Schemas, list: &List) -> Result<TokenStream, Malformed> {
    let items = single(schemas, &list.items)?;
    let most = Literal::u64_unsuffixed(list.most);
    Ok(quote!(contract::List { items: #items, most: #most }))
}

fn members(schemas: &Schemas, object: &Members) -> Result<TokenStream, Malformed> {
    let mut declared = Vec::new();
    for Member { name, value } in &object.declared {
        let value = match value {
            MemberValue::Single(one) => {
                let single = single(schemas, one)?;
                quote!(Single(#single))
            }
            MemberValue::List(one) => {
                let list = list(schemas, one)?;
                quote!(List(#list))
            }
        };
        declared.push(quote!(contract::Member { name: #name, value: contract::MemberValue::#value }));
    }
    let others = object.others.as_ref().map(|one| single(schemas, one)).transpose()?;
    let others = others.map_or_else(|| quote!(None), |single| quote!(Some(#single)));
    Ok(quote!(contract::Members { declared: &[#(#declared),*], others: #others }))
}

//! `carried.rs`: how values that are more than one text travel, and the fields of forms.

use std::collections::BTreeMap;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::doc::{code, prose};
use super::name::{Name, Names, screaming};
use super::{Malformed, Place};
use crate::model::{
    Carried, Composition, ContentKind, File, Form, List, Member, MemberValue, Members, Parameter, Parts, Product,
    Schemas, Single,
};

/// The constants of a product.
pub(super) struct Carriages {
    /// By the positions of the operation and of its parameter.
    names: BTreeMap<(usize, usize), Name>,
    /// By the positions of the operation and of a content of its body.
    of_contents: BTreeMap<(usize, usize), Name>,
    items: TokenStream,
}

impl Carriages {
    /// One constant for each parameter that is more than one text with one reading.
    pub(super) fn of(product: &Product, place: Place<'_>) -> Result<Self, Malformed> {
        let mut taken = Names::default();
        let mut carriages = Self { names: BTreeMap::new(), of_contents: BTreeMap::new(), items: TokenStream::new() };
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
            for (position, content) in operation.body.iter().flat_map(|body| &body.contents).enumerate() {
                let (suffix, what, constant) = match &content.kind {
                    ContentKind::Form { form: one, .. } => {
                        let form = form(&product.schemas, one)?;
                        ("form", "contract::Form", form)
                    }
                    ContentKind::Multipart(one) => ("parts", "contract::Parts", parts(&product.schemas, one, place)?),
                    ContentKind::Binary { .. }
                    | ContentKind::Json(_)
                    | ContentKind::Lines(_)
                    | ContentKind::Text(_)
                    | ContentKind::Xml => continue,
                };
                let name = taken.claim(&[&screaming(&format!("{}_{suffix}", operation.method_name))])?;
                let doc = format!(" The body of {} as {}.", code(&operation.id), code(&content.media_type.text()));
                let what: TokenStream = what
                    .parse()
                    .map_err(|_| Malformed { file: "carried.rs", reason: "a type has no name".to_owned() })?;
                carriages.items.extend(quote!(#[doc = #doc] pub static #name: #what = #constant;));
                carriages.of_contents.insert((index, position), name);
            }
        }
        Ok(carriages)
    }

    /// The constant of a form or of the parts of a body; nothing for other contents.
    pub(super) fn of_content(&self, operation: usize, content: usize) -> Option<&Name> {
        self.of_contents.get(&(operation, content))
    }

    /// The constant of a parameter; nothing for one text with one reading.
    pub(super) fn name(&self, operation: usize, parameter: usize) -> Option<&Name> {
        self.names.get(&(operation, parameter))
    }

    /// Whether there is any.
    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty() && self.of_contents.is_empty()
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

/// The parts of a multipart body, as an expression.
fn parts(schemas: &Schemas, parts: &Parts, place: Place<'_>) -> Result<TokenStream, Malformed> {
    let form = form(schemas, &parts.form)?;
    let mut declared = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    for part in &parts.declared {
        let name = &part.name;
        let file = match part.file {
            None => quote!(None),
            Some(File { max_bytes }) => {
                let most = max_bytes.map_or_else(
                    || quote!(usize::MAX),
                    |most| {
                        let most = Literal::u64_unsuffixed(most);
                        quote!(#most)
                    },
                );
                quote!(Some(#most))
            }
        };
        let media_types = part.media_types.iter().map(|media_type| {
            let text = media_type.text();
            let parameters = media_type.parameters.iter().map(|(name, value)| quote!((#name, #value)));
            quote!(contract::MediaType::new(#text, &[#(#parameters),*]))
        });
        let mut headers = Vec::new();
        for header in &part.headers {
            names.push(&header.name);
            headers.push(self::header(schemas, header, place)?);
        }
        declared.push(quote!(contract::Part {
            name: #name,
            max_file_bytes: #file,
            media_types: &[#(#media_types),*],
            headers: &[#(#headers),*],
        }));
    }
    names.sort_unstable();
    names.dedup();
    Ok(quote!(contract::Parts { form: #form, declared: &[#(#declared),*], headers: &[#(#names),*] }))
}

/// A header of a part, as an expression.
fn header(schemas: &Schemas, header: &Parameter, place: Place<'_>) -> Result<TokenStream, Malformed> {
    let Parameter { name, required, .. } = header;
    let carried = carried(schemas, &header.carried)?;
    let schema = Name::new(&schemas.at(header.schema).name)?;
    let place = place(&header.span);
    Ok(quote!(contract::Parameter {
        name: #name,
        location: contract::ParameterLocation::Header,
        required: #required,
        carried: #carried,
        allow_empty: false,
        default: None,
        schema: schemas::#schema,
        place: #place,
    }))
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

//! `types.rs`: a struct and its decoder per object schema that inputs are made of.

use proc_macro2::TokenStream;
use quote::quote;

use super::Malformed;
use super::doc::{code, prose};
use super::name::Name;
use super::shape::{self, Shape, Shapes};
use crate::model::{Product, Schema};

/// One field of a generated struct.
pub(super) struct Field {
    pub(super) name: Name,
    pub(super) doc: String,
    pub(super) shape: Shape,
    pub(super) required: bool,
}

/// The module's code.
pub(super) fn module(product: &Product, shapes: &Shapes<'_>) -> Result<String, Malformed> {
    let mut items = TokenStream::new();
    let mut words = Words::default();
    let mut any = false;
    for (name, schema) in shapes.structs() {
        let fields = fields(schema, shapes)?;
        words.note(&fields);
        let borrows = fields.iter().any(|field| shapes.borrows(&field.shape));
        let doc = format!(" {} ({}).", code(&schema.title), code(&format!("#{}", schema.pointer)));
        items.extend(declaration(name, &doc, &fields, shapes, &TokenStream::new()));
        items.extend(decoder(name, schema, &fields, borrows));
        any = true;
    }
    let imports = words.imports(any);
    let doc = format!(" The objects that inputs of {} are made of.", prose(&product.title));
    Ok(quote!(#![doc = #doc] #imports #items).to_string())
}

fn fields(schema: &Schema, shapes: &Shapes<'_>) -> Result<Vec<Field>, Malformed> {
    let field = |(property, rule): (&String, &crate::model::Property)| {
        Ok(Field {
            name: Name::new(&rule.field_name)?,
            doc: format!(" {}, {}.", code(property), if rule.required { "always there" } else { "may be absent" }),
            shape: shapes.at(rule.schema),
            required: rule.required,
        })
    };
    shape::fields(schema).map(field).collect()
}

/// A struct with public fields, whose values `Debug` does not show.
pub(super) fn declaration(
    name: &Name,
    doc: &str,
    fields: &[Field],
    shapes: &Shapes<'_>,
    path: &TokenStream,
) -> TokenStream {
    let lifetime = fields.iter().any(|field| shapes.borrows(&field.shape)).then(|| quote!(<'a>));
    let borrowing = lifetime.is_some().then(|| quote!(borrowing));
    let doubled = fields.iter().any(|field| !field.required && matches!(field.shape, Shape::Nullable(_)));
    let allow = doubled.then(|| quote!(#[allow(clippy::option_option, reason = "absent and null are different")]));
    let members = fields.iter().map(|Field { name, doc, shape, required }| {
        let inner = shapes.rust(shape, path);
        let rust = if *required { inner } else { quote!(Option<#inner>) };
        quote!(#[doc = #doc] pub #name: #rust,)
    });
    quote! {
        #[doc = #doc]
        #[derive(Clone, PartialEq)]
        #allow
        pub struct #name #lifetime { #(#members)* }

        gateway_runtime::withhold!(#borrowing #name);
    }
}

fn decoder(name: &Name, schema: &Schema, fields: &[Field], borrows: bool) -> TokenStream {
    let (generics, lifetime, target) =
        if borrows { (quote!(<'a>), quote!('a), quote!(#name<'a>)) } else { (quote!(), quote!('_), quote!(#name)) };
    // The validator notes a property by its position among all declared ones.
    let mut names = fields.iter().map(|field| &field.name);
    let positions = schema.object.properties.values().map(|property| {
        let name = shape::is_field(property).then(|| names.next()).flatten();
        name.map_or_else(|| quote!(_), |name| quote!(#name))
    });
    let values = fields.iter().map(|Field { name, required, .. }| {
        let word = if *required { quote!(required) } else { quote!(optional) };
        quote!(#name: #name.#word()?,)
    });
    quote! {
        impl #generics FromNotes<#lifetime> for #target {
            fn from_notes(noted: Noted<#lifetime>) -> Option<Self> {
                let [#(#positions),*] = noted.fields()?;
                Some(Self { #(#values)* })
            }
        }
    }
}

/// Which words of the runtime a module uses.
#[derive(Debug, Default)]
pub(super) struct Words {
    cow: bool,
    integer: bool,
    json: bool,
}

impl Words {
    /// Notes the words of these fields.
    pub(super) fn note(&mut self, fields: &[Field]) {
        for Field { shape, .. } in fields {
            self.cow |= shape.uses(&Shape::Text);
            self.integer |= shape.uses(&Shape::Integer);
            self.json |= shape.uses(&Shape::Json);
        }
    }

    /// The `use` lines; `decoders` are written with two words of their own.
    pub(super) fn imports(&self, decoders: bool) -> TokenStream {
        let cow = self.cow.then(|| {
            quote!(
                use std::borrow::Cow;
            )
        });
        let words = [
            decoders.then(|| quote!(FromNotes)),
            self.integer.then(|| quote!(Integer)),
            self.json.then(|| quote!(Json)),
            decoders.then(|| quote!(Noted)),
        ];
        let words: Vec<_> = words.into_iter().flatten().collect();
        let decode = match words.as_slice() {
            [] => None,
            [word] => Some(quote!(use gateway_runtime::decode::#word;)),
            words => Some(quote!(use gateway_runtime::decode::{#(#words),*};)),
        };
        quote!(#cow #decode)
    }
}

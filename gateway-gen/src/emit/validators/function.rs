//! One validator function.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::super::doc;
use super::word::{self, Sentence};
use super::{has_array_rules, has_object_rules, needs_function};
use crate::model::{Additional, Schema, SchemaId, Schemas, TypeSet, Union};

/// Closed objects with up to this many properties are first read in the order of the document, without a table.
const STRAIGHT: usize = 24;

/// The function of a schema.
pub(super) fn function(schemas: &Schemas, schema: &Schema, visible: bool, document: &str) -> TokenStream {
    let name = identifier(&schema.name);
    let visibility = visible.then(|| quote!(pub));
    let title = comment(&doc::code(&schema.title));
    let place = comment(&doc::code(&format!("{document}#{}", schema.pointer)));
    let body = body(schemas, schema);
    quote! {
        #[doc = #title]
        #[doc = ""]
        #[doc = #place]
        #visibility fn #name<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
            #body
        }
    }
}

/// What reads a value of the schema at `at`.
fn read(schemas: &Schemas, id: SchemaId, at: &TokenStream) -> Sentence {
    let schema = schemas.at(id);
    if needs_function(schema) {
        let name = identifier(&schema.name);
        return Sentence::word(quote!(#name(run, #at)));
    }
    word::sentence(schema, at)
}

fn body(schemas: &Schemas, schema: &Schema) -> TokenStream {
    let interpreted = schema.interpreted.as_ref().map(|interpreted| {
        let text = &interpreted.schema;
        quote! {
            static WHOLE: Interpreted = Interpreted::new(#text);
            schema::interpreted(run, at, &WHOLE)?;
        }
    });
    let Sentence { before, last } = word::sentence(schema, &quote!(at));
    let TypeSet { null, boolean, integer, number, string, array, object } = schema.types;
    let scalar = null || boolean || integer || number || string;
    let object_rules = has_object_rules(schema).then(|| self::object(schemas, schema));
    let array_rules = has_array_rules(schema).then(|| self::array(schemas, schema));
    let main = match (object_rules, array_rules) {
        (Some(rules), _) if !scalar && !array => rules,
        (_, Some(rules)) if !scalar && !object => rules,
        (None, None) => last,
        (object, array) => {
            let object = object.map(|object| quote!(Kind::Object => { #object }));
            let array = array.map(|array| quote!(Kind::Array => { #array }));
            quote! {
                match schema::kind(at) {
                    #object
                    #array
                    _ => #last,
                }
            }
        }
    };
    match &schema.union {
        Some(union) => {
            let choice = choice(schemas, union);
            let own = needs_own_rules(schema).then(|| quote!(let _ = { #main }?;));
            quote!(#interpreted #before #own #choice)
        }
        None => quote!(#interpreted #before #main),
    }
}

/// Whether a union has rules beside its branches; `type: object` is implied by them.
fn needs_own_rules(schema: &Schema) -> bool {
    !schema.types.object || has_object_rules(schema)
}

fn choice(schemas: &Schemas, union: &Union) -> TokenStream {
    let property = &union.property;
    let tags = union.branches.iter().map(|(tag, _)| quote!(quoted(#tag)));
    let count = union.branches.len();
    let arms = union.branches.iter().enumerate().map(|(position, (_, branch))| {
        let pattern = arm(position, count);
        let read = read(schemas, *branch, &quote!(at)).step();
        quote!(#pattern => #read)
    });
    if count == 0 {
        return quote!(schema::nothing(run, at));
    }
    quote! {
        const PROPERTY: &Quoted = &key(#property);
        const TAGS: &[Quoted] = &[#(#tags),*];
        match schema::discriminator(run, at, PROPERTY, TAGS)? {
            #(#arms,)*
        }
    }
}

fn array(schemas: &Schemas, schema: &Schema) -> TokenStream {
    let item_at = quote!(array.at);
    let item = match schema.array.items {
        Some(items) => read(schemas, items, &item_at).unwrapped(),
        None => quote!(schema::anything(run, array.at)?),
    };
    let min = bound(schema.array.min_items.unwrap_or(0));
    let max = schema.array.max_items.map_or_else(|| quote!(usize::MAX), bound);
    quote! {
        let mut array = schema::array(run, at)?;
        while array.next(run)? {
            array.at = #item;
        }
        array.close(run, #min, #max)
    }
}

fn object(schemas: &Schemas, schema: &Schema) -> TokenStream {
    let rules = &schema.object;
    let at = quote!(object.at);
    let additional = match rules.additional {
        Additional::Allowed => quote!(schema::anything(run, object.at)?),
        Additional::Refused => quote!(schema::nothing(run, object.at)?),
        Additional::Checked(id) => read(schemas, id, &at).unwrapped(),
    };
    let declared = rules
        .properties
        .iter()
        .map(|(name, property)| (name.as_str(), property.required, read(schemas, property.schema, &at).unwrapped()));
    let undeclared = rules.required_undeclared.iter().map(|name| (name.as_str(), true, additional.clone()));
    let properties: Vec<_> = declared.chain(undeclared).collect();

    let keys: Vec<_> = properties.iter().map(|(name, _, _)| quote!(key(#name))).collect();
    let mut sentence = quote!(Objects::of(KEYS));
    let required: Vec<Literal> = properties
        .iter()
        .enumerate()
        .filter(|(_, (_, required, _))| *required)
        .map(|(position, _)| Literal::usize_unsuffixed(position))
        .collect();
    if !required.is_empty() {
        sentence.extend(quote!(.required(&[#(#required),*])));
    }
    if rules.additional == Additional::Refused {
        sentence.extend(quote!(.closed()));
    }
    if let Some(min) = rules.min_properties.map(bound) {
        sentence.extend(quote!(.min_properties(#min)));
    }
    if let Some(max) = rules.max_properties.map(bound) {
        sentence.extend(quote!(.max_properties(#max)));
    }
    // In a closed object every position is one of the declared ones.
    let open = rules.additional != Additional::Refused || properties.is_empty();
    let count = properties.len() + usize::from(open);
    let ordered = (properties.len() <= STRAIGHT && !open).then(|| {
        let steps = properties.iter().enumerate().map(|(position, (_, required, read))| {
            let position = Literal::usize_unsuffixed(position);
            if *required {
                quote! {
                    if !object.expects(RULES, #position) {
                        break 'ordered;
                    }
                    object.at = #read;
                }
            } else {
                quote! {
                    if object.expects(RULES, #position) {
                        object.at = #read;
                    }
                }
            }
        });
        if required.is_empty() { quote!(#(#steps)*) } else { quote!('ordered: { #(#steps)* }) }
    });
    let mut values: Vec<_> =
        properties.into_iter().map(|(_, _, read)| read).chain(open.then_some(additional)).collect();
    let members = match (values.pop(), values.is_empty()) {
        (Some(only), true) => quote! {
            while object.next(run, RULES)?.is_some() {
                object.at = #only;
            }
        },
        (last, _) => {
            let arms = values.into_iter().chain(last).enumerate().map(|(position, read)| {
                let pattern = arm(position, count);
                quote!(#pattern => #read)
            });
            quote! {
                while let Some(property) = object.next(run, RULES)? {
                    object.at = match property {
                        #(#arms,)*
                    };
                }
            }
        }
    };
    quote! {
        const KEYS: &[Quoted] = &[#(#keys),*];
        const RULES: &Objects = &#sentence;
        let mut object = schema::object(run, at)?;
        #ordered
        #members
        object.close(run, RULES)
    }
}

/// The pattern of one of `count` positions; the last one takes the rest.
fn arm(position: usize, count: usize) -> TokenStream {
    if position + 1 == count {
        quote!(_)
    } else {
        let position = Literal::usize_unsuffixed(position);
        quote!(#position)
    }
}

/// A count as a literal; what does not fit is no bound on any text in memory.
pub(super) fn bound(count: u64) -> TokenStream {
    match u32::try_from(count) {
        Ok(count) => {
            let count = Literal::u32_unsuffixed(count);
            quote!(#count)
        }
        Err(_) => quote!(usize::MAX),
    }
}

/// The model promises a name that is an identifier; anything else becomes one.
fn identifier(name: &str) -> Ident {
    syn::parse_str(name).unwrap_or_else(|_| {
        let plain: String =
            name.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect();
        Ident::new(&format!("schema_{plain}"), Span::call_site())
    })
}

/// A line of a comment: nothing in it can end the line.
fn comment(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|letter| if letter.is_control() || "\u{2028}\u{2029}".contains(letter) { ' ' } else { letter })
        .collect();
    format!(" {line}")
}

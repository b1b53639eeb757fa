//! One validator function.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::super::doc;
use super::super::shape::Shapes;
use super::choice::{self, Keyword};
use super::word::{self, Sentence};
use super::{applied, has_array_rules, has_object_rules, needs_function, object};
use crate::model::{Applied, Rest, Schema, SchemaId, Schemas, TypeSet};

/// The function of a schema.
pub(super) fn function(schemas: &Schemas, schema: &Schema, visible: bool, document: &str) -> TokenStream {
    let body = body(schemas, schema, None);
    declaration(&identifier(&schema.name), (schema, ""), visible, document, &body)
}

/// The function that also notes where the parts of the values stand.
pub(super) fn noting(
    schemas: &Schemas,
    id: SchemaId,
    shapes: &Shapes<'_>,
    visible: bool,
    document: &str,
) -> TokenStream {
    let schema = schemas.at(id);
    let body = body(schemas, schema, Some(shapes));
    let name = shapes.noting(id).map_or_else(|| identifier(&schema.name), |name| identifier(&name.to_string()));
    declaration(&name, (schema, ", noting where its parts stand"), visible, document, &body)
}

fn declaration(
    name: &Ident,
    (schema, suffix): (&Schema, &str),
    visible: bool,
    document: &str,
    body: &TokenStream,
) -> TokenStream {
    let visibility = visible.then(|| quote!(pub));
    let title = comment(&format!("{}{suffix}", doc::code(&schema.title)));
    let place = comment(&doc::code(&format!("{document}#{}", schema.pointer)));
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
pub(super) fn read(schemas: &Schemas, id: SchemaId, at: &TokenStream) -> Sentence {
    let schema = schemas.at(id);
    if needs_function(schema) {
        let name = identifier(&schema.name);
        return Sentence::word(quote!(#name(run, #at)));
    }
    word::sentence(schema, at)
}

/// What reads a part of a value: where it has parts to be noted, the validator that does.
pub(super) fn read_part(schemas: &Schemas, id: SchemaId, at: &TokenStream, noting: Option<&Shapes<'_>>) -> Sentence {
    match noting.and_then(|shapes| shapes.noting(id)) {
        Some(name) => Sentence::word(quote!(#name(run, #at))),
        None => read(schemas, id, at),
    }
}

/// A function notes where there are shapes to be noted for.
fn body(schemas: &Schemas, schema: &Schema, noting: Option<&Shapes<'_>>) -> TokenStream {
    // Where the branches of the first choice imply all other rules, one of them is the only pass.
    let leading = schema.applied.first().filter(|_| is_implied(schemas, schema));
    let (readings, statements) = applied::statements(schemas, schema, leading.is_some());
    let own = match leading {
        Some(Applied::Any(choice)) => choice::choice(schemas, choice, Keyword::Any),
        Some(Applied::One(choice)) => choice::choice(schemas, choice, Keyword::One),
        Some(Applied::All(id)) => read(schemas, *id, &quote!(at)).step(),
        Some(Applied::Not(_) | Applied::If(_) | Applied::Dependent(..)) | None => own(schemas, schema, noting),
    };
    if statements.is_empty() {
        return own;
    }
    let payment = applied::payment(readings);
    quote! {
        let end = { #own }?;
        #payment
        #(#statements)*
        Some(end)
    }
}

/// Whether a schema says nothing beside its first applied keyword that this does not say as well.
fn is_implied(schemas: &Schemas, schema: &Schema) -> bool {
    let TypeSet { null, boolean, integer, number, string, array, object } = schema.types;
    let within = |id: &SchemaId| {
        let types = schemas.at(*id).types;
        (!types.null || null)
            && (!types.boolean || boolean)
            && (!types.integer || integer)
            && (!types.number || number)
            && (!types.string || string)
            && (!types.array || array)
            && (!types.object || object)
    };
    let is_narrower = match schema.applied.first() {
        Some(Applied::Any(choice) | Applied::One(choice)) => choice.branches.iter().all(within),
        Some(Applied::All(id)) => within(id),
        Some(Applied::Not(_) | Applied::If(_) | Applied::Dependent(..)) | None => false,
    };
    is_narrower
        && !has_object_rules(schema)
        && !has_array_rules(schema)
        && schema.enumeration.is_none()
        && word::is_free(&schema.string)
        && word::is_unbounded(&schema.number)
}

/// The function's own pass: the rules by type, as an expression of type `Step`.
fn own(schemas: &Schemas, schema: &Schema, noting: Option<&Shapes<'_>>) -> TokenStream {
    let Sentence { before, last } = word::sentence(schema, &quote!(at));
    let TypeSet { null, boolean, integer, number, string, array, object } = schema.types;
    let scalar = null || boolean || integer || number || string;
    let object_rules = has_object_rules(schema).then(|| object::object(schemas, schema, noting));
    let array_rules = has_array_rules(schema).then(|| self::array(schemas, schema, noting));
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
    quote!(#before #main)
}

fn array(schemas: &Schemas, schema: &Schema, noting: Option<&Shapes<'_>>) -> TokenStream {
    let rules = &schema.array;
    let item_at = quote!(array.at);
    let rest = match rules.items {
        Rest::Checked(items) => read_part(schemas, items, &item_at, noting).unwrapped(),
        Rest::Allowed => quote!(schema::anything(run, array.at)?),
        Rest::Refused => quote!(schema::refused(run, array.at, "items")?),
    };
    let item = if rules.prefix.is_empty() {
        rest
    } else {
        let arms = rules.prefix.iter().enumerate().map(|(position, schema)| {
            let position = Literal::usize_unsuffixed(position);
            let read = read_part(schemas, *schema, &item_at, noting).unwrapped();
            quote!(#position => #read)
        });
        quote! {
            match array.position() {
                #(#arms,)*
                _ => #rest,
            }
        }
    };
    let min = bound(rules.min_items.unwrap_or(0));
    let max = rules.max_items.map_or_else(|| quote!(usize::MAX), bound);
    let (begin, end) = match noting {
        Some(_) => (quote!(let note = run.begin(0, array.at);), quote!(run.end(note, array.at);)),
        None => (quote!(), quote!()),
    };
    quote! {
        let mut array = schema::array(run, at)?;
        while array.next(run)? {
            #begin
            array.at = #item;
            #end
        }
        array.close(run, #min, #max)
    }
}

/// The pattern of one of `count` positions; the last one takes the rest.
pub(super) fn arm(position: usize, count: usize) -> TokenStream {
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
pub(super) fn identifier(name: &str) -> Ident {
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

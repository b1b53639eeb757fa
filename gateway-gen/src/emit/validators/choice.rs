//! `anyOf` and `oneOf`: the branch that the first byte or a property picks, and trials where nothing does.

use proc_macro2::TokenStream;
use quote::quote;

use super::Placed;
use super::function::{arm, identifier, read};
use crate::model::{Choice, Schema, SchemaId, Schemas, Tag};

/// The kinds of JSON values that their first byte tells apart.
const KINDS: [&str; 6] = ["Null", "Boolean", "Number", "String", "Array", "Object"];

/// The keyword of a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyword {
    /// `anyOf`
    Any,
    /// `oneOf`
    One,
}

/// Whether a branch may accept values of a kind.
fn admits(schema: &Schema, kind: &str) -> bool {
    let types = schema.types;
    let by_type = match kind {
        "Null" => types.null,
        "Boolean" => types.boolean,
        "Number" => types.number || types.integer,
        "String" => types.string,
        "Array" => types.array,
        _ => types.object,
    };
    let listed = |value: &serde_json::Value| match kind {
        "Null" => value.is_null(),
        "Boolean" => value.is_boolean(),
        "Number" => value.is_number(),
        "String" => value.is_string(),
        "Array" => value.is_array(),
        _ => value.is_object(),
    };
    by_type && schema.enumeration.as_ref().is_none_or(|values| values.iter().any(listed))
}

/// For each kind the branches that may accept it.
fn candidates(schemas: &Schemas, choice: &Choice) -> Vec<Vec<usize>> {
    let of = |kind: &str| {
        let all = choice.branches.iter().enumerate();
        all.filter(|(_, branch)| admits(schemas.at(**branch), kind)).map(|(position, _)| position).collect()
    };
    KINDS.iter().map(|kind| of(kind)).collect()
}

/// Whether the branches of a kind are told apart by the tag.
fn is_tagged(choice: &Choice, kind: &str, group: &[usize]) -> bool {
    kind == "Object"
        && choice.tag.is_some()
        && (group.len() > 1 || choice.tag.as_ref().is_some_and(|tag| tag.discriminator))
}

/// The branches that are tried, so that each needs a function.
pub(super) fn tried(schemas: &Schemas, choice: &Choice) -> Vec<SchemaId> {
    let groups = candidates(schemas, choice);
    let tried = KINDS.iter().zip(&groups).filter(|(kind, group)| group.len() > 1 && !is_tagged(choice, kind, group));
    tried.flat_map(|(_, group)| group.iter().filter_map(|position| choice.branches.get(*position).copied())).collect()
}

/// An expression of type `Step` that reads the value at `at`; `place` is that of the schema with the choice.
pub(super) fn choice(schemas: Placed<'_>, choice: &Choice, keyword: Keyword, place: &TokenStream) -> TokenStream {
    let groups = candidates(schemas.schemas, choice);
    let step = |kind: &str, group: &[usize]| match (group, &choice.tag) {
        (_, Some(tag)) if is_tagged(choice, kind, group) => tagged(schemas, choice, tag, keyword, place),
        ([], _) => quote!(schema::nothing(run, at, #place)),
        ([only], _) => choice.branches.get(*only).map_or_else(
            || quote!(schema::nothing(run, at, #place)),
            |branch| read(schemas, *branch, &quote!(at)).step(),
        ),
        _ => {
            let names = group
                .iter()
                .filter_map(|position| choice.branches.get(*position))
                .map(|branch| identifier(&schemas.at(*branch).name));
            let word = match keyword {
                Keyword::Any => quote!(any_of),
                Keyword::One => quote!(exactly_one),
            };
            quote!(schema::#word(run, at, &[#(#names),*], #place))
        }
    };
    // Kinds with the same candidates share an arm; the group of objects may differ by its tag.
    let mut arms: Vec<(Vec<&str>, String, TokenStream)> = Vec::new();
    for (kind, group) in KINDS.iter().zip(&groups) {
        let step = step(kind, group);
        let text = step.to_string();
        match arms.iter_mut().find(|(_, known, _)| *known == text) {
            Some((kinds, ..)) => kinds.push(kind),
            None => arms.push((vec![kind], text, step)),
        }
    }
    arms.sort_by_key(|(kinds, ..)| kinds.len());
    if let [(_, _, only)] = &arms[..] {
        return only.clone();
    }
    let last = arms.len() - 1;
    let arms = arms.iter().enumerate().map(|(position, (kinds, _, step))| {
        let kinds = kinds.iter().filter_map(|kind| syn::parse_str::<syn::Ident>(kind).ok());
        if position == last { quote!(_ => #step) } else { quote!(#(Kind::#kinds)|* => #step) }
    });
    quote! {
        match schema::kind(at) {
            #(#arms,)*
        }
    }
}

fn tagged(schemas: Placed<'_>, choice: &Choice, tag: &Tag, keyword: Keyword, place: &TokenStream) -> TokenStream {
    let property = &tag.property;
    let failing = match (tag.discriminator, keyword) {
        (true, _) => "discriminator",
        (false, Keyword::Any) => "anyOf",
        (false, Keyword::One) => "oneOf",
    };
    let tags = tag.values.iter().map(|(value, _)| value);
    let count = tag.values.len();
    let arms = tag.values.iter().enumerate().filter_map(|(position, (_, branch))| {
        let pattern = arm(position, count);
        let read = read(schemas, *choice.branches.get(*branch)?, &quote!(at)).step();
        Some(quote!(Some(#pattern) => #read))
    });
    quote! {{
        const TAGS: &Tags =
            &Tags { property: key(#property), values: &[#(quoted(#tags)),*], keyword: #failing, place: #place };
        match schema::discriminator(run, at, TAGS) {
            #(#arms,)*
            None => run.resume(at),
        }
    }}
}

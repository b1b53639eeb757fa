//! What reads an object.

use indexmap::IndexMap;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::shape::Shapes;
use super::function::{bound, identifier, read, read_part};
use super::word::patterns;
use crate::model::{Direction, ObjectRules, Rest, Schema, Schemas};

/// Objects with up to this many properties are first read in the order of the document, without a table.
const STRAIGHT: usize = 24;

/// So many names are compared one by one.
const FEW: usize = 3;

/// A declared property, and what reads its value.
struct Member<'m> {
    name: &'m str,
    required: bool,
    read: TokenStream,
}

/// Statements that end in an expression of type `Step`.
pub(super) fn object(schemas: &Schemas, schema: &Schema, noting: Option<&Shapes<'_>>) -> TokenStream {
    let rules = &schema.object;
    let at = quote!(object.at);
    let mut items = TokenStream::new();
    let is_closed = rules.patterns.is_empty() && rules.additional.iter().any(|other| other.rest == Rest::Refused);
    let other = other(schemas, rules, &mut items);
    let members: Vec<Member<'_>> = rules
        .properties
        .iter()
        .map(|(name, property)| Member {
            name,
            required: property.required,
            read: match property.refused {
                Some(Direction::Request) => quote!(schema::refused(run, object.at, "readOnly")?),
                Some(Direction::Response) => quote!(schema::refused(run, object.at, "writeOnly")?),
                None => read_part(schemas, property.schema, &at, noting).unwrapped(),
            },
        })
        .collect();
    let keys = members.iter().map(|member| member.name);
    let sentence = sentence(rules, &members, is_closed);
    // In a closed object every position is one of the declared ones.
    let open = !is_closed || members.is_empty();
    let ordered = (!members.is_empty() && members.len() <= STRAIGHT).then(|| ordered(&members, noting.is_some()));
    let loop_ = members_in_any_order(&members, open.then_some(other), noting.is_some());
    let depends = depends(rules);
    let index = index(&members);
    quote! {
        const KEYS: &[Quoted] = &[#(key(#keys)),*];
        #index
        const RULES: &Objects = &#sentence;
        #items
        let mut object = schema::object(run, at)?;
        #ordered
        #loop_
        #(#depends)*
        object.close(run, RULES)
    }
}

/// The index of the names, where comparing them one by one would cost more.
fn index(members: &[Member<'_>]) -> Option<TokenStream> {
    let slots = Literal::usize_unsuffixed((members.len() * 2).next_power_of_two());
    (members.len() > FEW).then(|| quote!(const INDEX: &[u8] = &schema::index::<#slots>(KEYS);))
}

fn sentence(rules: &ObjectRules, members: &[Member<'_>], is_closed: bool) -> TokenStream {
    let mut sentence = quote!(Objects::of(KEYS));
    if members.len() > FEW {
        sentence.extend(quote!(.indexed(INDEX)));
    }
    let required = members.iter().enumerate().filter(|(_, member)| member.required);
    let required: Vec<Literal> = required.map(|(position, _)| Literal::usize_unsuffixed(position)).collect();
    if !required.is_empty() {
        sentence.extend(quote!(.required(&[#(#required),*])));
    }
    if is_closed {
        sentence.extend(quote!(.closed()));
    }
    if let Some(min) = rules.min_properties.map(bound) {
        sentence.extend(quote!(.min_properties(#min)));
    }
    if let Some(max) = rules.max_properties.map(bound) {
        sentence.extend(quote!(.max_properties(#max)));
    }
    sentence
}

/// What reads the value of an undeclared property.
fn other(schemas: &Schemas, rules: &ObjectRules, items: &mut TokenStream) -> TokenStream {
    if !rules.patterns.is_empty() {
        let texts = rules.patterns.iter().map(|pattern| pattern.pattern.as_str());
        let matchers = patterns(texts);
        let validators = rules.patterns.iter().map(|pattern| identifier(&schemas.at(pattern.schema).name));
        let additional = rules.additional.iter().filter(|other| other.rest != Rest::Allowed).map(|other| {
            let except = other.except.iter().map(|position| Literal::usize_unsuffixed(*position));
            let rest = match other.rest {
                Rest::Checked(id) => {
                    let name = identifier(&schemas.at(id).name);
                    quote!(Some(#name))
                }
                Rest::Allowed => quote!(Some(schema::anything)),
                Rest::Refused => quote!(None),
            };
            quote!((&[#(#except),*], #rest))
        });
        items.extend(quote! {
            const OTHERS: &Others =
                &Others { patterns: &[#((#matchers, #validators)),*], additional: &[#(#additional),*] };
        });
        return quote!(schema::other(run, object.at, OTHERS)?);
    }
    // Without patterns there is at most one.
    match rules.additional.first().map(|other| other.rest) {
        Some(Rest::Checked(id)) => read(schemas, id, &quote!(object.at)).unwrapped(),
        Some(Rest::Refused) => quote!(schema::nothing(run, object.at)?),
        Some(Rest::Allowed) | None => quote!(schema::anything(run, object.at)?),
    }
}

fn ordered(members: &[Member<'_>], notes: bool) -> TokenStream {
    let steps = members.iter().enumerate().map(|(position, Member { required, read, .. })| {
        let position = Literal::usize_unsuffixed(position);
        let read = value(&quote!(#position), read, notes);
        if *required {
            quote! {
                if !object.expects(RULES, #position) {
                    break 'ordered;
                }
                #read
            }
        } else {
            quote! {
                if object.expects(RULES, #position) {
                    #read
                }
            }
        }
    });
    if members.iter().any(|member| member.required) { quote!('ordered: { #(#steps)* }) } else { quote!(#(#steps)*) }
}

/// Statements that read the value of the property at a position, and note it.
fn value(position: &TokenStream, read: &TokenStream, notes: bool) -> TokenStream {
    if notes {
        quote! {
            let note = run.begin(#position, object.at);
            object.at = #read;
            run.end(note, object.at);
        }
    } else {
        quote!(object.at = #read;)
    }
}

fn members_in_any_order(members: &[Member<'_>], other: Option<TokenStream>, notes: bool) -> TokenStream {
    let reads = members.iter().map(|member| member.read.clone()).chain(other);
    // Positions that are read alike share an arm; that of the last position takes the rest.
    let mut arms: IndexMap<String, (Vec<Literal>, TokenStream)> = IndexMap::new();
    let mut last = None;
    for (position, read) in reads.enumerate() {
        let entry = arms.entry(read.to_string());
        last = Some(entry.index());
        entry.or_insert((Vec::new(), read)).0.push(Literal::usize_unsuffixed(position));
    }
    let last = last.and_then(|index| arms.shift_remove_index(index)).map(|(_, (_, read))| read).unwrap_or_default();
    let read = if arms.is_empty() {
        last
    } else {
        let arms = arms.values().map(|(positions, read)| quote!(#(#positions)|* => #read));
        quote! {
            match property {
                #(#arms,)*
                _ => #last,
            }
        }
    };
    let is_asked = notes || !arms.is_empty();
    let value = value(&quote!(property), &read, notes);
    if is_asked {
        quote!(while let Some(property) = object.next(run, RULES)? { #value })
    } else {
        quote!(while object.next(run, RULES)?.is_some() { #value })
    }
}

/// `dependentRequired`: every name it mentions is a declared property.
fn depends(rules: &ObjectRules) -> impl Iterator<Item = TokenStream> {
    let position = |name: &String| rules.properties.get_index_of(name).map(Literal::usize_unsuffixed);
    rules.dependent_required.iter().filter_map(move |(name, others)| {
        let name = position(name)?;
        let others = others.iter().filter_map(position);
        Some(quote!(object.depends(run, RULES, #name, &[#(#others),*])?;))
    })
}

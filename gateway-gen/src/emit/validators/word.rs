//! The words that read a value without a function of its own.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use serde_json::Value;

use super::function::bound;
use super::pattern;
use crate::model::{Format, Number, NumberRules, Schema, StringRules, TypeSet};

/// What reads a value.
pub(super) struct Sentence {
    /// Items the words refer to, and checks that must hold at the same place.
    pub(super) before: TokenStream,
    /// An expression of type `Step`.
    pub(super) last: TokenStream,
}

impl Sentence {
    /// Only the last word.
    pub(super) fn word(last: TokenStream) -> Self {
        Self { before: TokenStream::new(), last }
    }

    /// As the arm or value of an expression of type `Cursor` in a function that gives a `Step`.
    pub(super) fn unwrapped(&self) -> TokenStream {
        let Self { before, last } = self;
        if before.is_empty() { quote!(#last?) } else { quote!({ #before #last? }) }
    }

    /// As an expression of type `Step`.
    pub(super) fn step(&self) -> TokenStream {
        let Self { before, last } = self;
        if before.is_empty() { quote!(#last) } else { quote!({ #before #last }) }
    }
}

/// The words for a schema, at `at`; rules for objects and arrays are not part of it.
pub(super) fn sentence(schema: &Schema, at: &TokenStream) -> Sentence {
    let rules = by_type(schema, at);
    let Some(values) = &schema.enumeration else { return rules };
    let listed: Vec<&Value> = values.iter().filter(|value| admits(schema.types, value)).collect();
    let restricted = !is_free(&schema.string) && listed.iter().any(|value| value.is_string())
        || !is_unbounded(&schema.number) && listed.iter().any(|value| value.is_number());
    let listed = enumeration(&listed, at);
    if !restricted && !super::needs_function(schema) {
        return listed;
    }
    let Sentence { before: items, last: check } = listed;
    let Sentence { before, last } = rules;
    Sentence { before: quote!(#items #check?; #before), last }
}

/// Whether the types let the value through.
fn admits(types: TypeSet, value: &Value) -> bool {
    match value {
        Value::Null => types.null,
        Value::Bool(_) => types.boolean,
        // Whether `1.0` is an integer is decided by its value, as for instances.
        Value::Number(number) => {
            types.number
                || types.integer && (!number.is_f64() || number.as_f64().is_some_and(|value| value.fract() == 0.0))
        }
        Value::String(_) => types.string,
        Value::Array(_) => types.array,
        Value::Object(_) => types.object,
    }
}

fn enumeration(values: &[&Value], at: &TokenStream) -> Sentence {
    let texts: Vec<&str> = values.iter().filter_map(|value| value.as_str()).collect();
    if texts.len() == values.len() && !texts.is_empty() {
        Sentence::word(quote!(schema::one_of(run, #at, const { &[#(quoted(#texts)),*] })))
    } else {
        let json = Value::Array(values.iter().map(|value| (*value).clone()).collect()).to_string();
        Sentence {
            before: quote!(static VALUES: Enumeration = Enumeration::new(#json);),
            last: quote!(schema::enumeration(run, #at, &VALUES)),
        }
    }
}

fn by_type(schema: &Schema, at: &TokenStream) -> Sentence {
    let TypeSet { null, boolean, integer, number, string, array, object } = schema.types;
    let word = match (null, boolean, integer || number, string, array, object) {
        (true, true, true, true, true, true) if number && is_free(&schema.string) && is_unbounded(&schema.number) => {
            quote!(schema::anything(run, #at))
        }
        (false, false, false, false, false, false) => quote!(schema::nothing(run, #at)),
        (true, false, false, false, false, false) => quote!(schema::null(run, #at)),
        (false, true, false, false, false, false) => quote!(schema::boolean(run, #at)),
        (false, false, true, false, false, false) => {
            let numbers = numbers(&schema.number, number);
            quote!(schema::number(run, #at, const { &#numbers }))
        }
        (false, false, false, true, false, false) => return string_word(&schema.string, at),
        (null, boolean, numeric, string, array, object) => {
            let numbers = numeric.then(|| numbers(&schema.number, number)).map(|numbers| quote!(.or_number(#numbers)));
            let (item, strings) = strings(&schema.string);
            let item = item.filter(|_| string);
            let strings = string.then(|| quote!(.or_string(#strings)));
            let null = null.then(|| quote!(.or_null()));
            let boolean = boolean.then(|| quote!(.or_boolean()));
            let array = array.then(|| quote!(.or_array()));
            let object = object.then(|| quote!(.or_object()));
            let types = quote!(Types::NONE #null #boolean #numbers #strings #array #object);
            let last = quote!(schema::value(run, #at, const { &#types }));
            return Sentence { before: quote!(#item), last };
        }
    };
    Sentence::word(word)
}

fn string_word(rules: &StringRules, at: &TokenStream) -> Sentence {
    let bare = rules.min_length.is_none() && rules.max_length.is_none() && rules.patterns.is_empty();
    match rules.formats[..] {
        [] if bare => Sentence::word(quote!(schema::text(run, #at))),
        [format] if bare && has_word(format) => {
            let word = format_word(format);
            Sentence::word(quote!(schema::#word(run, #at)))
        }
        _ => {
            let (item, strings) = strings(rules);
            Sentence { before: quote!(#item), last: quote!(schema::string(run, #at, const { &#strings })) }
        }
    }
}

/// The rules for strings as a value, and the items they refer to.
fn strings(rules: &StringRules) -> (Option<TokenStream>, TokenStream) {
    let min = rules.min_length.map(bound).map(|min| quote!(.min_length(#min)));
    let max = rules.max_length.map(bound).map(|max| quote!(.max_length(#max)));
    let mut items = TokenStream::new();
    let mut patterns = rules.patterns.iter().enumerate().map(|(position, pattern)| {
        let (item, rule) = pattern::pattern(pattern, rules.max_steps, position);
        items.extend(item);
        rule
    });
    let pattern = patterns.next();
    let more: Vec<_> = patterns.collect();
    let mut formats = rules.formats.iter().copied().map(format_word).map(|format| quote!(.format(format::#format)));
    let format = formats.next();
    let and = more.into_iter().chain(formats).rev().fold(None, |and: Option<TokenStream>, rule| {
        let and = and.map(|and| quote!(.and(const { &#and })));
        Some(quote!(Strings::ANY #rule #and))
    });
    let and = and.map(|and| quote!(.and(const { &#and })));
    ((!items.is_empty()).then_some(items), quote!(Strings::ANY #min #max #pattern #format #and))
}

/// Patterns as values of type `&'static Strings`.
pub(super) fn patterns<'m>(texts: impl Iterator<Item = &'m str>) -> Vec<TokenStream> {
    let rule = |text: &'m str| {
        // Each block has its own name for its pattern.
        let (item, rule) = pattern::pattern(text, None, 0);
        match item {
            Some(item) => quote!({ #item const { &Strings::ANY #rule } }),
            None => quote!(const { &Strings::ANY #rule }),
        }
    };
    texts.map(rule).collect()
}

/// Whether the runtime has a word for a string of nothing but this format.
const fn has_word(format: Format) -> bool {
    matches!(format, Format::Date | Format::DateTime | Format::Email | Format::Ipv4 | Format::Ipv6 | Format::Uuid)
}

/// The function of the runtime that has the format's name.
fn format_word(format: Format) -> Ident {
    Ident::new(&format.name().replace('-', "_"), Span::call_site())
}

/// The rules for numbers as a value; `fractions` says whether they may have a fractional part.
fn numbers(rules: &NumberRules, fractions: bool) -> TokenStream {
    let text = |number: &Option<Number>| number.as_ref().map(Number::to_string);
    let minimum = text(&rules.minimum).map(|text| quote!(.minimum(#text)));
    let exclusive_minimum = text(&rules.exclusive_minimum).map(|text| quote!(.exclusive_minimum(#text)));
    let maximum = text(&rules.maximum).map(|text| quote!(.maximum(#text)));
    let exclusive_maximum = text(&rules.exclusive_maximum).map(|text| quote!(.exclusive_maximum(#text)));
    let start = if fractions { quote!(Numbers::NUMBER) } else { quote!(Numbers::INTEGER) };
    let factors: Vec<_> = rules.multiple_of.iter().map(Number::as_str).collect();
    let factors = (!factors.is_empty()).then(|| quote!(.multiple_of(&[#(#factors),*])));
    quote!(#start #minimum #exclusive_minimum #maximum #exclusive_maximum #factors)
}

pub(super) fn is_free(rules: &StringRules) -> bool {
    rules.min_length.is_none() && rules.max_length.is_none() && rules.patterns.is_empty() && rules.formats.is_empty()
}

pub(super) fn is_unbounded(rules: &NumberRules) -> bool {
    rules.minimum.is_none()
        && rules.exclusive_minimum.is_none()
        && rules.maximum.is_none()
        && rules.exclusive_maximum.is_none()
        && rules.multiple_of.is_empty()
}

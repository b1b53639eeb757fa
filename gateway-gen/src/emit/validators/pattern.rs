//! `pattern`: as runs of characters, or as a regular expression that is a static item.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use crate::pattern::{Matcher, Run, matcher};

/// What matches nothing: a pattern that cannot be matched as the document allows refuses every string.
const NOTHING: &str = r"[^\s\S]";

/// The rule to add to `Strings`, and the item it refers to; with `max_steps` the document allows backtracking.
/// `position` tells it from others of the same string.
pub(super) fn pattern(ecma: &str, max_steps: Option<u32>, position: usize) -> (Option<TokenStream>, TokenStream) {
    let regex = match (matcher(ecma), max_steps) {
        (Ok(Matcher::Runs(runs)), _) => {
            let classes = runs.iter().map(class);
            return (None, quote!(.runs(const { &[#(#classes),*] })));
        }
        (Ok(Matcher::Linear(pattern)), _) => quote!(Regex::new(#pattern)),
        (Ok(Matcher::Backtracking { pattern, .. }), Some(steps)) => {
            let steps = Literal::u32_unsuffixed(steps);
            quote!(Regex::backtracking(#pattern, #steps))
        }
        (Ok(Matcher::Backtracking { .. }) | Err(_), _) => quote!(Regex::new(#NOTHING)),
    };
    let name = if position == 0 { "REGEX".to_owned() } else { format!("REGEX_{position}") };
    let name = Ident::new(&name, Span::call_site());
    (Some(quote!(static #name: Regex = #regex;)), quote!(.regex(&#name)))
}

/// A run as the word of the runtime: ASCII as a table, what is beyond as ranges.
fn class(run: &Run) -> TokenStream {
    let ascii = run.ranges.iter().filter(|(first, _)| first.is_ascii()).map(|(first, last)| {
        let byte = |character: char| Literal::byte_character(u8::try_from(character).unwrap_or(b'\x7f').min(b'\x7f'));
        let (first, last) = (byte(*first), byte(*last));
        quote!((#first, #last))
    });
    let beyond: Vec<_> = run
        .ranges
        .iter()
        .filter(|(_, last)| !last.is_ascii())
        .map(|(first, last)| {
            let first = (*first).max('\u{80}');
            quote!((#first, #last))
        })
        .collect();
    let min = Literal::u32_unsuffixed(run.min);
    let max = match run.max.map(Literal::u32_unsuffixed) {
        Some(max) => quote!(#max),
        None => quote!(usize::MAX),
    };
    let beyond = (!beyond.is_empty()).then(|| quote!(.beyond(&[#(#beyond),*])));
    quote!(class(&[#(#ascii),*], #min, #max) #beyond)
}

#[cfg(test)]
mod tests {
    use super::pattern;

    fn emitted(ecma: &str, max_steps: Option<u32>) -> String {
        let (item, rule) = pattern(ecma, max_steps, 0);
        format!("{}{rule}", item.unwrap_or_default()).replace(' ', "")
    }

    #[test]
    fn the_cheapest_way_is_taken() {
        let runs = "(const{&[class(&[(b'A',b'Z')],3,3),class(&[],0,usize::MAX).beyond(&[('é','é')])]})";
        assert_eq!(emitted("^[A-Z]{3}é*$", None), format!(".runs{runs}"));
        let split = "class(&[(b'\\0',b'`'),(b'b',b'\\x7F')],1,1).beyond(&[('\\u{80}','\\u{10ffff}')])";
        assert_eq!(emitted("^[^a]$", None), format!(".runs(const{{&[{split}]}})"));
        let regex = |inner: &str| format!("staticREGEX:Regex=Regex::{inner};.regex(&REGEX)");
        assert_eq!(emitted("a|b", None), regex("new(\"a|b\")"));
        assert_eq!(emitted("(?=a)", Some(9)), regex("backtracking(\"(?=a)\",9)"));
        assert_eq!(emitted("(?=a)", None), regex("new(\"[^\\\\s\\\\S]\")"));
        assert_eq!(emitted("(", Some(9)), regex("new(\"[^\\\\s\\\\S]\")"));
    }
}

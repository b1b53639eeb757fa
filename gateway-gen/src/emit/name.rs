//! Names that are certain to be Rust identifiers.

use core::fmt;
use std::collections::BTreeSet;

use proc_macro2::{Ident, Span};
use quote::{ToTokens, TokenStreamExt};

use super::Malformed;

/// An identifier. Templates put nothing else where code, not text, is expected.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Name(String);

impl Name {
    /// Takes a name from the model, which promises that it is an identifier; a broken promise is a bug of ours.
    pub(crate) fn new(name: &str) -> Result<Self, Malformed> {
        match syn::parse_str::<Ident>(name) {
            Ok(ident) if ident == name && !name.starts_with("r#") => Ok(Self(name.to_owned())),
            _ => Err(Malformed { file: "names", reason: format!("`{}` is not an identifier", name.escape_debug()) }),
        }
    }

    /// The name with something behind it, which keeps it an identifier.
    pub(crate) fn with(&self, suffix: &'static str) -> Self {
        Self(format!("{}{suffix}", self.0))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl ToTokens for Name {
    fn to_tokens(&self, tokens: &mut proc_macro2::TokenStream) {
        tokens.append(Ident::new(&self.0, Span::call_site()));
    }
}

/// Gives out names that differ from each other and from a few that are taken.
#[derive(Debug, Default)]
pub(crate) struct Names(BTreeSet<String>);

impl Names {
    /// Starts with names nobody may have.
    pub(crate) fn reserving(taken: &[&str]) -> Self {
        Self(taken.iter().map(|&name| name.to_owned()).collect())
    }

    /// The first of the wishes that is free, else the last one with a number.
    pub(crate) fn claim(&mut self, wishes: &[&str]) -> Result<Name, Malformed> {
        let last = wishes.last().copied().unwrap_or_default();
        let numbered = (2..).map(|number| format!("{last}{number}"));
        let free = wishes.iter().map(|&wish| wish.to_owned()).chain(numbered).find(|name| !self.0.contains(name));
        let name = Name::new(&free.unwrap_or_default())?;
        self.0.insert(name.0.clone());
        Ok(name)
    }
}

/// `SCREAMING_SNAKE_CASE` of any text: camel humps and everything that is not ASCII alphanumeric separate words.
pub(crate) fn screaming(text: &str) -> String {
    let mut name = String::new();
    let mut previous = ' ';
    for character in text.chars() {
        let hump = character.is_ascii_uppercase() && previous.is_ascii_lowercase();
        if (hump || !character.is_ascii_alphanumeric()) && !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
        if character.is_ascii_alphanumeric() {
            name.push(character.to_ascii_uppercase());
        }
        previous = character;
    }
    let name = name.trim_end_matches('_');
    if name.starts_with(|first: char| first.is_ascii_digit()) { format!("_{name}") } else { name.to_owned() }
}

/// `UpperCamelCase` of a `snake_case` name.
pub(crate) fn camel(name: &str) -> String {
    let mut camel = String::new();
    for word in name.split('_') {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_identifiers_become_names() {
        assert!(Name::new("CreateOrder").is_ok());
        for hostile in ["", "fn", "a b", "a; fn evil() {}", "r#type", "1a", "a\u{202e}", "_", "//", " a"] {
            assert!(Name::new(hostile).is_err(), "{hostile}");
        }
    }

    #[test]
    fn names_are_distinct_and_cased() {
        let mut names = Names::reserving(&["Option"]);
        let given = ["Option", "A", "A"].map(|wish| names.claim(&[wish, "OptionObject"]).unwrap().0);
        assert_eq!(given, ["OptionObject", "A", "OptionObject2"]);
        assert_eq!(screaming("/v1/orders/{orderId}:cancel"), "V1_ORDERS_ORDER_ID_CANCEL");
        assert_eq!(screaming("1st--x"), "_1ST_X");
        assert_eq!(camel("new_order_lines_item"), "NewOrderLinesItem");
    }
}

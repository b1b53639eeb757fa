//! Rust names for the names of a document.

use std::collections::{BTreeMap, BTreeSet};

/// `snake_case`; `fallback` where nothing of the text can stand in a name. Never a keyword.
pub(super) fn snake(text: &str, fallback: &str) -> String {
    let joined = words(text).join("_");
    sound(if joined.is_empty() { fallback.to_owned() } else { joined })
}

/// What emitted validators call themselves: their words and their variables.
const OF_VALIDATORS: &[&str] = &[
    "array", "at", "class", "end", "format", "key", "listed", "note", "object", "property", "quoted", "run", "schema",
];

/// `snake_case` for the validator of a schema: none of the names its own text uses, nor those beside it.
pub(super) fn validator(text: &str) -> String {
    let name = snake(text, "value");
    if OF_VALIDATORS.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// `SCREAMING_SNAKE_CASE`.
pub(super) fn screaming(text: &str, fallback: &str) -> String {
    snake(text, fallback).to_ascii_uppercase()
}

/// `UpperCamelCase`.
pub(super) fn camel(text: &str, fallback: &str) -> String {
    let joined: String = words(text)
        .iter()
        .map(|word| {
            let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
            first.to_ascii_uppercase() + rest
        })
        .collect();
    sound(if joined.is_empty() { fallback.to_owned() } else { joined })
}

/// The ASCII words of a text, lower case: `getHTTPStatus-v2` is `get`, `http`, `status`, `v2`.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    let mut characters = text.chars().peekable();
    let mut before = ' ';
    while let Some(character) = characters.next() {
        if !character.is_ascii_alphanumeric() {
            open = false;
            before = character;
            continue;
        }
        let next_is_lower = characters.peek().is_some_and(char::is_ascii_lowercase);
        let starts = character.is_ascii_uppercase() && (!before.is_ascii_uppercase() || next_is_lower);
        if !open || starts {
            words.push(String::new());
            open = true;
        }
        if let Some(word) = words.last_mut() {
            word.push(character.to_ascii_lowercase());
        }
        before = character;
    }
    words
}

fn sound(name: String) -> String {
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        return format!("n{name}");
    }
    let is_keyword = syn::parse_str::<syn::Ident>(&name).is_err() || matches!(name.as_str(), "union" | "gen");
    if is_keyword { format!("{name}_") } else { name }
}

/// Names that are already taken in one scope.
#[derive(Debug, Default)]
pub(super) struct Taken {
    names: BTreeSet<String>,
    /// The last number that was given to a name.
    numbers: BTreeMap<String, usize>,
}

impl Taken {
    /// The name, with a number where it was taken: the names of schemas and properties are not the author's to
    /// change, so a collision there is settled by the order of the document.
    pub(super) fn unique(&mut self, name: String) -> String {
        if self.names.insert(name.clone()) {
            return name;
        }
        let plain = name.trim_end_matches('_');
        let number = self.numbers.entry(plain.to_owned()).or_insert(1);
        loop {
            *number += 1;
            let numbered = format!("{plain}_{number}");
            if self.names.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_identifiers() {
        assert_eq!(snake("getHTTPStatus-v2", "x"), "get_http_status_v2");
        assert_eq!(camel("orders:export order", "X"), "OrdersExportOrder");
        assert_eq!(snake("type", "x"), "type_");
        assert_eq!(camel("self", "X"), "Self_");
        assert_eq!(snake("200 \"}*/\n\u{202e}", "x"), "n200");
        assert_eq!(snake("日本", "field"), "field");
        for keyword in ["match", "async", "gen", "crate", "self", "abstract", "try", "union", "_"] {
            let name = snake(keyword, "field");
            assert!(syn::parse_str::<syn::Ident>(&name).is_ok(), "{name}");
        }
    }

    #[test]
    fn collisions_are_numbered() {
        let mut taken = Taken::default();
        let names = ["a", "a", "a_2", "a"].map(|name| taken.unique(name.to_owned()));
        assert_eq!(names, ["a", "a_2", "a_2_2", "a_3"]);
    }
}

//! From Rust text to formatted Rust text.

use syn::Item;

use super::{File, Malformed};

/// Parses what a template or `quote` made and prints it as a person would have written it.
pub(super) fn file(name: &'static str, banner: &str, code: &str) -> Result<File, Malformed> {
    let mut tree = syn::parse_file(code).map_err(|error| Malformed { file: name, reason: error.to_string() })?;
    let items = core::mem::take(&mut tree.items);
    let mut text = banner.to_owned();
    if !tree.attrs.is_empty() {
        text.push('\n');
        text.push_str(&prettyplease::unparse(&tree));
    }
    tree.attrs.clear();
    let mut previous = None;
    for item in items {
        let kind = core::mem::discriminant(&item);
        if previous != Some(kind) || !matches!(item, Item::Use(_) | Item::Mod(_)) {
            text.push('\n');
        }
        previous = Some(kind);
        tree.items = vec![item];
        text.push_str(&spaced(&prettyplease::unparse(&tree)));
    }
    match text.chars().find(|character| is_hidden(*character)) {
        Some(hidden) => Err(Malformed { file: name, reason: format!("it holds {}", hidden.escape_unicode()) }),
        None => Ok(File { name, text }),
    }
}

/// Controls, and characters that show nothing or change the direction of the text around them: with one of these a
/// reader could see another program than the compiler does. Literals and documentation spell them out.
fn is_hidden(character: char) -> bool {
    (character.is_control() && character != '\n')
        || matches!(character, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(character, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// An empty line between the members of an item, which the printer leaves out. No literal has a line that starts with
/// as few spaces.
fn spaced(item: &str) -> String {
    let mut text = String::new();
    let mut ended = false;
    for line in item.lines() {
        if ended && line != "}" {
            text.push('\n');
        }
        ended = matches!(line, "    }" | "    };");
        text.push_str(line);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::file;

    #[test]
    fn hidden_characters_and_broken_code_are_our_bugs() {
        assert!(file("a.rs", "// banner\n", "#[doc = \" plain é\"] pub const A: u8 = 1;").is_ok());
        assert!(file("a.rs", "// banner\n", "#[doc = \" \\u{202e}\"] pub const A: u8 = 1;").is_err());
        assert!(file("a.rs", "// banner\n", "pub const A: u8 = \"\\u{202e}\";").is_ok());
        assert!(file("a.rs", "// banner\n", "pub const A").is_err());
    }
}

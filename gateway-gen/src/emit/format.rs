//! From Rust text to formatted Rust text.

use syn::Item;

use super::{File, Malformed};

/// Parses what a template or `quote` made and prints it as a person would have written it.
pub(super) fn file(name: &'static str, banner: &str, code: &str) -> Result<File, Malformed> {
    let mut tree = syn::parse_file(code).map_err(|error| Malformed { file: name, reason: error.to_string() })?;
    let items = core::mem::take(&mut tree.items);
    let mut text = format!("{banner}\n{}", prettyplease::unparse(&tree));
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
    Ok(File { name, text })
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

//! The escaper of every template: whatever is interpolated stays inside the string literal it stands in.

use core::fmt::{self, Write};

/// Writes a text so that it is the inside of a Rust string literal.
///
/// Identifiers, paths and numbers pass unchanged. Quotes, backslashes, control, format (bidirectional included), private
/// and unassigned characters and every white space but the plain one become escapes, so nobody reads another text
/// than the compiler does. A leading space becomes one too, because a literal continued on the next line drops it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Literal;

impl askama::filters::Escaper for Literal {
    fn write_escaped_str<W: Write>(&self, mut dest: W, text: &str) -> fmt::Result {
        for (position, character) in text.char_indices() {
            match character {
                '\'' => dest.write_char(character)?,
                ' ' if position == 0 => dest.write_str("\\u{20}")?,
                _ => write!(dest, "{}", character.escape_debug())?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use askama::filters::Escaper;
    use proptest::prelude::*;

    use super::*;

    fn escaped(text: &str) -> String {
        let mut out = String::new();
        Literal.write_escaped_str(&mut out, text).unwrap();
        out
    }

    #[test]
    fn what_misleads_a_reader_is_spelled_out() {
        assert_eq!(escaped("a\"b\\c\n{{d}} */ é 'x'"), r#"a\"b\\c\n{{d}} */ é 'x'"#);
        assert_eq!(escaped("  a b"), r"\u{20} a b");
        assert_eq!(
            escaped("\u{202e}\u{2066}\u{200b}\u{feff}\u{2028}\0"),
            r"\u{202e}\u{2066}\u{200b}\u{feff}\u{2028}\0"
        );
    }

    proptest! {
        #[test]
        fn the_literal_means_the_text(text in any::<String>()) {
            let literal: syn::LitStr = syn::parse_str(&format!("\"{}\"", escaped(&text))).unwrap();
            prop_assert_eq!(literal.value(), text);
        }
    }
}

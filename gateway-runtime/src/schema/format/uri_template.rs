//! `format: uri-template` (RFC 6570 section 2).

use super::reference::{are_hex, is_international, is_private};

/// Whether the text is literals and expressions.
pub fn uri_template(text: &[u8]) -> bool {
    let Ok(mut rest) = core::str::from_utf8(text) else { return false };
    while let Some((literal, behind)) = rest.split_once('{') {
        let Some((expression, behind)) = behind.split_once('}') else { return false };
        if !is_literal(literal) || !is_expression(expression) {
            return false;
        }
        rest = behind;
    }
    is_literal(rest)
}

fn is_literal(text: &str) -> bool {
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let fits = match character {
            '%' => are_hex(&mut characters),
            '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => false,
            '!'..='~' => true,
            _ => is_international(character) || is_private(character),
        };
        if !fits {
            return false;
        }
    }
    true
}

fn is_expression(text: &str) -> bool {
    let is_operator = |first: char| "+#./;?&=,!@|".contains(first);
    text.strip_prefix(is_operator).unwrap_or(text).split(',').all(is_variable)
}

/// `varspec`: a name, then `*` or a length from 1 to 9999.
fn is_variable(text: &str) -> bool {
    let name = match (text.strip_suffix('*'), text.split_once(':')) {
        (Some(name), _) => name,
        (None, Some((name, length))) => {
            let digits = length.as_bytes();
            if !matches!(digits, [b'1'..=b'9', rest @ ..] if rest.len() <= 3 && rest.iter().all(u8::is_ascii_digit)) {
                return false;
            }
            name
        }
        (None, None) => text,
    };
    name.split('.').all(is_part_of_name)
}

fn is_part_of_name(text: &str) -> bool {
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if !(character.is_ascii_alphanumeric() || character == '_' || character == '%' && are_hex(&mut characters)) {
            return false;
        }
    }
    !text.is_empty()
}

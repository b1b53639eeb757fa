//! Text of the document inside documentation comments.

/// Makes a text one line of Markdown that shows it and does nothing else: no HTML, no link, no code span, no control or
/// format character.
pub(crate) fn prose(text: &str) -> String {
    let mut line = String::new();
    for character in text.trim().chars() {
        match character {
            '\\' | '`' | '*' | '<' | '[' | ']' => line.extend(['\\', character]),
            _ => visible(character, &mut line),
        }
    }
    line.replace("://", ":\\//")
}

/// Makes a text one code span.
pub(crate) fn code(text: &str) -> String {
    let mut span = String::from("`");
    for character in text.chars() {
        visible(if character == '`' { '\'' } else { character }, &mut span);
    }
    span.push('`');
    span
}

/// Joins code spans to a list.
pub(crate) fn codes<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    texts.into_iter().map(code).collect::<Vec<_>>().join(", ")
}

fn visible(character: char, line: &mut String) {
    match character {
        '"' | '\'' | '\\' => line.push(character),
        '\n' | '\r' | '\t' => line.push(' '),
        _ => line.extend(character.escape_debug()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_and_direction_lose_their_power() {
        assert_eq!(prose(" a <b>[c](d) `e` *f*\n\u{202e}g "), r"a \<b>\[c\](d) \`e\` \*f\* \u{202e}g");
        assert_eq!(code("a`b\nc"), "`a'b c`");
        assert_eq!(prose("see https://example.com"), r"see https:\//example.com");
    }
}

//! A command line as words, the way a shell without expansions splits it.

/// The words, quotes taken away. A quote that is not closed ends with the text.
pub(crate) fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut characters = line.trim().chars();
    while let Some(character) = characters.next() {
        match character {
            '\'' => {
                let word = word.get_or_insert_default();
                word.extend(characters.by_ref().take_while(|inner| *inner != '\''));
            }
            '"' => {
                let word = word.get_or_insert_default();
                while let Some(inner) = characters.next().filter(|inner| *inner != '"') {
                    // Inside double quotes a backslash takes these away and leaves others alone (POSIX 2.2.3).
                    match (inner, characters.clone().next()) {
                        ('\\', Some(next @ ('"' | '\\' | '$' | '`'))) => {
                            word.push(next);
                            characters.next();
                        }
                        _ => word.push(inner),
                    }
                }
            }
            '\\' => word.get_or_insert_default().extend(characters.next().filter(|next| *next != '\n')),
            blank if blank.is_whitespace() => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn quotes_and_backslashes_are_a_shells() {
        assert_eq!(words(r#"curl -d '{ "a": 1 }' x\?y"#), ["curl", "-d", "{ \"a\": 1 }", "x?y"]);
        assert_eq!(words(r#"a"b c"'d e' "" "\"$&'()""#), ["ab cd e", "", "\"$&'()"]);
    }
}

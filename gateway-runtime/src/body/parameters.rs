//! The parameters of a value, `; name=value` any number of times, read one way (RFC 9110 §5.6.6, RFC 2183 §2).

/// One parameter. The value is without its quotes, and holds neither quotes, backslashes nor controls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parameter<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: &'a str,
}

/// It is no parameter: no semicolon before it, no token for a name, spaces around the equals sign, an unfinished quote, a
/// backslash, a control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed;

/// What is left of the parameters of one value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parameters<'a>(&'a str);

impl<'a> Parameters<'a> {
    /// Splits a value into what stands before its first semicolon and its parameters. White space at either end of the
    /// value is not part of it.
    pub(crate) fn of(value: &'a str) -> (&'a str, Self) {
        let value = value.trim_matches(OWS);
        let (before, _) = value.split_once(';').unwrap_or((value, ""));
        let rest = value.get(before.len()..).unwrap_or_default();
        (before.trim_end_matches(OWS), Self(rest))
    }

    /// The next parameter, `None` behind the last one.
    pub(crate) fn next(&mut self) -> Result<Option<Parameter<'a>>, Malformed> {
        let rest = self.0.trim_start_matches(OWS);
        if rest.is_empty() {
            return Ok(None);
        }
        let rest = rest.strip_prefix(';').ok_or(Malformed)?.trim_start_matches(OWS);
        let (name, rest) = rest.split_once('=').ok_or(Malformed)?;
        let read = if let Some(quoted) = rest.strip_prefix('"') {
            quoted.split_once('"').filter(|(value, _)| is_plain(value))
        } else {
            let end = rest.find(|character| !is_token_character(character)).unwrap_or(rest.len());
            rest.split_at_checked(end).filter(|(value, _)| !value.is_empty())
        };
        let (value, rest) = read.ok_or(Malformed)?;
        if !is_token(name) {
            return Err(Malformed);
        }
        self.0 = rest;
        Ok(Some(Parameter { name, value }))
    }
}

/// Optional white space (RFC 9110 §5.6.3).
pub(crate) const OWS: [char; 2] = [' ', '\t'];

/// A token (RFC 9110 §5.6.2).
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_token_character)
}

/// Text that means itself between quotes.
fn is_plain(text: &str) -> bool {
    !text.contains(|character: char| character == '\\' || character.is_control())
}

fn is_token_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands before the parameters, and those as `name=value`.
    fn read(value: &str) -> Option<(&str, Vec<String>)> {
        let (before, mut parameters) = Parameters::of(value);
        let mut found = Vec::new();
        while let Some(Parameter { name, value }) = parameters.next().ok()? {
            found.push(format!("{name}={value}"));
        }
        Some((before, found))
    }

    #[test]
    fn reads_tokens_and_quoted_texts() {
        let check = |value, before, parameters: &[&str]| {
            assert_eq!(
                read(value),
                Some((before, parameters.iter().map(|&text| text.to_owned()).collect())),
                "{value}"
            );
        };
        check("a", "a", &[]);
        check("", "", &[]);
        check(" a/b\t", "a/b", &[]);
        check("a;b=c", "a", &["b=c"]);
        check("a ; b=c\t;\td=\"\"", "a", &["b=c", "d="]);
        check("a; b=\"c;d=e, f\"; g=h", "a", &["b=c;d=e, f", "g=h"]);
        check("a; b=\"€\"", "a", &["b=€"]);
        check("a; b*=c; b=d", "a", &["b*=c", "b=d"]);
    }

    #[test]
    fn refuses_every_other_spelling() {
        for value in [
            "a;",
            "a; ;b=c",
            "a;b",
            "a;=c",
            "a;b=",
            "a;b =c",
            "a;b= c",
            "a;b=c d",
            "a;b=c\"d\"",
            "a;b=\"c",
            "a;b=\"c\"d",
            "a;b=\"c\\\"d\"",
            "a;b=\"c\0\"",
            "a;b=\"c\td\"",
            "a;b=€",
            "a;b=c,d=e",
            "a;b=\"\u{85}\"",
            "a; b;c=d",
        ] {
            assert_eq!(read(value), None, "{value}");
        }
    }
}

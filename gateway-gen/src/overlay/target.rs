//! Targets made of member names: the part of JSONPath (RFC 9535) that names exactly one place.

use crate::diagnostic::Diagnostic;
use crate::load::tree::Node;

/// The member names from the root: `$.paths['/x'].post` is `paths`, `/x`, `post`.
pub(super) fn parse(target: &Node) -> Result<Vec<String>, Diagnostic> {
    let refuse = |message: String| {
        Diagnostic::error("GW0021", &target.span, message, "not supported")
            .help("name one place: `$`, `$.info.title`, `$.paths['/orders'].post`")
    };
    let Some(text) = target.as_str() else {
        return Err(refuse(format!("a target is a string, not {}", target.kind())));
    };
    let Some(mut rest) = text.strip_prefix('$') else {
        return Err(refuse("a target starts with `$`".to_owned()));
    };
    let mut names = Vec::new();
    while !rest.is_empty() {
        let (name, after) = segment(rest).ok_or_else(|| refuse(format!("`{rest}` is not a member name")))?;
        names.push(name);
        rest = after;
    }
    Ok(names)
}

fn segment(text: &str) -> Option<(String, &str)> {
    if let Some(rest) = text.strip_prefix('.') {
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(rest.len());
        let (name, after) = rest.split_at_checked(end)?;
        return (!name.is_empty()).then(|| (name.to_owned(), after));
    }
    let rest = text.strip_prefix('[')?;
    let quote = rest.chars().next().filter(|c| *c == '\'' || *c == '"')?;
    let mut name = String::new();
    let mut characters = rest.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        if character == '\\' {
            let (_, escaped) = characters.next()?;
            if escaped != quote && escaped != '\\' && escaped != '/' {
                return None;
            }
            name.push(escaped);
        } else if character == quote {
            return Some((name, rest.get(at + 1..)?.strip_prefix(']')?));
        } else {
            name.push(character);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::segment;

    #[test]
    fn member_names_only() {
        assert_eq!(segment(".a-b.c"), Some(("a-b".to_owned(), ".c")));
        assert_eq!(segment("['/x/{id}'].get"), Some(("/x/{id}".to_owned(), ".get")));
        assert_eq!(segment("[\"it\\\"s\"]"), Some(("it\"s".to_owned(), "")));
        for refused in ["..a", "[*]", ".*", "[0]", "['a", "[?(@.x)]", "['a','b']"] {
            assert_eq!(segment(refused), None, "{refused}");
        }
    }
}

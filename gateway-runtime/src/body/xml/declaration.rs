//! The XML declaration (XML 1.0 §2.8).

use super::XmlFlaw;

/// White space (XML 1.0 §2.3).
pub(super) const SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

/// What follows the declaration, where there is one. It states version 1.0, and UTF-8 if anything. Where its name is
/// followed by other white space than a space, some parsers take it for a processing instruction, and so it is one here.
pub(super) fn skip(text: &str) -> Result<&str, XmlFlaw> {
    let Some(rest) = text.strip_prefix("<?xml").filter(|rest| rest.starts_with(' ')) else { return Ok(text) };
    let (version, rest) = attribute(rest, "version")?.ok_or(XmlFlaw::Declaration)?;
    if version != "1.0" {
        return Err(XmlFlaw::Declaration);
    }
    let rest = match attribute(rest, "encoding")? {
        Some((encoding, rest)) if encoding.eq_ignore_ascii_case("utf-8") => rest,
        Some(_) => return Err(XmlFlaw::Encoding),
        None => rest,
    };
    let rest = match attribute(rest, "standalone")? {
        Some(("yes" | "no", rest)) => rest,
        Some(_) => return Err(XmlFlaw::Declaration),
        None => rest,
    };
    rest.trim_start_matches(SPACE).strip_prefix("?>").ok_or(XmlFlaw::Declaration)
}

/// The value of an attribute that may come next, and what follows it.
fn attribute<'a>(text: &'a str, name: &str) -> Result<Option<(&'a str, &'a str)>, XmlFlaw> {
    let trimmed = text.trim_start_matches(SPACE);
    let Some(rest) = trimmed.strip_prefix(name).filter(|_| trimmed.len() < text.len()) else { return Ok(None) };
    let rest = rest.trim_start_matches(SPACE).strip_prefix('=').ok_or(XmlFlaw::Declaration)?;
    let rest = rest.trim_start_matches(SPACE);
    let quote = rest.chars().next().filter(|character| matches!(character, '"' | '\'')).ok_or(XmlFlaw::Declaration)?;
    let rest = rest.strip_prefix(quote).unwrap_or_default();
    rest.split_once(quote).map(Some).ok_or(XmlFlaw::Declaration)
}

//! The first reading: where markup begins and ends, how much of it there is, and that it is of the plain kind.

use super::declaration::SPACE;
use super::{XmlFlaw, XmlLimits};

/// What was counted so far.
struct Scan<'l> {
    limits: &'l XmlLimits,
    depth: usize,
    nodes: usize,
    namespaces: usize,
}

/// Follows the whole document. Its memory is constant.
pub(super) fn check(text: &str, limits: &XmlLimits) -> Result<(), XmlFlaw> {
    let mut scan = Scan { limits, depth: 0, nodes: 0, namespaces: 0 };
    let mut rest = text;
    while let Some(at) = memchr::memchr2(b'<', b'&', rest.as_bytes()) {
        rest = scan.markup(rest.get(at..).unwrap_or_default())?;
    }
    if scan.depth == 0 { Ok(()) } else { Err(XmlFlaw::Malformed) }
}

impl Scan<'_> {
    /// What follows the markup that `text` begins with.
    fn markup<'a>(&mut self, text: &'a str) -> Result<&'a str, XmlFlaw> {
        if text.starts_with('&') {
            return reference(text);
        }
        if let Some(rest) = text.strip_prefix("<!--") {
            self.count()?;
            return behind(rest, "-->");
        }
        if let Some(rest) = text.strip_prefix("<![CDATA[") {
            self.count()?;
            return behind(rest, "]]>");
        }
        if text.starts_with("<!") {
            return Err(XmlFlaw::Dtd);
        }
        if text.starts_with("<?") {
            return Err(XmlFlaw::ProcessingInstruction);
        }
        if let Some(rest) = text.strip_prefix("</") {
            self.depth = self.depth.checked_sub(1).ok_or(XmlFlaw::Malformed)?;
            let (name, rest) = rest.split_once('>').ok_or(XmlFlaw::Malformed)?;
            prefix_and_local(name.trim_end_matches(SPACE))?;
            return Ok(rest);
        }
        self.start_tag(text.strip_prefix('<').unwrap_or(text))
    }

    fn count(&mut self) -> Result<(), XmlFlaw> {
        self.nodes += 1;
        if self.nodes > self.limits.max_nodes { Err(XmlFlaw::Nodes) } else { Ok(()) }
    }

    fn start_tag<'a>(&mut self, text: &'a str) -> Result<&'a str, XmlFlaw> {
        self.count()?;
        let (name, mut rest) = take_name(text)?;
        prefix_and_local(name)?;
        let mut element = Element::default();
        loop {
            let trimmed = rest.trim_start_matches(SPACE);
            if let Some(rest) = trimmed.strip_prefix("/>") {
                // An empty element is one level too.
                return if self.depth < self.limits.max_depth { Ok(rest) } else { Err(XmlFlaw::Depth) };
            }
            if let Some(rest) = trimmed.strip_prefix('>') {
                self.depth += 1;
                return if self.depth <= self.limits.max_depth { Ok(rest) } else { Err(XmlFlaw::Depth) };
            }
            let is_apart = trimmed.len() < rest.len();
            let (name, behind) = take_name(trimmed)?;
            let behind = behind.trim_start_matches(SPACE).strip_prefix('=').ok_or(XmlFlaw::Malformed)?;
            let (value, behind) = take_value(behind.trim_start_matches(SPACE))?;
            if !is_apart {
                return Err(XmlFlaw::Malformed);
            }
            self.count()?;
            element.attribute(name, value, self)?;
            rest = behind;
        }
    }
}

/// The attributes of one element.
#[derive(Default)]
struct Element {
    attributes: usize,
    has_default: bool,
    has_xml: bool,
}

impl Element {
    fn attribute(&mut self, name: &str, value: &str, scan: &mut Scan<'_>) -> Result<(), XmlFlaw> {
        self.attributes += 1;
        if self.attributes > scan.limits.max_attributes {
            return Err(XmlFlaw::Attributes);
        }
        references(value)?;
        let is_repeated = match prefix_and_local(name)? {
            // A default namespace may be nothing, and the library would let it come twice.
            (None, "xmlns") => core::mem::replace(&mut self.has_default, true),
            // The library would take it for a default namespace; nothing may declare the prefix `xmlns`.
            (Some(_), "xmlns") => return Err(XmlFlaw::Namespace),
            (Some("xmlns"), "xml") => core::mem::replace(&mut self.has_xml, true),
            // Namespaces in XML 1.0 §5: a prefix cannot be unbound.
            (Some("xmlns"), _) if value.is_empty() => return Err(XmlFlaw::Namespace),
            (Some("xmlns"), _) => false,
            (_, _) => return Ok(()),
        };
        scan.namespaces += 1;
        if is_repeated {
            return Err(XmlFlaw::DuplicateAttribute);
        }
        if scan.namespaces > scan.limits.max_namespaces { Err(XmlFlaw::Namespaces) } else { Ok(()) }
    }
}

/// What follows the first `end`.
fn behind<'a>(text: &'a str, end: &str) -> Result<&'a str, XmlFlaw> {
    let at = memchr::memmem::find(text.as_bytes(), end.as_bytes()).ok_or(XmlFlaw::Malformed)?;
    text.get(at + end.len()..).ok_or(XmlFlaw::Malformed)
}

/// A name as far as it can go, not empty, and what follows it.
fn take_name(text: &str) -> Result<(&str, &str), XmlFlaw> {
    let is_end =
        |character: char| SPACE.contains(&character) || matches!(character, '=' | '/' | '>' | '<' | '"' | '\'' | '&');
    let end = text.find(is_end).filter(|end| *end > 0).ok_or(XmlFlaw::Malformed)?;
    text.split_at_checked(end).ok_or(XmlFlaw::Malformed)
}

/// The parts of a qualified name (Namespaces in XML 1.0 §4). The library would let the prefix be empty.
fn prefix_and_local(name: &str) -> Result<(Option<&str>, &str), XmlFlaw> {
    match name.split_once(':') {
        None if name.is_empty() => Err(XmlFlaw::Malformed),
        None => Ok((None, name)),
        Some((prefix, local)) if prefix.is_empty() || local.is_empty() || local.contains(':') => {
            Err(XmlFlaw::Namespace)
        }
        Some((prefix, local)) => Ok((Some(prefix), local)),
    }
}

/// A value between quotes, and what follows it.
fn take_value(text: &str) -> Result<(&str, &str), XmlFlaw> {
    let quote = text.chars().next().filter(|character| matches!(character, '"' | '\'')).ok_or(XmlFlaw::Malformed)?;
    let text = text.strip_prefix(quote).unwrap_or_default();
    let (value, rest) = text.split_once(quote).ok_or(XmlFlaw::Malformed)?;
    if value.contains('<') { Err(XmlFlaw::Malformed) } else { Ok((value, rest)) }
}

/// Holds every reference in a value against the rules.
fn references(value: &str) -> Result<(), XmlFlaw> {
    let mut rest = value;
    while let Some((_, found)) = rest.split_once('&') {
        rest = reference_behind(found)?;
    }
    Ok(())
}

/// What follows the reference that `text` begins with.
fn reference(text: &str) -> Result<&str, XmlFlaw> {
    reference_behind(text.strip_prefix('&').unwrap_or(text))
}

/// What follows a reference whose ampersand is before `text`: one of the five entities of XML 1.0 §4.6, or a character
/// that may be in a document (§2.2). The library would replace a surrogate.
fn reference_behind(text: &str) -> Result<&str, XmlFlaw> {
    /// No reference that means anything is longer, but for leading zeros.
    const MAX_BYTES: usize = 16;
    let end = text.bytes().take(MAX_BYTES).position(|byte| byte == b';').ok_or(XmlFlaw::Reference)?;
    let (name, rest) = text.split_at_checked(end).ok_or(XmlFlaw::Reference)?;
    let number = match name.strip_prefix('#') {
        None if matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") => None,
        None => return Err(XmlFlaw::Reference),
        Some(digits) => {
            let (digits, radix) = digits.strip_prefix('x').map_or((digits, 10), |digits| (digits, 16));
            let is_number = digits.chars().all(|character| character.is_digit(radix));
            let number = u32::from_str_radix(digits, radix).ok().filter(|_| is_number);
            Some(number.and_then(char::from_u32).ok_or(XmlFlaw::Reference)?)
        }
    };
    let is_allowed = |character: char| match character {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        other => other >= ' ',
    };
    if number.is_none_or(is_allowed) {
        rest.strip_prefix(';').ok_or(XmlFlaw::Reference)
    } else {
        Err(XmlFlaw::Reference)
    }
}

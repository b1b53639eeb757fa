//! Path templates: segments, variables, and whether two templates can be told apart.
//!
//! The order between templates is decided segment by segment from the left: text beats text with variables, which
//! beats a lone variable. `/a/{x}` is therefore tried before `/{y}/b`, and that pair is not ambiguous.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::diagnostic::Diagnostic;
use crate::model::{PathTemplate, TemplatePart, TemplateSegment};
use crate::span::Span;

/// Parses a path, with the base path in front of it.
///
/// # Errors
/// In words: what is wrong with the template.
pub(super) fn parse(base: &str, path: &str) -> Result<PathTemplate, String> {
    let text = if path == "/" && !base.is_empty() { base.to_owned() } else { format!("{base}{path}") };
    if !path.starts_with('/') {
        return Err("a path starts with `/`".to_owned());
    }
    if let Some(character) = path.chars().find(|c| matches!(c, '?' | '#' | '\\') || c.is_control()) {
        return Err(format!("a path cannot contain {character:?}"));
    }
    let mut seen = BTreeSet::new();
    let count = text.split('/').count() - 1;
    let mut segments = Vec::new();
    for (index, segment) in text.split('/').skip(1).enumerate() {
        if segment.is_empty() && index + 1 < count {
            return Err("a path cannot have an empty segment".to_owned());
        }
        if matches!(segment, "." | "..") {
            return Err(format!("a path cannot have the segment `{segment}`"));
        }
        segments.push(TemplateSegment(parts(segment, &mut seen)?));
    }
    Ok(PathTemplate { text, segments })
}

fn parts(segment: &str, seen: &mut BTreeSet<String>) -> Result<Vec<TemplatePart>, String> {
    let mut parts = Vec::new();
    let mut rest = segment;
    while let Some(open) = rest.find('{') {
        let (before, after) = rest.split_at(open);
        let (name, after) = after.get(1..).and_then(|text| text.split_once('}')).ok_or("a `{` without its `}`")?;
        if name.is_empty() || name.contains('{') {
            return Err(format!("`{{{name}}}` is not a variable"));
        }
        if before.is_empty() && matches!(parts.last(), Some(TemplatePart::Variable(_))) {
            return Err("two variables side by side cannot be told apart".to_owned());
        }
        if !seen.insert(name.to_owned()) {
            return Err(format!("the variable `{name}` occurs twice"));
        }
        if !before.is_empty() {
            parts.push(TemplatePart::Literal(canonical(before)?));
        }
        parts.push(TemplatePart::Variable(name.to_owned()));
        rest = after;
    }
    if !rest.is_empty() || parts.is_empty() {
        parts.push(TemplatePart::Literal(canonical(rest)?));
    }
    Ok(parts)
}

/// Canonical percent-encoding (RFC 3986 §6.2.2): what may stand plain stands plain, everything else is upper-case
/// `%XX`.
fn canonical(text: &str) -> Result<String, String> {
    if text.contains('}') {
        return Err("a `}` without its `{`".to_owned());
    }
    let mut out = String::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let byte = if byte == b'%' {
            let mut digit = || bytes.next().and_then(|digit| char::from(digit).to_digit(16));
            let decoded = digit().zip(digit()).and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
            decoded.filter(|byte| !matches!(byte, b'/' | b'\\' | 0)).ok_or("a malformed or unsafe percent-escape")?
        } else {
            byte
        };
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    Ok(out)
}

/// The names of the variables, from the left.
pub(super) fn variables(path: &PathTemplate) -> impl Iterator<Item = &str> {
    path.segments.iter().flat_map(|segment| &segment.0).filter_map(|part| match part {
        TemplatePart::Variable(name) => Some(name.as_str()),
        TemplatePart::Literal(_) => None,
    })
}

/// Reports each template that a request could match together with an earlier one, with no order between the two. Looks
/// only at pairs whose segments agree one by one, so that the cost is near linear in the number of paths.
pub(super) fn ambiguous(paths: &[(&PathTemplate, &Span)], findings: &mut Vec<Diagnostic>) {
    let mut tree = Tree::default();
    for (index, (later, span)) in paths.iter().enumerate() {
        let mut met = tree.meets(later).into_iter().filter_map(|position| paths.get(position));
        if let Some((earlier, first)) = met.find(|(earlier, _)| clash(earlier, later)) {
            let message = format!("`{}` and `{}` are ambiguous", earlier.text, later.text);
            let label = "a request can match both, and neither is more concrete";
            findings.push(
                Diagnostic::error("GW0403", span, message, label)
                    .related(first, "the other template")
                    .help("merge them into one path, or make a segment of one of them fixed text"),
            );
        }
        tree.insert(later, index);
    }
}

/// Templates by their segments, from the left; the first branch is the root.
struct Tree<'a> {
    branches: Vec<Branch<'a>>,
}

#[derive(Default)]
struct Branch<'a> {
    /// What follows a fixed text.
    fixed: BTreeMap<&'a str, usize>,
    /// What follows a segment with variables.
    open: Vec<(&'a TemplateSegment, usize)>,
    /// The templates that end here.
    ends: Vec<usize>,
}

impl Default for Tree<'_> {
    fn default() -> Self {
        Self { branches: vec![Branch::default()] }
    }
}

impl<'a> Tree<'a> {
    fn insert(&mut self, path: &'a PathTemplate, position: usize) {
        let mut at = 0;
        for segment in &path.segments {
            let new = self.branches.len();
            let Some(branch) = self.branches.get_mut(at) else { return };
            let known = branch.open.iter().find(|(other, _)| erased(other) == erased(segment));
            at = if let [TemplatePart::Literal(text)] = segment.0.as_slice() {
                *branch.fixed.entry(text).or_insert(new)
            } else if let Some((_, next)) = known {
                *next
            } else {
                branch.open.push((segment, new));
                new
            };
            if at == new {
                self.branches.push(Branch::default());
            }
        }
        if let Some(branch) = self.branches.get_mut(at) {
            branch.ends.push(position);
        }
    }

    /// The templates of which each segment overlaps with the one of `path`, in the order of the document.
    fn meets(&self, path: &PathTemplate) -> BTreeSet<usize> {
        let mut reached = vec![0];
        for segment in &path.segments {
            let branches = reached.iter().filter_map(|at| self.branches.get(*at));
            let next = |branch: &Branch<'_>| {
                let fixed: Vec<usize> = match segment.0.as_slice() {
                    [TemplatePart::Literal(text)] => branch.fixed.get(text.as_str()).copied().into_iter().collect(),
                    // Judged by the branches below and by `clash`.
                    _ => branch.fixed.values().copied().collect(),
                };
                let open = branch.open.iter().filter(|(other, _)| overlap(other, segment)).map(|(_, next)| *next);
                fixed.into_iter().chain(open).collect::<Vec<_>>()
            };
            reached = branches.flat_map(next).collect();
        }
        reached.iter().filter_map(|at| self.branches.get(*at)).flat_map(|branch| branch.ends.iter().copied()).collect()
    }
}

fn clash(left: &PathTemplate, right: &PathTemplate) -> bool {
    if left.segments.len() != right.segments.len() {
        return false;
    }
    let mut ordered = false;
    let mut undecided = false;
    for (left, right) in left.segments.iter().zip(&right.segments) {
        if !overlap(left, right) {
            return false;
        }
        if !ordered {
            ordered = rank(left) != rank(right);
            undecided |= !ordered && erased(left) != erased(right);
            if undecided {
                ordered = true;
            }
        }
    }
    undecided || !ordered
}

fn rank(segment: &TemplateSegment) -> u8 {
    match segment.0.as_slice() {
        [TemplatePart::Literal(_)] => 0,
        [TemplatePart::Variable(_)] => 2,
        _ => 1,
    }
}

fn erased(segment: &TemplateSegment) -> Vec<Option<&str>> {
    segment
        .0
        .iter()
        .map(|part| match part {
            TemplatePart::Literal(text) => Some(text.as_str()),
            TemplatePart::Variable(_) => None,
        })
        .collect()
}

/// Whether one text can match both segments; where both have variables, judged by what they start and end with.
fn overlap(left: &TemplateSegment, right: &TemplateSegment) -> bool {
    let (left, right) = (erased(left), erased(right));
    if let ([Some(left)], [Some(right)]) = (left.as_slice(), right.as_slice()) {
        return left == right;
    }
    let edge = |segment: &[Option<&str>], first: bool| -> String {
        let part = if first { segment.first() } else { segment.last() };
        part.copied().flatten().unwrap_or("").to_owned()
    };
    let (start_left, start_right) = (edge(&left, true), edge(&right, true));
    let (end_left, end_right) = (edge(&left, false), edge(&right, false));
    (start_left.starts_with(&start_right) || start_right.starts_with(&start_left))
        && (end_left.ends_with(&end_right) || end_right.ends_with(&end_left))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(left: &str, right: &str) -> bool {
        clash(&parse("", left).unwrap(), &parse("", right).unwrap())
    }

    #[test]
    fn order_of_concreteness() {
        assert!(pair("/a/{x}", "/a/{y}"));
        assert!(pair("/{a}.{b}", "/{a}-{b}"));
        assert!(!pair("/a/{x}", "/a/b"));
        assert!(!pair("/a/{x}", "/{y}/b"));
        assert!(!pair("/{id}", "/{id}:cancel"));
        assert!(!pair("/{id}:confirm", "/{id}:cancel"));
        assert!(!pair("/a", "/a/b"));
        assert!(!pair("/x/{a}/y/{b}", "/x/{a}/z/{b}"));
    }

    #[test]
    fn templates_are_canonical() {
        let path = parse("/v2", "/caf\u{e9} %7eb/{id}:cancel").unwrap();
        assert_eq!(path.text, "/v2/caf\u{e9} %7eb/{id}:cancel");
        let literal = |text: &str| TemplatePart::Literal(text.to_owned());
        assert_eq!(path.segments[1].0, [literal("caf%C3%A9%20~b")]);
        assert_eq!(path.segments[2].0, [TemplatePart::Variable("id".to_owned()), literal(":cancel")]);
        assert_eq!(parse("", "/").unwrap().segments, [TemplateSegment(vec![literal("")])]);
    }

    #[test]
    fn refusals() {
        for path in ["a", "/a//b", "/../b", "/{a}{b}", "/{a", "/a}", "/{}", "/{a}/{a}", "/a?b", "/%2f", "/%zz"] {
            assert!(parse("", path).is_err(), "{path}");
        }
    }
}

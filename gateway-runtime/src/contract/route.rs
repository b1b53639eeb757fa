//! What the generated route matcher takes and gives.

use smallvec::SmallVec;

use super::OperationFacts;

/// A path with more segments than this matches nothing.
pub const MAX_SEGMENTS: usize = 32;

/// The segments of one canonical path, without the leading slash, still percent-encoded in canonical form.
#[derive(Debug, Clone)]
pub struct Segments<'p>(SmallVec<[&'p str; 8]>);

impl<'p> Segments<'p> {
    /// Splits a canonical absolute path. `None` where it has more than [`MAX_SEGMENTS`] segments or no leading slash.
    pub fn of(path: &'p str) -> Option<Self> {
        let mut segments = SmallVec::new();
        for segment in path.strip_prefix('/')?.split('/') {
            if segments.len() == MAX_SEGMENTS {
                return None;
            }
            segments.push(segment);
        }
        Some(Self(segments))
    }

    /// The segments in order; the root path `/` is one empty segment.
    pub fn as_slice(&self) -> &[&'p str] {
        &self.0
    }
}

/// A path template and what its variables matched.
#[derive(Debug, Clone)]
pub struct Matched<'p> {
    path: &'static PathFacts,
    captures: SmallVec<[&'p str; 4]>,
}

impl<'p> Matched<'p> {
    /// States a match; `captures` are the encoded texts of the template's variables, in order of appearance.
    pub fn new(path: &'static PathFacts, captures: &[&'p str]) -> Self {
        Self { path, captures: SmallVec::from_slice(captures) }
    }

    /// States a match unless a variable is empty: a template has no such variable.
    pub fn of(path: &'static PathFacts, captures: &[&'p str]) -> Option<Self> {
        captures.iter().all(|capture| !capture.is_empty()).then(|| Self::new(path, captures))
    }

    /// The matched template.
    pub fn path(&self) -> &'static PathFacts {
        self.path
    }

    /// The encoded texts of the template's variables, in order of appearance.
    pub fn captures(&self) -> &[&'p str] {
        &self.captures
    }
}

/// Splits a segment around fixed text: `affixed("42:cancel", "", ":cancel")` is `Some("42")`. An empty variable part
/// does not match.
pub fn affixed<'p>(segment: &'p str, prefix: &str, suffix: &str) -> Option<&'p str> {
    segment.strip_prefix(prefix)?.strip_suffix(suffix).filter(|middle| !middle.is_empty())
}

/// Splits a segment that holds several variables, given the `N + 1` fixed texts before, between and behind them:
/// `parted::<2>("a.b", &["", ".", ""])` is `Some(["a", "b"])`. A variable part is never empty and ends at the first
/// place it can.
pub fn parted<'p, const N: usize>(segment: &'p str, around: &[&str]) -> Option<[&'p str; N]> {
    let (first, between) = around.split_first()?;
    let (last, between) = between.split_last()?;
    let mut rest = segment.strip_prefix(first)?.strip_suffix(last)?;
    let mut parts = [""; N];
    let (end, starts) = parts.split_last_mut()?;
    if starts.len() != between.len() {
        return None;
    }
    for (part, text) in starts.iter_mut().zip(between) {
        let first_character = rest.chars().next()?.len_utf8();
        let at = first_character + rest.get(first_character..)?.find(text)?;
        *part = rest.get(..at)?;
        rest = rest.get(at + text.len()..)?;
    }
    *end = rest;
    (!rest.is_empty()).then_some(parts)
}

/// One path template with its operations.
#[derive(Debug)]
pub struct PathFacts {
    /// The template, base path included (`/v2/orders/{orderId}`); the only form of a path in metrics and logs.
    pub template: &'static str,
    /// The names of its variables, in order of appearance.
    pub variables: &'static [&'static str],
    /// Its operations, one per method.
    pub operations: &'static [&'static OperationFacts],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_of_several_variables_are_parted() {
        assert_eq!(parted("a.b", &["", ".", ""]), Some(["a", "b"]));
        assert_eq!(parted("a.b.c", &["", ".", ""]), Some(["a", "b.c"]));
        assert_eq!(parted("v..b", &["v", ".", ""]), Some([".", "b"]));
        assert_eq!(parted::<2>(".b", &["", ".", ""]), None);
        assert_eq!(parted::<2>("a.", &["", ".", ""]), None);
        assert_eq!(parted("v1-2-3:x", &["v", "-", "-", ":x"]), Some(["1", "2", "3"]));
        assert_eq!(parted::<2>("a.b", &["", "."]), None);
    }
}

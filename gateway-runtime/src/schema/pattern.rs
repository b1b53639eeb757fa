//! `pattern` (ECMA-262, unanchored), in time linear in the text.

use std::sync::OnceLock;

pub use gateway_cursor::Class;
use regex_automata::{Input, meta};

/// The memory a compiled regular expression may take, in bytes.
const SIZE_LIMIT: usize = 4 << 20;

/// From `min` to `max` characters, each in one of the inclusive ranges of ASCII.
#[must_use]
pub const fn class(ranges: &[(u8, u8)], min: usize, max: usize) -> Class {
    Class::new(ranges, min, max)
}

/// Whether the whole text is the runs one after the other, each as long as it can be.
pub(super) fn are_runs(text: &[u8], classes: &[Class]) -> bool {
    let mut rest = text;
    for class in classes {
        let most = rest.len().min(class.max);
        let (ahead, _) = rest.split_at_checked(most).unwrap_or_default();
        let is_member = |byte: &u8| class.members.get(usize::from(*byte)) == Some(&true);
        let count = ahead.iter().position(|byte| !is_member(byte)).unwrap_or(most);
        if count < class.min {
            return false;
        }
        rest = rest.get(count..).unwrap_or_default();
    }
    rest.is_empty()
}

/// A regular expression, built at its first use.
#[derive(Debug)]
pub struct Regex {
    source: &'static str,
    built: OnceLock<Option<meta::Regex>>,
}

impl Regex {
    /// From a pattern in the syntax of `regex-syntax`, unanchored.
    #[must_use]
    pub const fn new(source: &'static str) -> Self {
        Self { source, built: OnceLock::new() }
    }

    /// Whether the UTF-8 text matches.
    ///
    /// A regular expression that cannot be built matches nothing, so that whatever depends on it is refused.
    pub(super) fn matches(&self, text: &[u8]) -> bool {
        let built = self.built.get_or_init(|| {
            let limits = meta::Config::new().nfa_size_limit(Some(SIZE_LIMIT)).onepass_size_limit(Some(SIZE_LIMIT));
            meta::Builder::new().configure(limits).build(self.source).ok()
        });
        built.as_ref().is_some_and(|regex| regex.is_match(Input::new(text)))
    }
}

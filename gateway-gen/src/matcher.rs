//! Patterns applied while compiling, to names that the document itself states.

use regex_automata::{Input, meta};

use crate::pattern;

/// How large a compiled pattern may be, in bytes.
const MAX_COMPILED: usize = 1 << 20;

/// A pattern that is ready to match.
#[derive(Debug)]
pub(crate) struct Matcher(meta::Regex);

impl Matcher {
    /// From an ECMA-262 pattern, unanchored.
    ///
    /// # Errors
    /// As [`pattern::check`].
    pub(crate) fn new(pattern: &str) -> Result<Self, String> {
        let translated = pattern::translate(pattern)?;
        let limits = meta::Config::new().nfa_size_limit(Some(MAX_COMPILED)).onepass_size_limit(Some(MAX_COMPILED));
        let built = meta::Builder::new().configure(limits).build(&translated).map_err(|error| error.to_string())?;
        Ok(Self(built))
    }

    /// Whether the text matches.
    pub(crate) fn matches(&self, text: &str) -> bool {
        self.0.is_match(Input::new(text))
    }
}

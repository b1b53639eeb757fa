//! Patterns of ECMA-262 (with the `u` flag, as JSON Schema recommends): what they mean, and the cheapest way to match them.
//!
//! Anchored patterns that are runs of characters become tables, other regular ones an automaton, and what needs
//! backtracking is set apart: only a document that allows it, with a budget, gets it.

mod backtracking;
mod length;
mod linear;
mod parse;
#[path = "../../../gateway-runtime/src/schema/format/property.rs"]
mod property;
mod runs;
mod syntax;

pub use length::length_bounds;
pub use runs::Run;

/// How a pattern is matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Matcher {
    /// The whole text is these runs, each as long as it can be.
    Runs(Vec<Run>),
    /// By an automaton, in time linear in the text: the pattern in the syntax of `regex-syntax`, with byte-wise word
    /// boundaries.
    Linear(String),
    /// Only by backtracking: the pattern in the syntax of `fancy-regex`.
    Backtracking {
        /// The translation.
        pattern: String,
        /// What needs it, in a few words.
        because: &'static str,
    },
}

/// Chooses how to match a pattern. Depends on nothing else; bounded in time and memory for any text.
///
/// # Errors
/// In a few words: what is wrong with the pattern, or what no engine here has.
pub fn matcher(pattern: &str) -> Result<Matcher, String> {
    let tree = parse::parse(pattern)?;
    if let Some(because) = backtracking::need(&tree) {
        let pattern = backtracking::translate(&tree)?;
        return Ok(Matcher::Backtracking { pattern, because });
    }
    let translated = linear::print(&tree);
    let tree = linear::parse(&translated)?;
    if let Some(runs) = runs::runs(&tree) {
        return Ok(Matcher::Runs(runs));
    }
    linear::measure(&tree)?;
    Ok(Matcher::Linear(translated))
}

/// Checks that a pattern can be matched in linear time.
///
/// # Errors
/// As [`matcher`], and for what needs backtracking.
pub fn check(pattern: &str) -> Result<(), String> {
    match matcher(pattern)? {
        Matcher::Runs(_) | Matcher::Linear(_) => Ok(()),
        Matcher::Backtracking { because, .. } => Err(because.to_owned()),
    }
}

/// Rewrites a pattern into the syntax of `regex-syntax`, whatever the size of its automaton.
///
/// # Errors
/// As [`check`].
pub fn translate(pattern: &str) -> Result<String, String> {
    let tree = parse::parse(pattern)?;
    match backtracking::need(&tree) {
        Some(because) => Err(because.to_owned()),
        None => Ok(linear::print(&tree)),
    }
}

#[cfg(test)]
mod tests;

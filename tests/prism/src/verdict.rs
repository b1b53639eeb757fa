//! What came of a case.

use core::fmt;

/// A verdict, the worst first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Otherwise than Prism, and nobody said why: what was seen.
    Disagree(String),
    /// The generator refuses the document: its rules.
    NotCompiled(String),
    /// The gateway refuses what Prism takes, for a reason that is listed.
    Stricter(String),
    /// The case says nothing about the request, for this reason.
    OutOfScope(String),
    /// Both say the same: how a refusal is called here, empty where the request is forwarded.
    Agree(String),
}

impl Verdict {
    /// Every kind, in the order of the page.
    pub const KINDS: [&'static str; 5] = ["agree", "stricter by design", "out of scope", "not compiled", "disagree"];

    /// The kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Agree(_) => "agree",
            Self::Stricter(_) => "stricter by design",
            Self::OutOfScope(_) => "out of scope",
            Self::NotCompiled(_) => "not compiled",
            Self::Disagree(_) => "disagree",
        }
    }

    /// How good a kind is, the worst first; `None` for what is no kind.
    pub fn rank(kind: &str) -> Option<usize> {
        ["disagree", "not compiled", "stricter by design", "out of scope", "agree"].iter().position(|one| *one == kind)
    }
}

impl fmt::Display for Verdict {
    /// The reason, empty where none is needed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Agree(why)
            | Self::Stricter(why)
            | Self::OutOfScope(why)
            | Self::NotCompiled(why)
            | Self::Disagree(why) => f.write_str(why),
        }
    }
}

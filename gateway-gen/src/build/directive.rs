//! The lines a build script says to cargo.

use core::fmt;
use std::path::Path;

/// Directives in the order they are said, one line each.
#[derive(Debug, Default)]
pub(super) struct Directives(Vec<String>);

impl Directives {
    /// One error and nothing else.
    pub(super) fn failure(text: &str) -> Self {
        let mut directives = Self::default();
        directives.error(text);
        directives
    }

    /// Runs the build script again when this file changed or appeared.
    pub(super) fn rerun_if_changed(&mut self, path: &Path) {
        self.0.push(format!("cargo::rerun-if-changed={}", path.display()));
    }

    /// Fails the build, once the build script has returned.
    pub(super) fn error(&mut self, text: &str) {
        self.say("error", text);
    }

    /// Shows a text without failing.
    pub(super) fn warning(&mut self, text: &str) {
        self.say("warning", text);
    }

    /// A directive ends with its line, so a text becomes as many of them as it has lines.
    fn say(&mut self, directive: &str, text: &str) {
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        self.0.extend(lines.map(|line| format!("cargo::{directive}={line}")));
    }
}

impl fmt::Display for Directives {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "cargo::rerun-if-env-changed=CI")?;
        self.0.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

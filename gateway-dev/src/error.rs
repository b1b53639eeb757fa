//! Why a development command cannot go on: one sentence for people.

use core::fmt;

/// What failed, and why.
#[derive(Debug)]
pub(crate) struct DevError(String);

impl fmt::Display for DevError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Says what was being done when something failed.
pub(crate) trait Doing<T> {
    /// The value, or an error that begins with `what`.
    fn doing(self, what: impl fmt::Display) -> Result<T, DevError>;
}

impl<T, E: fmt::Display> Doing<T> for Result<T, E> {
    fn doing(self, what: impl fmt::Display) -> Result<T, DevError> {
        self.map_err(|why| DevError(format!("{what}: {why}")))
    }
}

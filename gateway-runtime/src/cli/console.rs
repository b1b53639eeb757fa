//! What people read: data on standard output, messages on standard error. Neither is coloured.

use core::fmt::Display;
use std::io::Write;

/// Writes a line of data. A reader that went away is not an error.
pub(super) fn say(line: impl Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Writes a line that is not data.
pub(super) fn complain(line: impl Display) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

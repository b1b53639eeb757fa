//! The same body in the layouts that clients send.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::validators::folder;

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// No white space, members in the order of the schema.
    Compact,
    /// No white space, members in another order.
    Shuffled,
    /// Two spaces for each level.
    Pretty,
}

impl Layout {
    pub(super) const ALL: [Self; 3] = [Self::Compact, Self::Shuffled, Self::Pretty];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Compact => "compact",
            Self::Shuffled => "shuffled",
            Self::Pretty => "pretty",
        }
    }
}

/// The file of a body in a layout: the corpus has it, or it is written from the compact one.
pub(super) fn file(corpus: &Path, body: &str, layout: Layout) -> Result<PathBuf, String> {
    let compact = corpus.join(format!("{body}.json"));
    let known = corpus.join(format!("{body}_{}.json", layout.name()));
    if layout == Layout::Compact {
        return Ok(compact);
    }
    if known.is_file() {
        return Ok(known);
    }
    let text = fs::read_to_string(&compact).map_err(|error| error.to_string())?;
    let written = match layout {
        Layout::Compact => text,
        // A parsed object has its members in alphabetical order, which is not that of the schema.
        Layout::Shuffled => serde_json::from_str::<Value>(&text).map_err(|error| error.to_string())?.to_string(),
        Layout::Pretty => indented(&text),
    };
    let path = folder()?.join(format!("{body}_{}.json", layout.name()));
    fs::write(&path, written).map_err(|error| error.to_string())?;
    Ok(path)
}

/// A compact text with its members in their order, two spaces for each level.
fn indented(compact: &str) -> String {
    let mut out = String::with_capacity(compact.len() * 2);
    let mut depth: usize = 0;
    let (mut quoted, mut escaped) = (false, false);
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    };
    for letter in compact.trim().chars() {
        if quoted {
            quoted = letter != '"' || escaped;
            escaped = letter == '\\' && !escaped;
            out.push(letter);
            continue;
        }
        match letter {
            '{' | '[' => {
                depth += 1;
                out.push(letter);
                line(&mut out, depth);
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(letter);
            }
            ',' => {
                out.push(letter);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ => {
                quoted = letter == '"';
                out.push(letter);
            }
        }
    }
    out
}

//! Stage 1: text becomes a tree that knows where each of its parts was written.

mod json;
pub mod tree;
mod yaml;

use crate::diagnostic::Diagnostic;
use crate::source::Source;
use crate::span::SourceId;
use tree::Node;

/// How deep a text may nest.
pub const MAX_DEPTH: usize = 128;
/// How many nodes a text may have, aliases expanded.
pub const MAX_NODES: usize = 2_000_000;
/// How many of them may come from aliases.
pub const MAX_ALIASED_NODES: usize = 200_000;

/// Reads one text: a name that ends in `.json` is JSON, everything else YAML 1.2 with the core schema.
///
/// `None` when there is no tree at all; a tree may come with findings (a duplicate key keeps its first value).
pub fn load(id: SourceId, source: &Source, findings: &mut Vec<Diagnostic>) -> Option<Node> {
    let is_json =
        std::path::Path::new(&source.name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    if is_json { json::read(id, &source.text, findings) } else { yaml::read(id, &source.text, findings) }
}

//! The source texts of one compilation, and places in them.

use std::fs;
use std::io;
use std::path::Path;

use crate::span::{SourceId, Span};

/// The largest text that is read, in bytes.
pub const MAX_BYTES: usize = 32 << 20;

/// One text with the name that diagnostics print.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path as given, with forward slashes.
    pub name: String,
    /// The text.
    pub text: String,
    line_starts: Vec<usize>,
    /// How many characters begin before each block: a document of megabytes may be one line.
    before_block: Vec<usize>,
}

/// So many bytes are counted at most to find a column.
const BLOCK: usize = 4096;

impl Source {
    fn new(name: &str, text: String) -> Self {
        let starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(index, _)| index + 1);
        let line_starts = std::iter::once(0).chain(starts).collect();
        let mut before = 0;
        let mut before_block = vec![0];
        for block in text.as_bytes().chunks(BLOCK) {
            before += characters(block);
            before_block.push(before);
        }
        Self { name: name.replace('\\', "/"), text, line_starts, before_block }
    }

    /// How many characters begin before an offset.
    fn characters_before(&self, offset: usize) -> usize {
        let (block, rest) = (offset / BLOCK, offset % BLOCK);
        let bytes = self.text.as_bytes().get(offset - rest..offset).unwrap_or_default();
        self.before_block.get(block).copied().unwrap_or(0) + characters(bytes)
    }
}

/// How many characters of UTF-8 begin in these bytes.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

/// The document, then its overlays, in the order they apply.
#[derive(Debug, Clone)]
pub struct Sources {
    list: Vec<Source>,
}

impl Sources {
    /// Reads a document and its overlays. The only place of the generator that opens a file to compile.
    ///
    /// # Errors
    /// A file that cannot be opened, is larger than [`MAX_BYTES`] or is not UTF-8; the message names it.
    pub fn read(document: &Path, overlays: &[&Path]) -> io::Result<Self> {
        let mut list = Vec::new();
        for path in std::iter::once(&document).chain(overlays) {
            let name = path.to_string_lossy();
            let fail = |kind, what: &str| io::Error::new(kind, format!("{name}: {what}"));
            let length = fs::metadata(path).map_err(|error| fail(error.kind(), &error.to_string()))?.len();
            if length > MAX_BYTES as u64 {
                return Err(fail(io::ErrorKind::FileTooLarge, "is larger than 32 MiB"));
            }
            let bytes = fs::read(path).map_err(|error| fail(error.kind(), &error.to_string()))?;
            let text = String::from_utf8(bytes).map_err(|_| fail(io::ErrorKind::InvalidData, "is not UTF-8"))?;
            list.push(Source::new(&name, text));
        }
        Ok(Self { list })
    }

    /// Texts that are already in memory: the document first, then overlays, each with its name.
    pub fn from_texts<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self { list: texts.into_iter().map(|(name, text)| Source::new(name, text.to_owned())).collect() }
    }

    /// Every text with its id, in order.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.list.iter().enumerate().map(|(index, source)| (SourceId(index), source))
    }

    /// A text by its id; `None` for an id of another compilation.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.list.get(id.0)
    }

    /// Line and column of the start of a span, both from 1, the column in characters.
    pub fn position(&self, span: &Span) -> (usize, usize) {
        let Some(source) = self.get(span.source) else { return (1, 1) };
        let offset = span.range.start.min(source.text.len());
        let line = source.line_starts.partition_point(|start| *start <= offset).max(1);
        let start = source.line_starts.get(line - 1).copied().unwrap_or(0);
        (line, source.characters_before(offset) - source.characters_before(start) + 1)
    }

    /// `file:line:column` of a span.
    pub fn exact_place(&self, span: &Span) -> String {
        let name = self.get(span.source).map_or("", |source| source.name.as_str());
        let (line, column) = self.position(span);
        format!("{name}:{line}:{column}")
    }

    /// `file:line` of a span.
    pub fn place(&self, span: &Span) -> String {
        let name = self.get(span.source).map_or("", |source| source.name.as_str());
        format!("{name}:{}", self.position(span).0)
    }
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, Sources};
    use crate::span::{SourceId, Span};

    #[test]
    fn columns_are_characters_however_long_the_line() {
        let text = format!("é\n{}", "aé".repeat(BLOCK));
        let sources = Sources::from_texts([("a", text.as_str())]);
        let position = |offset: usize| {
            let range = offset..offset;
            sources.position(&Span { source: SourceId(0), range, action: None })
        };
        assert_eq!(position(0), (1, 1));
        assert_eq!(position(2), (1, 2));
        let second_line = 3;
        for pairs in [0, 1, 1000, BLOCK / 3, BLOCK / 3 + 1, BLOCK] {
            assert_eq!(position(second_line + 3 * pairs), (2, 2 * pairs + 1), "{pairs}");
        }
        assert_eq!(position(text.len() + 9), (2, 2 * BLOCK + 1));
    }
}

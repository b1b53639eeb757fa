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
}

impl Source {
    fn new(name: &str, text: String) -> Self {
        let starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(index, _)| index + 1);
        let line_starts = std::iter::once(0).chain(starts).collect();
        Self { name: name.replace('\\', "/"), text, line_starts }
    }
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
        let column = source.text.get(start..offset).map_or(0, |before| before.chars().count());
        (line, column + 1)
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

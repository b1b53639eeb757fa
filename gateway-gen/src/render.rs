//! Diagnostics as text, in the style of rustc.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Sources;
use crate::span::Span;

/// One diagnostic with an excerpt. The first line starts with `file:line:col:`, which editors link.
pub fn human(diagnostic: &Diagnostic, sources: &Sources, is_coloured: bool) -> String {
    let (level, name) = match diagnostic.severity {
        Severity::Error => (Level::ERROR, "error"),
        Severity::Warning => (Level::WARNING, "warning"),
        Severity::Note => (Level::NOTE, "note"),
    };
    let mut group = Group::with_level(level);
    let mut snippets = vec![(diagnostic.span.clone(), diagnostic.label.clone(), AnnotationKind::Primary)];
    let related = diagnostic.related.iter().map(|(span, label)| (span.clone(), label.clone(), AnnotationKind::Context));
    snippets.extend(related);
    let mut ids: Vec<_> = snippets.iter().map(|(span, _, _)| span.source).collect();
    ids.dedup();
    for (index, id) in ids.iter().enumerate() {
        let Some(source) = sources.get(*id).filter(|_| !ids.iter().take(index).any(|earlier| earlier == id)) else {
            continue;
        };
        let places: Vec<_> = snippets
            .iter()
            .filter(|(span, _, _)| span.source == *id)
            .map(|(span, label, kind)| (first_line(&source.text, span), clean(label), *kind))
            .collect();
        let (excerpt, skipped) = excerpt(&source.text, places.iter().map(|(range, _, _)| range));
        let annotations = places.into_iter().map(|(range, label, kind)| {
            kind.span(range.start.saturating_sub(skipped)..range.end.saturating_sub(skipped)).label(label)
        });
        let line = source.text.get(..skipped).unwrap_or_default().matches('\n').count() + 1;
        let mut snippet = Snippet::source(excerpt).line_start(line).annotations(annotations);
        if index > 0 {
            snippet = snippet.path(source.name.as_str());
        }
        group = group.element(snippet);
    }
    if let Some(action) = diagnostic.span.action {
        group = group.element(Level::NOTE.message(format!("put here by action {} of the overlay", action + 1)));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(clean(help)));
    }
    let renderer = if is_coloured { Renderer::styled() } else { Renderer::plain() };
    let body = renderer.term_width(160).render(&[group]);
    // The first line of the body is the place of the excerpt, which the line above it has.
    let body = body.strip_prefix('\n').unwrap_or(&body);
    let (bold, reset) = if is_coloured { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
    let place = sources.exact_place(&diagnostic.span);
    format!("{place}: {bold}{name}[{}]: {}{reset}\n{body}\n", diagnostic.code, clean(&diagnostic.message))
}

/// One line: place, severity, code, message and what to write instead.
pub fn short(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let help = diagnostic.help.as_deref().map(|help| format!("; {}", clean(help))).unwrap_or_default();
    let place = sources.exact_place(&diagnostic.span);
    format!("{place}: {}[{}]: {}{help}\n", word(diagnostic.severity), diagnostic.code, clean(&diagnostic.message))
}

/// All diagnostics as one JSON array; lines and columns from 1, columns in characters.
pub fn json(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let entry = |diagnostic: &Diagnostic| {
        let (line, column) = sources.position(&diagnostic.span);
        serde_json::json!({
            "code": diagnostic.code,
            "severity": word(diagnostic.severity),
            "message": diagnostic.message,
            "label": diagnostic.label,
            "help": diagnostic.help,
            "file": sources.get(diagnostic.span.source).map(|source| source.name.as_str()),
            "line": line,
            "column": column,
            "overlayAction": diagnostic.span.action,
        })
    };
    let mut text = String::new();
    let list: serde_json::Value = diagnostics.iter().map(entry).collect();
    let _ = writeln!(text, "{list:#}");
    text
}

const fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// The lines that hold the places, and how many bytes stand before them: the renderer reads all it is given.
fn excerpt<'t, 'r>(
    text: &'t str,
    places: impl Iterator<Item = &'r std::ops::Range<usize>> + Clone,
) -> (&'t str, usize) {
    let first = places.clone().map(|range| range.start).min().unwrap_or(0);
    let last = places.map(|range| range.end).max().unwrap_or(0);
    let start = text.get(..first).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let end = text.get(last..).and_then(|after| after.find('\n')).map_or(text.len(), |at| last + at);
    (text.get(start..end).unwrap_or(text), if text.get(start..end).is_some() { start } else { 0 })
}

/// A span that covers whole objects would show all of them: the first line is the place.
fn first_line(text: &str, span: &Span) -> std::ops::Range<usize> {
    let boundary = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let start = boundary(span.range.start);
    let end = boundary(span.range.end).max(start);
    let covered = text.get(start..end).unwrap_or_default();
    let line = covered.split(['\n', '\r']).next().unwrap_or_default().trim_end();
    start..start + line.len()
}

/// Words from a document may hold anything; control and direction characters would rewrite the terminal.
fn clean(text: &str) -> String {
    let is_format =
        |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    text.chars().map(|c| if c.is_control() || is_format(c) { '\u{fffd}' } else { c }).collect()
}

//! Strings that match a pattern, or nearly do.

use regex_syntax::hir::{Class, Hir, HirKind};
use regex_syntax::parse;

use crate::random::Random;

/// A string for a pattern; nothing where it is not one that this reader knows.
pub(crate) fn matching(pattern: &str, random: &mut Random) -> Option<String> {
    let hir = parse(pattern).ok()?;
    let mut text = String::new();
    write(&hir, random, &mut text);
    Some(text)
}

fn write(hir: &Hir, random: &mut Random, text: &mut String) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => text.extend(letter(class, random)),
        HirKind::Repetition(repetition) => {
            let least = repetition.min;
            let most = repetition.max.unwrap_or(least + 6).min(least + 40);
            let span = usize::try_from(most - least).unwrap_or_default();
            let times = usize::try_from(least).unwrap_or_default() + random.below(span + 1);
            for _ in 0..times.min(2000) {
                write(&repetition.sub, random, text);
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, random, text),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, random, text)),
        HirKind::Alternation(parts) => {
            if let Some(part) = random.one_of(parts) {
                write(part, random, text);
            }
        }
    }
}

fn letter(class: &Class, random: &mut Random) -> Option<char> {
    match class {
        Class::Unicode(class) => {
            let range = random.one_of(class.ranges())?;
            let (first, last) = (u32::from(range.start()), u32::from(range.end()));
            let offset = random.below(usize::try_from(last - first).unwrap_or_default() + 1);
            char::from_u32(first + u32::try_from(offset).unwrap_or_default()).or(Some(range.start()))
        }
        Class::Bytes(class) => random.one_of(class.ranges()).map(|range| char::from(range.start())),
    }
}

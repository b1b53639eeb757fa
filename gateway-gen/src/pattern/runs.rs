//! Anchored patterns that are runs of characters, which need no automaton.

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Look};

/// From `min` to `max` characters of one class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The class, as inclusive ranges in ascending order.
    pub ranges: Vec<(char, char)>,
    /// The fewest characters.
    pub min: u32,
    /// The most; `None` for any number.
    pub max: Option<u32>,
}

impl Run {
    fn of(class: &ClassUnicode) -> Self {
        let ranges = class.iter().map(|range| (range.start(), range.end())).collect();
        Self { ranges, min: 1, max: Some(1) }
    }

    fn is_disjoint(&self, other: &Self) -> bool {
        !self.ranges.iter().any(|(first, last)| other.ranges.iter().any(|(from, to)| first <= to && from <= last))
    }
}

/// The runs a pattern that begins at the start consists of, if taking as many characters as possible for each is always
/// right; what may follow a pattern without an end is a run too.
pub(super) fn runs(tree: &Hir) -> Option<Vec<Run>> {
    let HirKind::Concat(parts) = tree.kind() else { return None };
    let [first, middle @ ..] = parts.as_slice() else { return None };
    let is_look = |part: &Hir, look| matches!(part.kind(), HirKind::Look(found) if *found == look);
    let (middle, is_open) = match middle {
        [middle @ .., last] if is_look(last, Look::End) => (middle, false),
        _ => (middle, true),
    };
    is_look(first, Look::Start).then_some(())?;
    let mut runs = Vec::new();
    for part in middle {
        run(part, &mut runs)?;
    }
    if is_open {
        // Where anything may follow, the last run needs no more than its least.
        if let Some(last) = runs.last_mut() {
            last.max = Some(last.min);
        }
        let everything = ClassUnicode::new([ClassUnicodeRange::new('\0', char::MAX)]);
        runs.push(Run { min: 0, max: None, ..Run::of(&everything) });
    }
    let greedy = runs.iter().enumerate().all(|(position, run)| {
        // A run of fixed length never takes what the next one needs; another must be told from all that may follow it.
        run.max == Some(run.min) || following(&runs, position).all(|next| run.is_disjoint(next))
    });
    greedy.then_some(runs)
}

/// The runs whose first character may come right after the run at `position`.
fn following(runs: &[Run], position: usize) -> impl Iterator<Item = &Run> {
    let mut ended = false;
    runs.iter().skip(position + 1).take_while(move |run| {
        let more = !ended;
        ended |= run.min > 0;
        more
    })
}

fn run(part: &Hir, runs: &mut Vec<Run>) -> Option<()> {
    match part.kind() {
        HirKind::Literal(literal) => {
            for character in str::from_utf8(&literal.0).ok()?.chars() {
                runs.push(Run { ranges: vec![(character, character)], min: 1, max: Some(1) });
            }
            Some(())
        }
        HirKind::Class(class) => {
            runs.push(match class {
                Class::Unicode(class) => Run::of(class),
                Class::Bytes(class) => Run::of(&class.to_unicode_class()?),
            });
            Some(())
        }
        HirKind::Repetition(repetition) => {
            let mut inner = Vec::new();
            run(&repetition.sub, &mut inner)?;
            let [only] = inner.as_slice() else { return None };
            (only.min == 1 && only.max == Some(1)).then_some(())?;
            runs.push(Run { ranges: only.ranges.clone(), min: repetition.min, max: repetition.max });
            Some(())
        }
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| run(part, runs)),
        HirKind::Empty | HirKind::Look(_) | HirKind::Capture(_) | HirKind::Alternation(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Matcher, matcher};

    fn counts(pattern: &str) -> Option<Vec<(u32, Option<u32>)>> {
        match matcher(pattern).unwrap() {
            Matcher::Runs(runs) => Some(runs.iter().map(|run| (run.min, run.max)).collect()),
            Matcher::Linear(_) | Matcher::Backtracking { .. } => None,
        }
    }

    #[test]
    fn shapes() {
        assert_eq!(counts("^[A-Z]{3}-[0-9]{4,8}$").unwrap(), [(3, Some(3)), (1, Some(1)), (4, Some(8))]);
        assert_eq!(counts("^(?:é)?x*$").unwrap(), [(0, Some(1)), (0, None)]);
        assert_eq!(counts("^[\\p{L} ]{1,1000000}$").unwrap(), [(1, Some(1_000_000))]);
        assert_eq!(counts("^.+$").unwrap(), [(1, None)]);
        assert_eq!(counts("^[a-z]+").unwrap(), [(1, Some(1)), (0, None)]);
        assert_eq!(counts("^ab").unwrap(), [(1, Some(1)), (1, Some(1)), (0, None)]);
        assert_eq!(counts("^a*a$"), None);
        assert_eq!(counts("^a*b?a$"), None);
        assert_eq!(counts("^a*b*"), None);
        assert_eq!(counts("a$"), None);
        assert_eq!(counts("^(ab)*$"), None);
    }
}

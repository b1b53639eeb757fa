//! Many instances over every subject.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::compare::{Judgement, Reason, compare};
use crate::generate::Generator;
use crate::oracle::{Oracle, Translated};
use crate::random::Random;
use crate::subjects::{DOCUMENTS, SUBJECTS, Subject};
use crate::{mutate, text};

/// How many differences are kept for people.
const SHOWN: usize = 40;

/// A number of cases from a seed.
#[derive(Debug, Clone, Copy)]
pub struct Campaign {
    /// How many instances, over all subjects.
    pub cases: usize,
    /// The same seed gives the same instances.
    pub seed: u64,
    /// How many threads.
    pub threads: usize,
}

/// What a campaign found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Instances judged.
    pub cases: usize,
    /// Accepted by both.
    pub accepted: usize,
    /// Explained differences, by reason.
    pub explained: BTreeMap<Reason, usize>,
    /// Differences without an explanation.
    pub unexplained: usize,
    /// The first of them: subject, text, our verdict.
    pub differences: Vec<String>,
    /// Subjects the interpreter cannot build, and why.
    pub unbuilt: Vec<String>,
}

impl Campaign {
    /// Runs it.
    pub fn run(self) -> Found {
        let next = AtomicUsize::new(0);
        let translated: Vec<_> = DOCUMENTS.iter().map(Translated::new).collect();
        let worker = || {
            let mut found = Found::default();
            while let Some((position, subject)) = at(next.fetch_add(1, Ordering::Relaxed)) {
                // The first subjects take what does not divide.
                let share = self.cases / SUBJECTS.len() + usize::from(position < self.cases % SUBJECTS.len());
                match translated.get(subject.document) {
                    Some(Ok(translated)) => self.subject(subject, position, translated, share, &mut found),
                    Some(Err(why)) => found.unbuilt.push(format!("{}: {why}", name(subject))),
                    None => {}
                }
            }
            found
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..self.threads.max(1)).map(|_| scope.spawn(worker)).collect();
            threads.into_iter().fold(Found::default(), |found, thread| match thread.join() {
                Ok(more) => found.and(more),
                Err(panic) => std::panic::resume_unwind(panic),
            })
        })
    }

    fn subject(self, subject: &Subject, position: usize, translated: &Translated, share: usize, found: &mut Found) {
        let oracle = match Oracle::new(translated, subject) {
            Ok(oracle) => oracle,
            Err(why) => return found.unbuilt.push(format!("{}: {why}", name(subject))),
        };
        let mut random = Random::new(self.seed, position as u64);
        for _ in 0..share {
            let text = instance(translated, subject, &mut random);
            found.cases += 1;
            match compare(subject.validator, &oracle, &text) {
                Judgement::Same { accepted } => found.accepted += usize::from(accepted),
                Judgement::Explained(reason) => *found.explained.entry(reason).or_default() += 1,
                Judgement::Unexplained { own } => {
                    found.unexplained += 1;
                    if found.differences.len() < SHOWN {
                        let text = String::from_utf8_lossy(&text);
                        found.differences.push(format!("{}\n    {text}\n    ours: {own:?}", name(subject)));
                    }
                }
            }
        }
    }
}

/// One text: of four, one as generated, two changed as values, one changed as bytes.
pub(crate) fn instance(translated: &Translated, subject: &Subject, random: &mut Random) -> Vec<u8> {
    let mut tree = Generator::instance(&translated.schema, translated.root(subject), random);
    let kind = random.below(4);
    if matches!(kind, 1 | 2) {
        mutate::tree(&mut tree, random);
    }
    let mut text = text::write(&tree, random);
    if kind == 3 {
        mutate::bytes(&mut text, random);
    }
    text
}

fn at(position: usize) -> Option<(usize, &'static Subject)> {
    SUBJECTS.get(position).map(|subject| (position, subject))
}

fn name(subject: &Subject) -> String {
    let document = DOCUMENTS.get(subject.document).map_or("", |document| document.name);
    format!("{document} `{}`", subject.root)
}

impl Found {
    fn and(mut self, more: Self) -> Self {
        self.cases += more.cases;
        self.accepted += more.accepted;
        for (reason, count) in more.explained {
            *self.explained.entry(reason).or_default() += count;
        }
        self.unexplained += more.unexplained;
        self.differences.extend(more.differences);
        self.differences.sort();
        self.differences.truncate(SHOWN);
        self.unbuilt.extend(more.unbuilt);
        self.unbuilt.sort();
        self
    }
}

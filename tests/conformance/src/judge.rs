//! Verdicts on one suite.

use std::path::Path;

use gateway_runtime::schema::{Limits, check};

use crate::compiled::COMPILED;
use crate::suite::{Suite, groups};

/// What came of a suite.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// How many cases there are.
    pub total: usize,
    /// The cases with the wrong verdict: file, group and case.
    pub wrong: Vec<String>,
}

impl Outcome {
    /// How many verdicts are right.
    pub fn right(&self) -> usize {
        self.total - self.wrong.len()
    }
}

/// Judges every case of a suite in the corpora under `folder`.
pub fn judge(folder: &Path, suite: Suite) -> Outcome {
    let mut outcome = Outcome::default();
    for group in groups(folder, suite) {
        let label = group.label();
        let compiled = COMPILED.iter().find(|(of, known, _)| *of == suite && **known == label);
        for test in &group.tests {
            outcome.total += 1;
            let accepted = compiled
                .map(|(_, _, validator)| check(*validator, test.data.to_string().as_bytes(), &Limits::DEFAULT).is_ok());
            if accepted != Some(test.valid) {
                outcome.wrong.push(format!("{}: {} / {}", group.file, group.description, test.description));
            }
        }
    }
    outcome
}

//! Compiled validators on any bytes, with the interpreter as the judge.

#![allow(clippy::panic, reason = "a fuzz target reports by panicking")]

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::compare::{Judgement, compare};
use crate::oracle::{Oracle, Translated};
use crate::subjects::{DOCUMENTS, SUBJECTS};

thread_local! {
    static DOCUMENTS_READ: RefCell<BTreeMap<usize, Option<Translated>>> = const { RefCell::new(BTreeMap::new()) };
    static ORACLES: RefCell<BTreeMap<usize, Option<Oracle>>> = const { RefCell::new(BTreeMap::new()) };
}

/// Judges the body in `data` by both; its first two bytes name the subject, the rest is the body.
///
/// # Panics
/// Where the verdicts differ without an explanation.
pub fn validators(data: &[u8]) {
    let Some(([high, low], body)) = data.split_first_chunk() else { return };
    let position = usize::from(u16::from_be_bytes([*high, *low]));
    let Some(subject) = position.checked_rem(SUBJECTS.len()).and_then(|position| SUBJECTS.get(position)) else {
        return;
    };
    let position = position % SUBJECTS.len();
    ORACLES.with_borrow_mut(|oracles| {
        let oracle = oracles.entry(position).or_insert_with(|| {
            DOCUMENTS_READ.with_borrow_mut(|documents| {
                let read = || DOCUMENTS.get(subject.document).and_then(|document| Translated::new(document).ok());
                let translated = documents.entry(subject.document).or_insert_with(read).as_ref();
                translated.and_then(|translated| Oracle::new(translated, subject).ok())
            })
        });
        let Some(oracle) = oracle else { return };
        if let Judgement::Unexplained { own } = compare(subject.validator, oracle, body) {
            panic!("{}: {}: ours {own:?}", subject.root, String::from_utf8_lossy(body));
        }
    });
}

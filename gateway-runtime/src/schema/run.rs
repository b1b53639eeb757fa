//! The state of one validation.

use gateway_cursor::Body;

use super::keys::Keys;
use super::notes::Notes;
use super::{Cursor, DEEPEST, Limits, Step, Violation, pointer};

/// What is said of the text or of the run, and not by a schema of the value: no attempt takes it back.
const FINAL: &[&str] = &["depth", "duplicate-key", "members", "number", "syntax", "unreadable", "work"];

/// The state of one validation: what is left of the depth and of the work, the names seen in open objects, the failure.
#[derive(Debug)]
pub struct Run<'b> {
    body: Body<'b>,
    depth: usize,
    /// How many bytes may still be read once more.
    work: usize,
    failure: Option<Failure>,
    pub(super) limits: &'b Limits,
    pub(super) keys: Keys<'b>,
    pub(super) notes: Notes,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Failure {
    /// Where the refused value begins, from the start of the body.
    offset: usize,
    keyword: &'static str,
}

impl<'b> Run<'b> {
    pub(super) fn new(body: Body<'b>, limits: &'b Limits) -> Self {
        Self {
            body,
            depth: limits.max_depth.min(DEEPEST),
            work: limits.work(body.len()),
            failure: None,
            limits,
            keys: Keys::default(),
            notes: Notes::default(),
        }
    }

    /// Refuses the value at `at` because of `keyword`.
    #[cold]
    #[inline(never)]
    pub fn refuse(&mut self, at: Cursor<'b>, keyword: &'static str) -> Step<'b> {
        self.refuse_at(at, keyword);
        None
    }

    /// The same, without a step to give.
    #[cold]
    #[inline(never)]
    pub(super) fn refuse_at(&mut self, at: Cursor<'b>, keyword: &'static str) {
        let offset = self.body.offset(at);
        self.failure.get_or_insert(Failure { offset, keyword });
    }

    /// Refuses the value at `at` as one of a wrong type, or as no JSON at all.
    #[cold]
    #[inline(never)]
    pub(super) fn mismatch(&mut self, at: Cursor<'b>) -> Step<'b> {
        match at.start().first() {
            b'"' | b'{' | b'[' | b't' | b'f' | b'n' | b'-' | b'0'..=b'9' => self.refuse(at.start(), "type"),
            _ => self.refuse(at.start(), "syntax"),
        }
    }

    /// Goes into the array or object at `at`.
    #[inline(always)]
    pub(super) fn enter(&mut self, at: Cursor<'b>) -> Option<()> {
        match self.depth.checked_sub(1) {
            Some(depth) => {
                self.depth = depth;
                Some(())
            }
            None => {
                self.refuse(at, "depth");
                None
            }
        }
    }

    /// Comes back out of an array or object.
    #[inline(always)]
    pub(super) fn leave(&mut self) {
        self.depth = self.depth.saturating_add(1);
    }

    /// How deep the run is, and how many names it remembers.
    pub(super) fn place(&self) -> (usize, usize) {
        (self.depth, self.keys.base())
    }

    /// Goes back to an earlier [`place`](Self::place).
    pub(super) fn return_to(&mut self, place: (usize, usize)) {
        self.depth = place.0;
        self.keys.truncate(place.1);
    }

    /// Pays for reading so many bytes of the value at `at` once more; nothing where the budget is spent.
    pub(super) fn spend(&mut self, at: Cursor<'b>, bytes: usize) -> Option<()> {
        match self.work.checked_sub(bytes) {
            Some(work) => {
                self.work = work;
                Some(())
            }
            None => {
                self.refuse(at, "work");
                None
            }
        }
    }

    /// Whether the validation must end, whatever a union could still try; asked where something was refused.
    pub(super) fn is_over(&self) -> bool {
        self.failure.is_none_or(|failure| FINAL.contains(&failure.keyword))
    }

    /// Takes the failure out, to be set again after an attempt.
    pub(super) const fn take_failure(&mut self) -> Option<Failure> {
        self.failure.take()
    }

    /// Sets the failure as it was before an attempt.
    pub(super) const fn set_failure(&mut self, failure: Option<Failure>) {
        self.failure = failure;
    }

    /// Where a cursor stands, from the start of the body.
    pub(super) fn offset(&self, at: Cursor<'b>) -> usize {
        self.body.offset(at)
    }

    /// The bytes from one cursor to a later one.
    pub(super) fn between(&self, from: Cursor<'b>, to: Cursor<'b>) -> &'b [u8] {
        self.body.between(from, to)
    }

    /// The bytes from a cursor to the end of the body.
    pub(super) fn rest(&self, from: Cursor<'b>) -> &'b [u8] {
        self.body.rest(from)
    }

    /// The cursor where the body has only `rest` left.
    pub(super) fn behind(&self, rest: &'b [u8]) -> Cursor<'b> {
        self.body.cursor(self.body.len().saturating_sub(rest.len()))
    }

    /// The first cursor.
    pub(super) fn start(&self) -> Cursor<'b> {
        self.body.start()
    }

    /// Whether nothing is left at a cursor.
    pub(super) fn is_at_end(&self, at: Cursor<'b>) -> bool {
        self.body.offset(at) == self.body.len()
    }

    /// What was noted of the accepted body.
    pub(super) fn into_notes(self) -> Notes {
        self.notes
    }

    /// The failure for people. A validation that ended without a failure is called a syntax error at the root.
    pub(super) fn into_violation(self) -> Violation {
        let failure = self.failure.unwrap_or(Failure { offset: 0, keyword: "syntax" });
        Violation { pointer: pointer::of(self.body.bytes(), failure.offset), keyword: failure.keyword }
    }
}

//! The state of one validation.

use core::fmt::Display;

use gateway_cursor::Body;

use super::keys::Keys;
use super::notes::Notes;
use super::pattern::Steps;
use super::violation::{self, Place};
use super::{Cursor, DEEPEST, Limits, Step, Violation, Violations, anything, long_string, pointer};

/// The state of one validation: what is left of the depth and of the work, the names seen in open objects, the outcome.
///
/// A run ends at its first failure. Only where that is a broken rule of the schema, the body is read once more by a run
/// that collects: it keeps what was broken, and goes on behind the value as if it had been accepted.
#[derive(Debug)]
pub struct Run<'b> {
    body: Body<'b>,
    depth: usize,
    /// How many bytes may still be read once more.
    work: usize,
    outcome: Outcome,
    /// What a run that collects has found, to be written by it.
    found: Option<&'b mut Vec<Found>>,
    pub(super) limits: &'b Limits,
    pub(super) keys: Keys<'b>,
    pub(super) notes: Notes,
    /// What patterns may still cost.
    pub(super) steps: Steps,
}

/// What became of a run so far.
#[derive(Debug, Clone, Copy)]
pub(super) enum Outcome {
    /// Nothing: the first failure will end it.
    Open,
    /// Only what is no broken rule of the schema will end it.
    Collecting,
    /// It failed.
    Failed(Failure),
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Failure {
    /// Where the refused value begins, from the start of the body.
    offset: usize,
    keyword: &'static str,
    /// Whether this is said of the text or of the run, and not by a schema of the value: no attempt takes it back.
    is_final: bool,
}

/// A broken rule of the schema.
#[derive(Debug)]
pub(super) struct Found {
    offset: usize,
    keyword: &'static str,
    limit: Option<String>,
    place: &'static str,
}

impl<'b> Run<'b> {
    pub(super) fn new(body: Body<'b>, limits: &'b Limits) -> Self {
        Self {
            body,
            depth: limits.max_depth.min(DEEPEST),
            work: limits.work(body.len()),
            outcome: Outcome::Open,
            found: None,
            limits,
            keys: Keys::default(),
            notes: Notes::default(),
            steps: Steps::all(),
        }
    }

    /// Forgets what was read: another text of `length` bytes comes, which is as good as a body of its own.
    #[inline(always)]
    pub(super) fn restart(&mut self, length: usize) {
        self.depth = self.limits.max_depth.min(DEEPEST);
        self.work = self.limits.work(length);
        self.outcome = Outcome::Open;
        self.keys.truncate(0);
        self.notes.0.clear();
        self.steps = Steps::all();
    }

    /// Refuses the value at `at` because of a schema's `keyword`, which asks for `limit`; behind the value in a run that
    /// collects.
    #[cold]
    #[inline(never)]
    pub(super) fn refuse_value(
        &mut self,
        at: Cursor<'b>,
        keyword: &'static str,
        limit: &dyn Display,
        place: Place,
    ) -> Step<'b> {
        self.refuse(at, keyword, limit, place)?;
        anything(self, at)
    }

    /// The same where it is known what comes next: whether to go on there.
    #[cold]
    #[inline(never)]
    pub(super) fn refuse(
        &mut self,
        at: Cursor<'b>,
        keyword: &'static str,
        limit: &dyn Display,
        place: Place,
    ) -> Option<()> {
        let offset = self.body.offset(at);
        match self.outcome {
            Outcome::Open => {
                self.outcome = Outcome::Failed(Failure { offset, keyword, is_final: false });
                None
            }
            Outcome::Collecting => {
                let limit = violation::written(limit);
                self.found.as_mut()?.push(Found { offset, keyword, limit, place });
                self.is_collecting().then_some(())
            }
            Outcome::Failed(_) => None,
        }
    }

    /// Ends the run for what is said of the text at `at` or of the run.
    #[cold]
    #[inline(never)]
    pub(super) fn fail(&mut self, at: Cursor<'b>, keyword: &'static str) -> Step<'b> {
        if !matches!(self.outcome, Outcome::Failed(_)) {
            self.outcome = Outcome::Failed(Failure { offset: self.body.offset(at), keyword, is_final: true });
        }
        None
    }

    /// Refuses the value at `at` as none of the type that `wanted` names, or as no JSON at all.
    #[cold]
    #[inline(never)]
    pub(super) fn mismatch(&mut self, at: Cursor<'b>, wanted: &dyn Display, place: Place) -> Step<'b> {
        self.refuse_type(at, wanted, place)?;
        anything(self, at)
    }

    /// The same for a word whose reader [resumes](Self::resume).
    #[cold]
    #[inline(never)]
    pub(super) fn refuse_type(&mut self, at: Cursor<'b>, wanted: &dyn Display, place: Place) -> Option<()> {
        match at.start().first() {
            b'"' | b'{' | b'[' | b't' | b'f' | b'n' | b'-' | b'0'..=b'9' => {
                self.refuse(at.start(), "type", wanted, place)
            }
            _ => self.fail(at.start(), "syntax").map(drop),
        }
    }

    /// Behind the value at `at`, which was refused, in a run that collects; nothing in others.
    #[cold]
    #[inline(never)]
    pub fn resume(&mut self, at: Cursor<'b>) -> Step<'b> {
        if self.is_collecting() { anything(self, at) } else { None }
    }

    /// Whether the run collects, and may find more.
    fn is_collecting(&self) -> bool {
        let has_room = self.found.as_ref().is_some_and(|found| found.len() < Violations::MOST);
        has_room && matches!(self.outcome, Outcome::Collecting)
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
                self.fail(at, "depth");
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
                self.fail(at, "work");
                None
            }
        }
    }

    /// Whether the validation must end, whatever a union could still try; asked where an attempt gave nothing.
    pub(super) const fn is_over(&self) -> bool {
        !matches!(self.outcome, Outcome::Failed(Failure { is_final: false, .. }))
    }

    /// Begins an attempt, which ends at its first failure; gives the outcome to be set again behind it.
    pub(super) const fn begin_attempt(&mut self) -> Outcome {
        core::mem::replace(&mut self.outcome, Outcome::Open)
    }

    /// Sets the outcome as it was before an attempt.
    pub(super) const fn end_attempt(&mut self, before: Outcome) {
        self.outcome = before;
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

    /// The first string beyond the cap, in a text that was validated.
    #[inline(always)]
    pub(super) fn long_string(&self) -> Option<Cursor<'b>> {
        long_string::find(self.body.bytes(), self.limits.max_string).map(|offset| self.body.cursor(offset))
    }

    /// The cursor at an offset of the body.
    #[inline(always)]
    pub(super) fn cursor(&self, offset: usize) -> Cursor<'b> {
        self.body.cursor(offset)
    }

    /// The first cursor.
    pub(super) fn start(&self) -> Cursor<'b> {
        self.body.start()
    }

    /// Whether nothing is left at a cursor.
    pub(super) fn is_at_end(&self, at: Cursor<'b>) -> bool {
        self.body.offset(at) == self.body.len()
    }

    /// What was noted of the accepted body; taken out, so that the run need not be moved to end.
    #[inline(always)]
    pub(super) const fn take_notes(&mut self) -> Notes {
        core::mem::replace(&mut self.notes, Notes(Vec::new()))
    }

    /// What is wrong with a body that this run did not accept, where `judge` reads it once more.
    ///
    /// Costs another reading up to the last violation listed, and one up to each for its pointer; nothing of that where
    /// the failure is final.
    #[cold]
    #[inline(never)]
    pub(super) fn explain(&self, judge: impl Fn(&mut Run<'_>) -> Option<()>) -> Violations {
        let Self { body, limits, .. } = *self;
        let first = self.failure();
        let mut found = Vec::new();
        let mut last = first;
        if let Some(Failure { is_final: false, .. }) = first {
            let mut again = Run::new(body, limits);
            again.outcome = Outcome::Collecting;
            again.found = Some(&mut found);
            judge(&mut again);
            last = again.failure();
        }
        let of = |Failure { offset, keyword, is_final }| Violation {
            pointer: pointer::of(body.bytes(), offset),
            keyword,
            limit: limits.stated(keyword).filter(|_| is_final).map(|cap| cap.to_string()),
            place: "",
        };
        let found = found.into_iter().map(|found| Violation {
            pointer: pointer::of(body.bytes(), found.offset),
            keyword: found.keyword,
            limit: found.limit,
            place: found.place,
        });
        // A validation that ended without a failure is called a syntax error at the root.
        let nameless = Failure { offset: 0, keyword: "syntax", is_final: true };
        Violations::of(found.chain(last.map(of)), || of(first.unwrap_or(nameless)))
    }

    const fn failure(&self) -> Option<Failure> {
        match self.outcome {
            Outcome::Failed(failure) => Some(failure),
            Outcome::Open | Outcome::Collecting => None,
        }
    }
}

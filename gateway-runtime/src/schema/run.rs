//! The state of one validation.

use super::keys::Keys;
use super::{Cursor, Step, Violation, pointer};

/// The state of one validation: what is left of the depth, the names seen in open objects, the failure.
#[derive(Debug)]
pub struct Run<'b> {
    body: &'b [u8],
    depth: usize,
    failure: Option<Failure>,
    pub(super) keys: Keys<'b>,
    /// Whether integers that do not fit 64 bits are refused, because an interpreter would round them.
    pub(super) exact: bool,
}

#[derive(Debug, Clone, Copy)]
struct Failure {
    /// How many bytes were left at the refused value.
    left: usize,
    keyword: &'static str,
}

impl<'b> Run<'b> {
    pub(super) fn new(body: &'b [u8], depth: usize) -> Self {
        Self { body, depth, failure: None, keys: Keys::default(), exact: false }
    }

    /// Refuses the value at `at` because of `keyword`.
    #[cold]
    #[inline(never)]
    pub fn refuse(&mut self, at: Cursor<'b>, keyword: &'static str) -> Step<'b> {
        self.refuse_left(at.left(), keyword);
        None
    }

    /// Refuses the value that began when `left` bytes were left.
    #[cold]
    #[inline(never)]
    pub(super) fn refuse_left(&mut self, left: usize, keyword: &'static str) {
        self.failure.get_or_insert(Failure { left, keyword });
    }

    /// Refuses the value at `at` as one of a wrong type, or as no JSON at all.
    #[cold]
    #[inline(never)]
    pub(super) fn mismatch(&mut self, at: Cursor<'b>) -> Step<'b> {
        match at.start().0.first() {
            Some(b'"' | b'{' | b'[' | b't' | b'f' | b'n' | b'-' | b'0'..=b'9') => self.refuse(at.start(), "type"),
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

    /// The failure for people. A validation that ended without a failure is called a syntax error at the root.
    pub(super) fn into_violation(self) -> Violation {
        let failure = self.failure.unwrap_or(Failure { left: self.body.len(), keyword: "syntax" });
        let offset = self.body.len().saturating_sub(failure.left);
        Violation { pointer: pointer::of(self.body, offset), keyword: failure.keyword }
    }
}

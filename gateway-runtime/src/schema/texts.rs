//! Several texts in one body, each judged as if it stood alone.

use core::ops::Range;

use gateway_cursor::Body;

use super::notes::Notes;
use super::run::Run;
use super::{Limits, Validator};

/// Texts that one run reads one after another, where they stand.
#[derive(Debug)]
pub(crate) struct Texts<'b> {
    run: Run<'b>,
}

impl<'b> Texts<'b> {
    /// The texts are ranges of this body.
    pub(crate) fn of(body: Body<'b>, limits: &'b Limits) -> Self {
        Self { run: Run::new(body, limits) }
    }

    /// Whether the validator accepts the text in this range as [`note`](super::note) does. The text is one JSON value, and
    /// where it is a number, no character of numbers follows it.
    ///
    /// False is no judgement: `note` gives it, and the violations. Costs no copy and no allocation.
    #[inline]
    pub(crate) fn accepts(&mut self, validator: Validator, range: &Range<usize>) -> bool {
        let length = range.end.saturating_sub(range.start);
        // No longer, and there is no string beyond the cap in it.
        if length > self.run.limits.max_string {
            return false;
        }
        self.run.restart(length);
        let start = self.run.cursor(range.start);
        validator(&mut self.run, start).is_some_and(|end| self.run.offset(end) == range.end)
            && self.run.notes.fit(range.end)
    }

    /// What was noted of the text in this range, which was accepted last; nothing where that is nothing.
    #[inline]
    pub(crate) fn notes(&mut self, range: &Range<usize>) -> Option<Notes> {
        if self.run.notes.is_empty() {
            return None;
        }
        let mut notes = self.run.take_notes();
        notes.count_from(range.start);
        Some(notes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{self, Cursor, Numbers, Open, PADDING, Run, Step};

    const BODY: &[u8] = b"1,\"a\",[2],x[[1]],12";

    fn judge(validator: Validator, range: &Range<usize>) -> Option<Notes> {
        let padded = [BODY, &[0; PADDING]].concat();
        let mut texts = Texts::of(Body::before_zeros(&padded).unwrap(), &Limits::DEFAULT);
        texts.accepts(validator, range).then(|| texts.notes(range).unwrap_or_default())
    }

    #[test]
    fn a_text_ends_where_it_ends_alone() {
        for range in [0..1, 2..5, 6..9, 11..16, 17..19] {
            assert!(judge(schema::anything, &range).is_some(), "{range:?}");
        }
        for range in [0..0, 0..2, 2..4, 6..8, 10..11, 10..16, 17..18, 17..20, 19..19] {
            assert!(judge(schema::anything, &range).is_none(), "{range:?}");
        }
    }

    #[test]
    fn one_text_leaves_nothing_to_the_next() {
        fn small<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
            schema::number(run, at, const { &Numbers::INTEGER.maximum("9") })
        }
        let padded = [BODY, &[0; PADDING]].concat();
        let limits = Limits::depth(2);
        let mut texts = Texts::of(Body::before_zeros(&padded).unwrap(), &limits);
        assert!(!texts.accepts(small, &(17..19)) && texts.accepts(small, &(0..1)));
        for _ in 0..3 {
            assert!(texts.accepts(schema::anything, &(11..16)));
            assert!(!texts.accepts(schema::anything, &(11..15)));
        }
    }

    #[test]
    fn notes_count_from_the_text() {
        fn noting<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
            let open: Open = run.begin(3, at);
            let behind = schema::anything(run, at)?;
            run.end(open, behind);
            Some(behind)
        }
        assert_eq!(judge(noting, &(6..9)), Some(schema::note(noting, b"[2]", &Limits::DEFAULT).unwrap()));
    }
}

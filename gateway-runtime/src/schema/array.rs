//! Arrays: `items`, `minItems`, `maxItems`.

use super::{Cursor, Place, Run, Step};

/// An array that is being read.
#[derive(Debug)]
pub struct Array<'b> {
    /// Where the next item begins, after [`next`](Self::next) said that there is one; to be set behind the item.
    pub at: Cursor<'b>,
    start: Cursor<'b>,
    count: usize,
    place: Place,
}

/// Goes into the array at `at`, whose schema stands at `place`. Where there is none, a run may still
/// [resume](Run::resume).
#[inline(always)]
pub fn array<'b>(run: &mut Run<'b>, at: Cursor<'b>, place: Place) -> Option<Array<'b>> {
    let at = at.start();
    match at.strip_byte(b'[') {
        Some(rest) => {
            run.enter(at)?;
            Some(Array { at: rest, start: at, count: 0, place })
        }
        None => {
            run.refuse_type(at, &"array", place);
            None
        }
    }
}

impl<'b> Array<'b> {
    /// Whether there is another item; `None` where the syntax is wrong.
    #[inline(always)]
    pub fn next(&mut self, run: &mut Run<'b>) -> Option<bool> {
        match self.at.first() {
            b',' if self.count > 0 => self.at = self.at.strip_byte(b',')?,
            b']' => {
                self.at = self.at.strip_byte(b']')?;
                return Some(false);
            }
            b'!'..=b'~' if self.count == 0 => {}
            _ => {
                let (at, more) = step(run, self.at, self.count)?;
                self.at = at;
                if !more {
                    return Some(false);
                }
            }
        }
        self.count += 1;
        Some(true)
    }

    /// The position of the item that [`next`](Self::next) announced.
    #[inline(always)]
    pub const fn position(&self) -> usize {
        self.count - 1
    }

    /// Behind the array, if the number of items is within the bounds.
    #[inline(always)]
    pub fn close(self, run: &mut Run<'b>, min_items: usize, max_items: usize) -> Step<'b> {
        run.leave();
        if self.count < min_items || self.count > max_items {
            let (keyword, bound) =
                if self.count < min_items { ("minItems", min_items) } else { ("maxItems", max_items) };
            miscounted(run, self.start, keyword, bound, self.place)?;
        }
        if self.count > run.limits.max_items {
            return run.fail(self.start, "items");
        }
        Some(self.at)
    }
}

/// Refuses an array for the number of its items.
#[cold]
#[inline(never)]
fn miscounted<'b>(run: &mut Run<'b>, at: Cursor<'b>, keyword: &'static str, bound: usize, place: Place) -> Option<()> {
    run.refuse(at, keyword, &bound, place)
}

/// The same where there is white space.
#[inline(never)]
fn step<'b>(run: &mut Run<'b>, at: Cursor<'b>, count: usize) -> Option<(Cursor<'b>, bool)> {
    let at = at.start();
    match at.first() {
        b']' => Some((at.strip_byte(b']')?, false)),
        b',' if count > 0 => Some((at.strip_byte(b',')?, true)),
        b'!'.. if count == 0 => Some((at, true)),
        _ => {
            run.fail(at, "syntax");
            None
        }
    }
}

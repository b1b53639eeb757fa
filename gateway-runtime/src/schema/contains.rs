//! `contains`, `minContains`, `maxContains`.

use super::attempt::{accepts, again};
use super::{Cursor, Run, Validator, anything, array};

/// Refuses an array unless from `min` to `max` of its items are accepted; other values pass. The value was already read,
/// and paid for once more.
pub fn contains<'b>(run: &mut Run<'b>, at: Cursor<'b>, validator: Validator, min: usize, max: usize) -> Option<()> {
    let at = at.start();
    if at.first() != b'[' {
        return Some(());
    }
    let mut count = 0;
    let mut items = array(run, at)?;
    while items.next(run)? {
        let end = anything(run, items.at)?;
        again(run, items.at, end, 1)?;
        count += usize::from(accepts(run, items.at, validator)?);
        items.at = end;
    }
    items.close(run, 0, usize::MAX)?;
    let keyword = if count < min {
        "contains"
    } else if count > max {
        "maxContains"
    } else {
        return Some(());
    };
    run.refuse(at, keyword);
    None
}

//! `contains`, `minContains`, `maxContains`.

use super::attempt::{accepts, again};
use super::violation::NOWHERE;
use super::{Cursor, Place, Run, Validator, anything, array};

/// Refuses an array unless from `min` to `max` of its items are accepted; other values pass. The value was already read,
/// and paid for once more.
pub fn contains<'b>(
    run: &mut Run<'b>,
    at: Cursor<'b>,
    validator: Validator,
    min: usize,
    max: usize,
    place: Place,
) -> Option<()> {
    let at = at.start();
    if at.first() != b'[' {
        return Some(());
    }
    let mut count = 0;
    let mut items = array(run, at, NOWHERE)?;
    while items.next(run)? {
        let end = anything(run, items.at)?;
        again(run, items.at, end, 1)?;
        count += usize::from(accepts(run, items.at, validator)?);
        items.at = end;
    }
    items.close(run, 0, usize::MAX)?;
    let (keyword, bound) = if count < min {
        (if min == 1 { "contains" } else { "minContains" }, min)
    } else if count > max {
        ("maxContains", max)
    } else {
        return Some(());
    };
    run.refuse(at, keyword, &bound, place)
}

#[cfg(test)]
mod tests {
    use super::contains;
    use crate::schema::tests::{any_boolean, any_text, refused, verdict};
    use crate::schema::{Cursor, Run, Step, anything};

    #[test]
    fn matching_items_are_counted() {
        fn word<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
            let end = anything(run, at)?;
            contains(run, at, any_text, 1, usize::MAX, &"")?;
            contains(run, at, any_boolean, 0, 1, &"")?;
            Some(end)
        }
        fn two<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
            let end = anything(run, at)?;
            contains(run, at, any_text, 2, 3, &"")?;
            Some(end)
        }
        for body in [r#"["a"]"#, r#" [ 1 , [true, true] , "a" , false ] "#, "{}", "true"] {
            assert_eq!(verdict(word, body), Ok(()), "{body}");
        }
        assert_eq!(verdict(word, "[]"), refused("", "contains"));
        assert_eq!(verdict(word, r#"[["a"]]"#), refused("", "contains"));
        assert_eq!(verdict(word, r#"["a",true,false]"#), refused("", "maxContains"));
        assert_eq!(verdict(two, r#"["a",1]"#), refused("", "minContains"));
        assert_eq!(verdict(two, r#"["a","a",1,"b"]"#), Ok(()));
        assert_eq!(verdict(two, r#"["a","a","a","b"]"#), refused("", "maxContains"));
    }
}

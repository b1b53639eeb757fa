//! Reading a value once more: what it may cost, and what a refusal then means.
//!
//! A validator that accepts has read its whole value as well-formed JSON without repeated names, so whatever accepts a
//! value vouches for its text, and a refusal met in an attempt needs no other proof. But what is said of the text or of
//! the run and not of the value (syntax, depth, a spent budget, a number too long to be compared) is never taken back:
//! neither `not` nor `else` nor the count of `oneOf` makes an acceptance of it.

use super::{Cursor, Place, Run, Step, Validator, anything};

/// What came of an attempt.
#[derive(Debug, Clone, Copy)]
pub(super) enum Attempt<'b> {
    /// The validator accepts the value, which ends here.
    Accepted(Cursor<'b>),
    /// It does not.
    Rejected,
}

/// Tries a validator; nothing where the validation must end.
pub(super) fn attempt<'b>(run: &mut Run<'b>, at: Cursor<'b>, validator: Validator) -> Option<Attempt<'b>> {
    let place = run.place();
    let outcome = run.begin_attempt();
    let end = validator(run, at);
    if end.is_none() {
        if run.is_over() {
            return None;
        }
        run.return_to(place);
    }
    run.end_attempt(outcome);
    Some(end.map_or(Attempt::Rejected, Attempt::Accepted))
}

/// Pays for reading the value from `at` to `end` so many times more.
pub fn again<'b>(run: &mut Run<'b>, at: Cursor<'b>, end: Cursor<'b>, times: usize) -> Option<()> {
    let length = run.between(at, end).len();
    run.spend(at, length.saturating_mul(times))
}

/// Whether a validator accepts the value; it was already read, and paid for once more.
pub fn accepts<'b>(run: &mut Run<'b>, at: Cursor<'b>, validator: Validator) -> Option<bool> {
    Some(matches!(attempt(run, at, validator)?, Attempt::Accepted(_)))
}

/// `not`: nothing where the validator accepts the value.
pub fn not<'b>(run: &mut Run<'b>, at: Cursor<'b>, validator: Validator, place: Place) -> Option<()> {
    if accepts(run, at, validator)? { run.refuse(at.start(), "not", &"", place) } else { Some(()) }
}

/// `anyOf`: behind the value, if one of the validators accepts it.
pub fn any_of<'b>(run: &mut Run<'b>, at: Cursor<'b>, validators: &[Validator], place: Place) -> Step<'b> {
    for (tried, validator) in validators.iter().enumerate() {
        if let Attempt::Accepted(end) = attempt(run, at, *validator)? {
            again(run, at, end, tried)?;
            return Some(end);
        }
    }
    none(run, at, validators.len(), "anyOf", place)
}

/// `oneOf`: behind the value, if exactly one of the validators accepts it.
pub fn exactly_one<'b>(run: &mut Run<'b>, at: Cursor<'b>, validators: &[Validator], place: Place) -> Step<'b> {
    let mut accepted = None;
    for (tried, validator) in validators.iter().enumerate() {
        if let Attempt::Accepted(end) = attempt(run, at, *validator)?
            && accepted.replace(end).is_some()
        {
            again(run, at, end, tried)?;
            return run.refuse_value(at.start(), "oneOf", &"", place);
        }
    }
    match accepted {
        Some(end) => {
            again(run, at, end, validators.len() - 1)?;
            Some(end)
        }
        None => none(run, at, validators.len(), "oneOf", place),
    }
}

/// Refuses a value that no validator accepted, unless it is no value at all.
fn none<'b>(run: &mut Run<'b>, at: Cursor<'b>, tried: usize, keyword: &'static str, place: Place) -> Step<'b> {
    let end = anything(run, at)?;
    again(run, at, end, tried)?;
    run.refuse(at.start(), keyword, &"", place)?;
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::{any_of, exactly_one, not};
    use crate::schema::tests::{any_text, first};
    use crate::schema::{
        Cursor, Enumeration, Limits, Numbers, Run, Step, anything, array, check, enumeration, number, text,
    };

    fn number_only<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
        number(run, at, const { &Numbers::NUMBER })
    }

    fn judge(validator: crate::schema::Validator, body: &str) -> Result<(), (String, &'static str)> {
        check(validator, body.as_bytes(), &Limits::DEFAULT).map_err(|violations| first(&violations))
    }

    fn either<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
        any_of(run, at, &[number_only, any_text], &"")
    }

    fn one<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
        exactly_one(run, at, &[number_only, anything], &"")
    }

    fn no_number<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
        let end = anything(run, at)?;
        not(run, at, number_only, &"")?;
        Some(end)
    }

    #[test]
    fn branches_are_counted() {
        assert_eq!(judge(either, "1"), Ok(()));
        assert_eq!(judge(either, " \"a\" "), Ok(()));
        assert_eq!(judge(either, "[]"), Err((String::new(), "anyOf")));
        assert_eq!(judge(one, "\"a\""), Ok(()));
        assert_eq!(judge(one, "1"), Err((String::new(), "oneOf")));
    }

    #[test]
    fn what_is_no_json_is_never_a_branch_that_fails() {
        assert_eq!(judge(either, "\"a"), Err((String::new(), "syntax")));
        assert_eq!(judge(no_number, "{\"a\":1,\"a\":1}").unwrap_err().1, "duplicate-key");
        assert_eq!(judge(no_number, "nul"), Err((String::new(), "syntax")));
        assert_eq!(judge(no_number, "1"), Err((String::new(), "not")));
        assert_eq!(judge(no_number, "[1]"), Ok(()));
    }

    #[test]
    fn what_cannot_be_compared_is_never_a_branch_that_fails() {
        fn at_most_one<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
            number(run, at, const { &Numbers::NUMBER.maximum("1") })
        }
        fn more_than_one<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
            let end = anything(run, at)?;
            not(run, at, at_most_one, &"")?;
            Some(end)
        }
        fn unlisted<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
            fn listed<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
                static BROKEN: Enumeration = Enumeration::new("[1", &"");
                enumeration(run, at, &BROKEN)
            }
            let end = anything(run, at)?;
            not(run, at, listed, &"")?;
            Some(end)
        }
        assert_eq!(judge(more_than_one, "1.5"), Ok(()));
        assert_eq!(judge(more_than_one, "1.0"), Err((String::new(), "not")));
        assert_eq!(judge(more_than_one, &format!("1.{}", "0".repeat(2_000))), Err((String::new(), "number")));
        assert_eq!(judge(more_than_one, "1e-99999999999999999999"), Err((String::new(), "number")));
        assert_eq!(judge(unlisted, "2"), Err((String::new(), "unreadable")));
    }

    /// A list of such lists, where each level is read by two branches that both fail at its very end.
    fn nested<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
        any_of(run, at, &[list, list], &"")
    }

    fn list<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
        if at.first() == b'0' {
            return text(run, at, &"");
        }
        let mut array = array(run, at, &"")?;
        while array.next(run)? {
            array.at = nested(run, array.at)?;
        }
        array.close(run, 0, usize::MAX)
    }

    #[test]
    fn unions_nest_as_deep_as_anything() {
        fn tree<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
            any_of(run, at, &[branches, any_text], &"")
        }
        fn branches<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
            let mut array = array(run, at, &"")?;
            while array.next(run)? {
                array.at = tree(run, array.at)?;
            }
            let end = array.close(run, 0, usize::MAX)?;
            not(run, at, any_text, &"")?;
            Some(end)
        }
        let body = format!("{}\"a\"{}", "[".repeat(256), "]".repeat(256));
        assert_eq!(check(tree, body.as_bytes(), &Limits::depth(256)), Ok(()));
    }

    #[test]
    fn nested_unions_cannot_blow_up() {
        let deep = format!("{}0{}", "[".repeat(30), "]".repeat(30));
        assert_eq!(judge(nested, &deep).unwrap_err().1, "work");
        let shallow = format!("{}0{}", "[".repeat(3), "]".repeat(3));
        assert_eq!(judge(nested, &shallow).unwrap_err().1, "anyOf");
    }
}

//! `uniqueItems`: JSON equality, where `1`, `1.0` and `1e0` are one number and the order of members is nothing.

use std::hash::{BuildHasher, Hasher};
use std::sync::LazyLock;

use foldhash::quality::RandomState;

use super::attempt::again;
use super::decimal::Decimal;
use super::members::each_member;
use super::text::read;
use super::violation::NOWHERE;
use super::{Cursor, Place, Run, Step, anything, array};

/// The hash has a seed per process, so that a stranger cannot choose values that collide.
static HASH: LazyLock<RandomState> = LazyLock::new(RandomState::default);

/// Refuses an array with two equal items; other values pass. The value was already read, and paid for once more.
/// Takes time in proportion to `n log n` for `n` bytes.
pub fn unique_items<'b>(run: &mut Run<'b>, at: Cursor<'b>, place: Place) -> Option<()> {
    let at = at.start();
    if at.first() != b'[' {
        return Some(());
    }
    let mut hashed: Vec<(u64, Cursor<'b>, Cursor<'b>)> = Vec::new();
    let mut items = array(run, at, NOWHERE)?;
    while items.next(run)? {
        let start = items.at.start();
        let (hash, end) = hash(run, start)?;
        hashed.push((hash, start, end));
        items.at = end;
    }
    items.close(run, 0, usize::MAX)?;
    hashed.sort_unstable_by_key(|(hash, ..)| *hash);
    for pair in hashed.windows(2) {
        let [(left_hash, left, left_end), (right_hash, right, _)] = pair else { continue };
        if left_hash == right_hash {
            again(run, *left, *left_end, 2)?;
            if equal(run, *left, *right)? {
                return run.refuse(at, "uniqueItems", &"", place);
            }
        }
    }
    Some(())
}

/// A hash of the well-formed value at `at` that equal values share, and the cursor behind it.
fn hash<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Option<(u64, Cursor<'b>)> {
    let at = at.start();
    let mut state = HASH.build_hasher();
    state.write_u8(match at.first() {
        b'-' | b'0'..=b'9' => b'0',
        other => other,
    });
    let end = match at.first() {
        b'"' => {
            let text = read(run, at)?;
            state.write(&text.content());
            text.rest
        }
        b'[' => {
            let mut items = array(run, at, NOWHERE)?;
            while items.next(run)? {
                let (item, end) = hash(run, items.at)?;
                state.write_u64(item);
                items.at = end;
            }
            items.close(run, 0, usize::MAX)?
        }
        b'{' => {
            let mut sum = 0_u64;
            let end = each_member(run, at, |run, name, value| {
                let (name, _) = hash(run, name)?;
                let (value, end) = hash(run, value)?;
                let mut member = HASH.build_hasher();
                member.write_u64(name);
                member.write_u64(value);
                sum = sum.wrapping_add(member.finish());
                Some(end)
            })?;
            state.write_u64(sum);
            end
        }
        b'-' | b'0'..=b'9' => {
            let end = anything(run, at)?;
            Decimal::read(run.between(at, end))?.0.hash(&mut state);
            end
        }
        _ => anything(run, at)?,
    };
    Some((state.finish(), end))
}

/// Whether two well-formed values are equal.
fn equal<'b>(run: &mut Run<'b>, left: Cursor<'b>, right: Cursor<'b>) -> Option<bool> {
    let (left, right) = (left.start(), right.start());
    let text = |run: &mut Run<'b>, at: Cursor<'b>| -> Option<&'b [u8]> {
        let end: Step<'b> = anything(run, at);
        Some(run.between(at, end?))
    };
    match (left.first(), right.first()) {
        (b'"', b'"') => {
            let (left, right) = (read(run, left)?, read(run, right)?);
            Some(left.content() == right.content())
        }
        (b'-' | b'0'..=b'9', b'-' | b'0'..=b'9') => {
            let (left, right) = (text(run, left)?, text(run, right)?);
            Some(Decimal::read(left)?.0.compare(&Decimal::read(right)?.0).is_eq())
        }
        (b'[', b'[') => {
            let (left, right) = (items(run, left)?, items(run, right)?);
            let mut same = left.len() == right.len();
            for (left, right) in left.into_iter().zip(right) {
                same = same && equal(run, left, right)?;
            }
            Some(same)
        }
        (b'{', b'{') => {
            let (mut left, mut right) = (members(run, left)?, members(run, right)?);
            left.sort_by(|(left, _), (right, _)| left.cmp(right));
            right.sort_by(|(left, _), (right, _)| left.cmp(right));
            let mut same = left.len() == right.len();
            for ((left_name, left), (right_name, right)) in left.into_iter().zip(right) {
                same = same && left_name == right_name && equal(run, left, right)?;
            }
            Some(same)
        }
        // What is left are the three literals, told by their first byte.
        (left, right) => Some(left == right),
    }
}

/// Where the items begin. Costs one more reading at each level of nesting, which is paid.
fn items<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Option<Vec<Cursor<'b>>> {
    let mut found = Vec::new();
    let mut items = array(run, at, NOWHERE)?;
    while items.next(run)? {
        found.push(items.at);
        items.at = anything(run, items.at)?;
    }
    let end = items.close(run, 0, usize::MAX)?;
    again(run, at, end, 1)?;
    Some(found)
}

type Member<'b> = (std::borrow::Cow<'b, [u8]>, Cursor<'b>);

/// The members, likewise.
fn members<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Option<Vec<Member<'b>>> {
    let mut found = Vec::new();
    let end = each_member(run, at, |run, name, value| {
        found.push((read(run, name)?.content(), value));
        anything(run, value)
    })?;
    again(run, at, end, 1)?;
    Some(found)
}

#[cfg(test)]
mod tests {
    use crate::schema::tests::verdict;
    use crate::schema::{Cursor, Run, Step, anything, unique_items};

    fn unique<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
        let end = anything(run, at)?;
        unique_items(run, at, &"")?;
        Some(end)
    }

    fn keyword(body: &str) -> Option<&'static str> {
        verdict(unique, body).err().map(|(_, keyword)| keyword)
    }

    #[test]
    fn equality_is_that_of_json() {
        for body in [
            "[1,1.0]",
            "[100,1e2]",
            "[0,-0.0]",
            r#"["a","\u0061"]"#,
            r#"[{"a":1,"b":[2]},{"b":[2.0],"a":1}]"#,
            "[[1,[2]],[ 1 , [2] ]]",
            "[null,true,null]",
            "[{},{}]",
            "[1e400,10e399]",
        ] {
            assert_eq!(keyword(body), Some("uniqueItems"), "{body}");
        }
        for body in [
            "[]",
            "[1,\"1\"]",
            "[1,true,null,false,0]",
            r#"[{"a":1},{"a":2},{"b":1},{"a":1,"b":1}]"#,
            "[[1,2],[2,1],[[1],2]]",
            r#"[{"a":"b"},{"b":"a"}]"#,
            "[18446744073709551616,18446744073709551617]",
            "\"aa\"",
        ] {
            assert_eq!(keyword(body), None, "{body}");
        }
    }
}

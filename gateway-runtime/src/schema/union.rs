//! Unions whose branches a property tells apart.

use super::text::read;
use super::{Cursor, Quoted, Run, anything};

/// Which of `tags` the property `name` of the object at `at` is; the object itself is not consumed.
///
/// Costs nothing where the property comes first. Otherwise what stands before it is read once more, and paid for.
/// `keyword` refuses an object that has none of them.
pub fn discriminator<'b>(
    run: &mut Run<'b>,
    at: Cursor<'b>,
    name: &Quoted,
    tags: &[Quoted],
    keyword: &'static str,
) -> Option<usize> {
    let at = at.start();
    let Some(first) = at.strip_byte(b'{') else {
        run.mismatch(at);
        return None;
    };
    if let Some(value) = name.strip(first)
        && let Some(position) = tags.iter().position(|tag| tag.strip(value).is_some())
    {
        return Some(position);
    }
    search(run, (at, first), name, tags, keyword)
}

#[inline(never)]
fn search<'b>(
    run: &mut Run<'b>,
    (object, first): (Cursor<'b>, Cursor<'b>),
    name: &Quoted,
    tags: &[Quoted],
    keyword: &'static str,
) -> Option<usize> {
    let mut at = first.start();
    if at.first() == b'}' {
        run.refuse(object, keyword);
        return None;
    }
    loop {
        let member = read(run, at)?;
        let colon = member.rest.start();
        let Some(rest) = colon.strip_byte(b':') else {
            run.refuse(colon, "syntax");
            return None;
        };
        let value = rest.start();
        if *member.content() == *name.text().as_bytes() {
            let passed = run.between(object, value).len();
            run.spend(object, passed)?;
            let position = (value.first() == b'"').then(|| read(run, value));
            let tag = match position {
                Some(text) => text?.content(),
                None => {
                    run.refuse(value, keyword);
                    return None;
                }
            };
            let position = tags.iter().position(|listed| *listed.text().as_bytes() == *tag);
            if position.is_none() {
                run.refuse(value, keyword);
            }
            return position;
        }
        run.enter(object)?;
        let behind = anything(run, value)?.start();
        run.leave();
        at = match behind.first() {
            b',' => behind.strip_byte(b',')?.start(),
            b'}' => {
                run.refuse(object, keyword);
                return None;
            }
            _ => {
                run.refuse(behind, "syntax");
                return None;
            }
        };
    }
}

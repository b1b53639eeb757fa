//! Unions whose branches a property tells apart.

use super::text::read;
use super::{Cursor, Quoted, Run, anything};

/// Which of `tags` the property `name` of the object at `at` is; the object itself is not consumed.
///
/// Costs nothing where the property comes first. Otherwise what stands before it is read once more, at most once per
/// level of nesting. `keyword` refuses an object that has none of them.
pub fn discriminator<'b>(
    run: &mut Run<'b>,
    at: Cursor<'b>,
    name: &Quoted,
    tags: &[Quoted],
    keyword: &'static str,
) -> Option<usize> {
    let at = at.start();
    let Some((b'{', first)) = at.0.split_first() else {
        run.mismatch(at);
        return None;
    };
    if let Some(value) = name.strip(first)
        && let Some(position) = tags.iter().position(|tag| tag.strip(value).is_some())
    {
        return Some(position);
    }
    search(run, (at, Cursor(first)), name, tags, keyword)
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
    if at.0.first() == Some(&b'}') {
        run.refuse(object, keyword);
        return None;
    }
    loop {
        let member = read(run, at)?;
        let colon = member.rest.start();
        let Some((b':', rest)) = colon.0.split_first() else {
            run.refuse(colon, "syntax");
            return None;
        };
        let value = Cursor(rest).start();
        if *member.content() == *name.text.as_bytes() {
            let position = matches!(value.0.first(), Some(b'"')).then(|| read(run, value));
            let tag = match position {
                Some(text) => text?.content(),
                None => {
                    run.refuse(value, keyword);
                    return None;
                }
            };
            let position = tags.iter().position(|listed| *listed.text.as_bytes() == *tag);
            if position.is_none() {
                run.refuse(value, keyword);
            }
            return position;
        }
        run.enter(object)?;
        let behind = anything(run, value)?.start();
        run.leave();
        at = match behind.0.split_first() {
            Some((b',', rest)) => Cursor(rest).start(),
            Some((b'}', _)) => {
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

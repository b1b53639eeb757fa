//! Unions whose branches a property tells apart.

use super::text::read;
use super::violation::texts;
use super::{Cursor, Place, Quoted, Run, anything};

/// What tells the branches of a union apart.
#[derive(Debug, Clone, Copy)]
pub struct Tags {
    /// The property.
    pub property: Quoted,
    /// Its values.
    pub values: &'static [Quoted],
    /// What refuses an object that has none of them.
    pub keyword: &'static str,
    /// Where the schema of the union stands.
    pub place: Place,
}

impl Tags {
    /// Refuses the value at `at`, which is none of these.
    #[cold]
    #[inline(never)]
    fn refuse<'b>(&'static self, run: &mut Run<'b>, at: Cursor<'b>) -> Option<usize> {
        run.refuse(at, self.keyword, &texts(self.values), self.place);
        None
    }
}

/// Which of the tags the object at `at` has; the object itself is not consumed. Where it has none, a run may still
/// [resume](Run::resume).
///
/// Costs nothing where the property comes first. Otherwise what stands before it is read once more, and paid for.
pub fn discriminator<'b>(run: &mut Run<'b>, at: Cursor<'b>, tags: &'static Tags) -> Option<usize> {
    let at = at.start();
    let Some(first) = at.strip_byte(b'{') else {
        run.refuse_type(at, &"object", tags.place);
        return None;
    };
    if let Some(value) = tags.property.strip(first)
        && let Some(position) = tags.values.iter().position(|tag| tag.strip(value).is_some())
    {
        return Some(position);
    }
    search(run, (at, first), tags)
}

#[inline(never)]
fn search<'b>(run: &mut Run<'b>, (object, first): (Cursor<'b>, Cursor<'b>), tags: &'static Tags) -> Option<usize> {
    let mut at = first.start();
    if at.first() == b'}' {
        return tags.refuse(run, object);
    }
    loop {
        let member = read(run, at)?;
        let colon = member.rest.start();
        let Some(rest) = colon.strip_byte(b':') else {
            run.fail(colon, "syntax");
            return None;
        };
        let value = rest.start();
        if *member.content() == *tags.property.text().as_bytes() {
            let passed = run.between(object, value).len();
            run.spend(object, passed)?;
            if value.first() != b'"' {
                return tags.refuse(run, value);
            }
            let tag = read(run, value)?.content();
            let position = tags.values.iter().position(|listed| *listed.text().as_bytes() == *tag);
            return position.or_else(|| tags.refuse(run, value));
        }
        run.enter(object)?;
        let behind = anything(run, value)?.start();
        run.leave();
        at = match behind.first() {
            b',' => behind.strip_byte(b',')?.start(),
            b'}' => return tags.refuse(run, object),
            _ => {
                run.fail(behind, "syntax");
                return None;
            }
        };
    }
}

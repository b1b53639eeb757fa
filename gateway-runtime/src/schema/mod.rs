//! The words compiled validators are made of.
//!
//! A validator reads one JSON value (RFC 8259, and strictly: no duplicate member names, no lone surrogates) in a single
//! pass over the bytes and builds nothing. Each word does one thing and gives the cursor behind the value, so generated
//! code reads as a sentence. A failure stores a keyword and an offset. Only then the body is read again, for the other
//! broken rules beside the first, what each asks for and where, and for the JSON Pointers, made from the offsets.

#![allow(clippy::single_match_else, reason = "both outcomes of reading a byte stand side by side")]
#![allow(clippy::inline_always, reason = "the cursor stays in registers only where the short words are inlined")]

mod array;
mod attempt;
mod block;
mod contains;
mod decimal;
mod enumeration;
pub mod format;
mod index;
mod keys;
mod limits;
mod long_string;
mod members;
mod notes;
mod number;
mod object;
mod pattern;
mod pointer;
mod quoted;
mod run;
mod string;
mod text;
mod texts;
mod unevaluated;
mod union;
mod unique;
mod value;
mod violation;

use std::cell::RefCell;

pub(crate) use gateway_cursor::PADDING;
pub use gateway_cursor::{Body, Cursor, Padded};

pub use array::{Array, array};
pub use attempt::{accepts, again, any_of, exactly_one, not};
pub use contains::contains;
pub use enumeration::{Enumeration, enumeration, one_of};
pub use limits::Limits;
pub use members::{Others, has, other, property_names};
pub(crate) use notes::Note;
pub use notes::{Notes, Open};
pub use number::{Numbers, number};
pub use object::{Object, Objects, object};
pub use pattern::{Class, Regex, class};
pub use quoted::{Quoted, key, quoted};
pub use run::Run;
pub use string::{Strings, date, date_time, email, ipv4, ipv6, string, uuid};
pub use text::text;
pub(crate) use texts::Texts;
pub use unevaluated::{Cover, Guard, Unevaluated, unevaluated_items, unevaluated_properties};
pub use union::{Tags, discriminator};
pub use unique::unique_items;
pub use value::{Kind, Types, anything, boolean, kind, nothing, null, refused, value};
pub use violation::{Place, Violation, Violations};

/// A compiled validator: reads one JSON value at the cursor and gives the cursor behind it.
pub type Validator = for<'b> fn(&mut Run<'b>, Cursor<'b>) -> Step<'b>;

/// The cursor behind the value, or nothing where it was refused.
pub type Step<'b> = Option<Cursor<'b>>;

/// The deepest nesting any validator follows; a larger `max_depth` counts as this.
pub const DEEPEST: usize = 256;

/// Validates a text: one JSON value, then nothing but white space.
///
/// Linear in the size of the text, and of what [`Limits::max_work`] allows to be read once more; a text that breaks rules
/// costs up to that twice, and [`Violations::MOST`] readings for the pointers. The text is copied to where zeros can follow
/// it; a body that arrived in [`Padded`] memory needs no copy, and [`note_body`].
pub fn check(validator: Validator, text: &[u8], limits: &Limits) -> Result<(), Violations> {
    note(validator, text, limits).map(drop)
}

/// The same in the same pass, with what the validator noted: where the values stand from which a typed input is made.
///
/// Notes cost 16 bytes for each value, and nothing where the validator writes none.
pub fn note(validator: Validator, text: &[u8], limits: &Limits) -> Result<Notes, Violations> {
    PADDED.with_borrow_mut(|padded| {
        let result = note_body(validator, padded.fill(text), limits);
        padded.shrink(KEPT);
        result
    })
}

/// The same for a body where it stands.
pub fn note_body(validator: Validator, body: Body<'_>, limits: &Limits) -> Result<Notes, Violations> {
    let mut run = Run::new(body, limits);
    match judge(validator, &mut run) {
        Some(()) => Ok(run.take_notes()),
        None => Err(run.explain(|run| judge(validator, run))),
    }
}

/// So much memory a thread keeps for the next body, in bytes.
const KEPT: usize = 256 << 10;

thread_local! {
    /// Where a text stands while it is read: with zeros behind it, which is worth the copy.
    static PADDED: RefCell<Padded> = const { RefCell::new(Padded::new()) };
}

#[inline(always)]
fn judge(validator: Validator, run: &mut Run<'_>) -> Option<()> {
    let mut end = validator(run, run.start())?;
    if !run.is_at_end(end) {
        end = end.start();
    }
    let keyword = if !run.is_at_end(end) {
        "syntax"
    } else if !run.notes.fit(run.offset(end)) {
        "work"
    } else if let Some(long) = run.long_string() {
        end = long;
        "string"
    } else {
        return Some(());
    };
    run.fail(end, keyword);
    None
}

#[cfg(test)]
mod tests;

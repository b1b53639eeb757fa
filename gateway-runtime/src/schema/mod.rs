//! The words compiled validators are made of.
//!
//! A validator reads one JSON value (RFC 8259, and strictly: no duplicate member names, no lone surrogates) in a single
//! pass over the bytes and builds nothing. Each word does one thing and gives the cursor behind the value, so generated
//! code reads as a sentence. A failure stores a keyword and an offset; the JSON Pointer is made from the offset by
//! reading the body again, only then.

#![allow(clippy::single_match_else, reason = "both outcomes of reading a byte stand side by side")]
#![allow(clippy::inline_always, reason = "the cursor stays in registers only where the short words are inlined")]

mod array;
mod attempt;
mod block;
mod contains;
mod decimal;
mod enumeration;
pub mod format;
mod keys;
mod limits;
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
mod unevaluated;
mod union;
mod unique;
mod value;

use std::cell::RefCell;

pub use gateway_cursor::Cursor;
use gateway_cursor::Padded;

pub use array::{Array, array};
pub use attempt::{accepts, again, any_of, exactly_one, not};
pub use contains::contains;
pub use enumeration::{Enumeration, enumeration, one_of};
pub use limits::Limits;
pub use members::{Others, has, other, property_names};
pub(crate) use notes::Note;
pub use notes::{Notes, Open};
pub use number::{Numbers, number};
pub use object::{Object, Objects, index, object};
pub use pattern::{Class, Regex, class};
pub use quoted::{Quoted, key, quoted};
pub use run::Run;
pub use string::{Strings, date, date_time, email, ipv4, ipv6, string, uuid};
pub use text::text;
pub use unevaluated::{Cover, Guard, Unevaluated, unevaluated_items, unevaluated_properties};
pub use union::discriminator;
pub use unique::unique_items;
pub use value::{Kind, Types, anything, boolean, kind, nothing, null, refused, value};

/// A compiled validator: reads one JSON value at the cursor and gives the cursor behind it.
pub type Validator = for<'b> fn(&mut Run<'b>, Cursor<'b>) -> Step<'b>;

/// The cursor behind the value, or nothing where it was refused.
pub type Step<'b> = Option<Cursor<'b>>;

/// The deepest nesting any validator follows; a larger `max_depth` counts as this.
pub const DEEPEST: usize = 256;

/// Why a value was refused, without the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The JSON Pointer (RFC 6901) of the refused value, cut after the last name that fits in 512 bytes.
    pub pointer: String,
    /// The keyword that refused it, or `syntax`, `duplicate-key`, `depth`, `members`, `items`, `number`, `work`, or
    /// `unreadable` for a text of the document that cannot be used.
    pub keyword: &'static str,
}

/// Validates a whole body: one JSON value, then nothing but white space.
///
/// Linear in the size of the body, and of what [`Limits::max_work`] allows to be read once more.
pub fn check(validator: Validator, body: &[u8], limits: &Limits) -> Result<(), Violation> {
    note(validator, body, limits).map(drop)
}

/// The same in the same pass, with what the validator noted: where the values stand from which a typed input is made.
///
/// Notes cost 16 bytes for each value, and nothing where the validator writes none.
pub fn note(validator: Validator, body: &[u8], limits: &Limits) -> Result<Notes, Violation> {
    PADDED.with_borrow_mut(|padded| {
        let result = judge(validator, Run::new(padded.fill(body), limits));
        padded.shrink(KEPT);
        result
    })
}

/// So much memory a thread keeps for the next body, in bytes.
const KEPT: usize = 256 << 10;

thread_local! {
    /// Where a body stands while it is read: with zeros behind it, which is worth the copy.
    static PADDED: RefCell<Padded> = const { RefCell::new(Padded::new()) };
}

fn judge(validator: Validator, mut run: Run<'_>) -> Result<Notes, Violation> {
    let start = run.start();
    match validator(&mut run, start).map(Cursor::start) {
        Some(end) if run.is_at_end(end) && run.notes.fit(run.offset(end)) => return Ok(run.into_notes()),
        Some(end) if run.is_at_end(end) => run.refuse_at(start, "work"),
        Some(end) => run.refuse_at(end, "syntax"),
        None => {}
    }
    Err(run.into_violation())
}

#[cfg(test)]
mod tests;

//! Cursors over bytes that are followed by zeros.
//!
//! JSON has no NUL outside of a mistake, so a body that is followed by [`PADDING`] zeros needs no test for its end:
//! whatever reads it stops at the first zero. Two facts carry the whole crate:
//!
//! 1. **A cursor never stands behind the end of its body.** It is made at the start of a body, and moves only over
//!    bytes that were just seen not to be zero; the byte at the end is zero.
//! 2. **From the end on, [`PADDING`] zeros can be read.** So at any cursor that many bytes are initialised memory.
//!
//! Bytes that nothing follows, as those of a head in the buffer of its connection, are walked over by a [`Scan`], whose two
//! facts are its own.
//!
//! The public interface is safe. Cursors of different bodies may be mixed up, which gives a wrong answer and nothing
//! worse: every slice is made by [`Body`], which looks whether it lies within its own bytes.

#![allow(
    clippy::inline_always,
    reason = "the cursor stays in a register only where these few instructions are inlined"
)]

mod block;
mod body;
mod class;
mod cursor;
mod literal;
mod run;
mod scan;
mod shape;
mod text;

pub use block::Block;
pub use body::{Body, Padded};
pub use class::{Class, Layout};
pub use cursor::Cursor;
pub use literal::{Literal, Tail};
pub use run::run;
pub use scan::Scan;

/// How many zeros follow a body. No more than this many bytes are ever read at once, from any cursor.
pub const PADDING: usize = 64;

#[cfg(test)]
mod tests;

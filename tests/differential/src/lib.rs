//! Compiled validators of the shared documents against the interpreter `jsonschema`.
//!
//! Instances are generated from the schemas, so that most are valid or nearly so, then changed as values and as texts.
//! Both sides judge each; a difference in verdict must be explained by what the interpreter's tree cannot hold, or it
//! is a fault of one of them.

#![allow(missing_debug_implementations, reason = "nothing here is printed but what a campaign found")]

mod campaign;
mod compare;
mod dialect;
mod generate;
mod mutate;
mod oracle;
mod pattern;
mod random;
mod subjects;
pub mod target;
mod text;
mod tree;

pub use campaign::{Campaign, Found};
pub use compare::{Judgement, Reason, compare};
pub use oracle::{Oracle, Translated};
pub use random::Random;
pub use subjects::{DOCUMENTS, Document, SUBJECTS, Subject};

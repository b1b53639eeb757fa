//! What the build script emitted.

#![allow(
    clippy::all,
    clippy::pedantic,
    unreachable_pub,
    dead_code,
    missing_docs,
    reason = "the form of generated code is not a matter of taste"
)]

use gateway_tests::{Subject, SubjectBuilder};

/// What came of a document.
pub(crate) enum Outcome {
    /// It is served by this.
    Product(fn(SubjectBuilder) -> Subject),
    /// The generator refuses it: the rules, by code and title.
    Refused(&'static [(&'static str, &'static str)]),
}

include!(concat!(env!("OUT_DIR"), "/compiled.rs"));

//! The official JSON Schema suites and the parsing corpus, judged by compiled validators.
//!
//! Nothing here is interpreted: the build script compiles the schemas as a document's, and this crate counts verdicts.

mod compiled;
mod expected;
mod judge;
mod page;
mod parsing;
pub mod shared;
pub mod suite;

pub use expected::{Exception, exceptions};
pub use judge::{Outcome, judge};
pub use page::page;
pub use parsing::parsing;

//! The acceptance cases of the mock server Prism, replayed against gateways compiled from their documents.
//!
//! Somebody else wrote the documents, the requests and the expectations. The build script gives each document a policy
//! and compiles it; this crate sends the requests over sockets and compares who accepts and who refuses.

#![allow(clippy::expect_used, clippy::missing_panics_doc, reason = "a test fails by panicking")]

mod case;
mod compiled;
mod credential;
mod curl;
mod expectation;
mod judge;
mod page;
#[path = "../../conformance/src/shared.rs"]
pub mod shared;
mod stricter;
mod verdict;
mod words;

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use case::{Case, cases, module};
pub use curl::Request;
pub use expectation::Expectation;
pub use judge::judge;
pub use page::{page, worse};
pub use stricter::{Stricter, stricter};
pub use verdict::Verdict;

/// What is printed where the corpus is absent.
pub const MISSING: &str = "corpora missing";

/// The folder of the shared data, if the corpus is in it.
pub fn folder() -> Option<PathBuf> {
    shared::folder().filter(|folder| folder.join("prism-harness").is_dir())
}

/// The verdict on every case, by name. An error is a fault of the corpus, or an entry of `stricter.toml` that no case
/// bears out.
pub fn verdicts(data: &std::path::Path) -> Result<BTreeMap<String, Verdict>, String> {
    let stricter = stricter()?;
    let mut verdicts = BTreeMap::new();
    for case in cases(data) {
        verdicts.insert(case.name.clone(), judge(&case, &stricter)?);
    }
    let is_borne_out = |listed: &&Stricter| match verdicts.get(&listed.case) {
        // What is listed for a document that does not compile yet is borne out once it does.
        Some(Verdict::Stricter(_) | Verdict::NotCompiled(_)) => true,
        Some(Verdict::Agree(_) | Verdict::OutOfScope(_) | Verdict::Disagree(_)) | None => false,
    };
    match stricter.iter().find(|listed| !is_borne_out(listed)) {
        Some(stale) => Err(format!("stricter.toml lists {}, which is: {:?}", stale.case, verdicts.get(&stale.case))),
        None => Ok(verdicts),
    }
}

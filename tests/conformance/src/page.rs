//! The page that says what the suites say: `README.md` of this crate.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use crate::expected::exceptions;
use crate::judge::{Outcome, judge};
use crate::parsing::parsing;
use crate::suite::{Suite, left_out};

const HEAD: &str = "# Conformance

What `cargo xtask conformance` finds, and what `cargo test` compares this page with (`GOLDEN=accept` rewrites it).

| suite | cases | right | percent | judged by an interpreter |
|---|--:|--:|--:|--:|
";

const INTERPRETER: &str = "
## Judged by an interpreter

No case of any suite. Every keyword is compiled, `$dynamicRef` included; a gateway links no interpreter, and neither does
what judges the suites.
";

const DRAFT_4: &str = "
## Draft 4 within the 3.0 dialect

A group of cases is in the dialect where its schema uses nothing but what the schema object of OpenAPI 3.0 has with the
same meaning: its keywords, one `type` that is not `null`, one schema for all `items`, and references within the schema.
`definitions` stands for the components of a document.
";

/// The whole page, from the corpora under `folder`.
pub fn page(folder: &Path) -> String {
    let mut text = HEAD.to_owned();
    for suite in Suite::ALL {
        row(&mut text, suite.title(), &judge(folder, suite));
    }
    row(&mut text, "JSON parsing", &parsing(folder));
    text.push_str(INTERPRETER);
    text.push_str(DRAFT_4);
    let out = left_out(folder, Suite::Draft4);
    let cases: usize = out.iter().map(|group| group.tests.len()).sum();
    let files: BTreeSet<String> = out.iter().map(|group| format!("`{}`", group.file)).collect();
    let files: Vec<String> = files.into_iter().collect();
    let _ = writeln!(
        text,
        "\nIn the dialect are {} cases; {cases} cases in {} groups are not, of these files: {}.",
        judge(folder, Suite::Draft4).total,
        out.len(),
        files.join(", ")
    );
    text.push_str("\n## Exceptions\n\n");
    let exceptions = exceptions();
    if exceptions.is_empty() {
        text.push_str("None.\n");
    }
    for exception in exceptions {
        let _ = writeln!(text, "- {}: {}", exception.case, exception.reason);
    }
    text
}

#[allow(clippy::cast_precision_loss, reason = "a count of cases")]
fn row(text: &mut String, title: &str, outcome: &Outcome) {
    let percent = 100.0 * outcome.right() as f64 / outcome.total.max(1) as f64;
    let _ = writeln!(text, "| {title} | {} | {} | {percent:.2} | 0 |", outcome.total, outcome.right());
}

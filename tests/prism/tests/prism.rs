//! Every case is judged as the page says, and none disagrees.
//!
//! Without the harness of the standard library, so that the last line can say that nothing was judged.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a test that cannot go on fails, and tells")]

use gateway_prism::{MISSING, folder, page, verdicts, worse};

fn main() {
    let Some(folder) = folder() else { return println!("{MISSING}") };
    let verdicts = verdicts(&folder).expect("the corpus is as it was");
    assert!(verdicts.len() > 80, "{} cases", verdicts.len());
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    let now = page(&verdicts);
    let disagreeing: Vec<_> = verdicts.iter().filter(|(_, verdict)| verdict.kind() == "disagree").collect();
    assert!(disagreeing.is_empty(), "{disagreeing:#?}");
    let worse = worse(&committed, &verdicts);
    assert!(worse.is_empty(), "worse than {path} says:\n{}", worse.join("\n"));
    if std::env::var("GOLDEN").is_ok_and(|wish| wish == "accept") {
        std::fs::write(path, &now).expect("the page can be written");
    } else {
        assert_eq!(now, committed, "GOLDEN=accept rewrites {path}");
    }
    println!("{} cases are judged as the page says, none disagrees", verdicts.len());
}

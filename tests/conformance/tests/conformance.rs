//! The suites, as a test: nothing is wrong but what is listed, and nothing is listed that is right.

#![allow(clippy::expect_used, reason = "a test that cannot go on fails")]

use gateway_conformance::suite::Suite;
use gateway_conformance::{exceptions, judge, page, parsing, shared};

#[test]
fn every_verdict_is_right_or_a_listed_exception() {
    let Some(folder) = shared::folder() else { return println!("skipped: ../shared is absent") };
    let exceptions = exceptions();
    let mut used = vec![false; exceptions.len()];
    let mut unlisted = Vec::new();
    for suite in Suite::ALL {
        let outcome = judge(&folder, suite);
        assert!(outcome.total > 100, "{suite:?}: {}", outcome.total);
        println!("{}: {} of {}", suite.title(), outcome.right(), outcome.total);
        for case in outcome.wrong {
            match exceptions.iter().position(|exception| exception.covers(&case)) {
                Some(position) if matches!(suite, Suite::Optional | Suite::Format) => used[position] = true,
                _ => unlisted.push(case),
            }
        }
    }
    assert!(unlisted.is_empty(), "{} wrong:\n{}", unlisted.len(), unlisted.join("\n"));
    let stale: Vec<_> =
        exceptions.iter().zip(used).filter(|(_, used)| !used).map(|(exception, _)| exception.case).collect();
    assert!(stale.is_empty(), "these exceptions cover nothing that is wrong: {stale:?}");
}

#[test]
fn the_parsing_corpus_is_judged_strictly() {
    let Some(folder) = shared::folder() else { return println!("skipped: ../shared is absent") };
    let outcome = parsing(&folder);
    assert!(outcome.total > 100, "{}", outcome.total);
    assert!(outcome.wrong.is_empty(), "{:?}", outcome.wrong);
}

#[test]
fn the_published_page_says_what_is_judged() {
    let Some(folder) = shared::folder() else { return println!("skipped: ../shared is absent") };
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let page = page(&folder);
    if std::env::var("GOLDEN").is_ok_and(|wish| wish == "accept") {
        std::fs::write(path, &page).expect("the page can be written");
    }
    assert_eq!(page, std::fs::read_to_string(path).unwrap_or_default(), "GOLDEN=accept rewrites {path}");
}

//! A small campaign over the small documents, in every test run. `cargo xtask fuzz differential` is the large one.

use gateway_differential::{Campaign, SUBJECTS};

#[test]
fn no_verdict_differs_without_an_explanation() {
    if SUBJECTS.is_empty() {
        return println!("skipped: ../shared is absent");
    }
    let found = Campaign { cases: 10_000, seed: 3, threads: 2 }.run();
    assert_eq!(found.cases, 10_000);
    assert!(found.unbuilt.is_empty(), "{:#?}", found.unbuilt);
    assert_eq!(found.unexplained, 0, "{}", found.differences.join("\n"));
    // A campaign in which nearly everything is refused would show little.
    assert!(found.accepted * 5 > found.cases, "{} of {} accepted", found.accepted, found.cases);
}

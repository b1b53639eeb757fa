//! A small campaign over the small documents, in every test run. `cargo xtask fuzz differential` is the large one.

use std::path::{Path, PathBuf};

use gateway_differential::target::{TARGETS, seeds};
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

#[test]
fn no_fuzz_target_fails_on_its_seeds() {
    let Some(corpora) = corpora() else { return println!("skipped: ../shared is absent") };
    for (name, target) in TARGETS {
        let seeds = seeds(name, &corpora);
        assert!(seeds.len() > 40, "{name}: {}", seeds.len());
        for seed in seeds {
            target(&seed);
        }
    }
}

fn corpora() -> Option<PathBuf> {
    let named = std::env::var_os("GATEWAY_SHARED").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    named.into_iter().chain([beside]).map(|folder| folder.join("data")).find(|folder| folder.is_dir())
}

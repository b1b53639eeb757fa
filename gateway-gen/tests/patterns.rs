//! Patterns mean what ECMA-262 says: the official cases, and any pattern against an engine of that standard.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so"
)]

#[path = "../../tests/conformance/src/shared.rs"]
#[allow(unreachable_pub, dead_code, reason = "another crate has the same file as a module")]
mod shared;

use std::cell::Cell;

use gateway_gen::pattern::{Matcher, Run, length_bounds, matcher};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use regex_automata::meta;
use regex_automata::util::syntax;
use serde_json::Value;

/// The engine that the runtime would use.
enum Engine {
    Runs(Vec<Run>),
    Linear(meta::Regex),
    Backtracking(fancy_regex::Regex),
}

impl Engine {
    fn new(matcher: Matcher) -> Self {
        match matcher {
            Matcher::Runs(runs) => Self::Runs(runs),
            Matcher::Linear(pattern) => {
                let syntax = syntax::Config::new().utf8(false);
                Self::Linear(meta::Builder::new().syntax(syntax).build(&pattern).unwrap())
            }
            Matcher::Backtracking { pattern, .. } => Self::Backtracking(fancy_regex::Regex::new(&pattern).unwrap()),
        }
    }

    fn is_match(&self, text: &str) -> bool {
        match self {
            Self::Runs(runs) => are_runs(runs, text),
            Self::Linear(regex) => regex.is_match(text),
            Self::Backtracking(regex) => regex.is_match(text).unwrap(),
        }
    }
}

fn are_runs(runs: &[Run], text: &str) -> bool {
    let mut rest = text.chars().peekable();
    for run in runs {
        let has = |letter: &char| run.ranges.iter().any(|(first, last)| first <= letter && letter <= last);
        let mut count = 0;
        while run.max.is_none_or(|max| count < max) && rest.next_if(has).is_some() {
            count += 1;
        }
        if count < run.min {
            return false;
        }
    }
    rest.next().is_none()
}

/// Patterns of the grammar with the `u` flag, over a small alphabet.
fn patterns() -> impl Strategy<Value = String> {
    let class_member = prop::sample::select(vec![
        "a",
        "A",
        "b",
        "é",
        "😀",
        "-",
        "0-9",
        "a-c",
        "à-ü",
        "😀-😂",
        r"\d",
        r"\D",
        r"\w",
        r"\W",
        r"\s",
        r"\S",
        r"\b",
        r"\-",
        r"\]",
        r"\u0061",
        r"\ud83d\ude00",
        r"\u{1f600}",
        r"\x41",
        r"\cJ",
        r"\0",
        r"\p{Lu}",
        r"\P{L}",
        r"\p{Script=Greek}",
        "[",
        "&&",
        "^",
        " ",
        "_",
        "<",
        ">",
        "~~",
    ]);
    let class = (any::<bool>(), prop::collection::vec(class_member, 0..4)).prop_map(|(negated, members)| {
        // A hyphen only at the end, so that no range is made by chance.
        let (hyphens, others): (Vec<&str>, Vec<&str>) = members.into_iter().partition(|member| *member == "-");
        let hyphen = if hyphens.is_empty() { "" } else { "-" };
        format!("[{}{}{hyphen}]", if negated { "^" } else { "" }, others.concat())
    });
    let atom = prop_oneof![
        6 => prop::sample::select(vec!["a", "A", "b", "é", "😀", "0", " ", "_", "-", "<", ">", "#", r"\n", "\u{3b1}", "\u{2028}"]).prop_map(str::to_owned),
        4 => prop::sample::select(vec![
            ".", r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", r"\p{L}", r"\P{Ll}", r"\p{ASCII}", r"\p{Any}", r"\u00e9",
            r"\ud83d\ude00", r"\u{41}", r"\x61", r"\cj", r"\0", r"\.", r"\/", r"\{", r"\p{scx=Grek}",
        ])
        .prop_map(str::to_owned),
        3 => class,
    ];
    let quantifier = prop::sample::select(vec![
        "", "", "", "*", "+", "?", "{2}", "{1,2}", "{0,}", "{2,}", "{0}", "*?", "+?", "{1,3}?",
    ]);
    let simple = (atom, quantifier.clone()).prop_map(|(atom, quantifier)| atom + quantifier);
    let assertion = prop::sample::select(vec!["^", "$", r"\b", r"\B"]).prop_map(str::to_owned);
    let leaf = prop_oneof![8 => simple, 2 => assertion];
    let tree = leaf.prop_recursive(4, 24, 4, move |inner| {
        let sequence = prop::collection::vec(inner.clone(), 0..4).prop_map(|parts| parts.concat());
        let choice = prop::collection::vec(sequence.clone(), 1..4).prop_map(|branches| branches.join("|"));
        let open = prop::sample::select(vec!["(", "(", "(?:", "(?:", "(?=", "(?!", "(?<=", "(?<!"]);
        let group = (open, choice.clone()).prop_map(|(open, inner)| format!("{open}{inner})"));
        // What repeats begins with a character: the oracle takes for ever over loops of nothing.
        let first = prop::sample::select(vec!["a", ".", r"\w", "é", r"\D", "[^b]"]);
        let repeated =
            (first, choice, prop::sample::select(vec!["?", "*", "+", "{2,}", "??", "*?", "+?", "{2}", "{1,2}"]))
                .prop_map(|(first, inner, quantifier)| format!("(?:{first}(?:{inner})){quantifier}"));
        let reference = inner.clone().prop_map(|inner| format!(r"(a|é|{inner})\1"));
        prop_oneof![4 => sequence, 4 => group, 2 => repeated, 1 => reference]
    });
    (any::<bool>(), tree, any::<bool>())
        .prop_map(|(start, tree, end)| format!("{}{tree}{}", if start { "^" } else { "" }, if end { "$" } else { "" }))
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    let letter = prop::sample::select(vec![
        'a', 'a', 'A', 'b', 'é', '😀', '😁', '0', '9', ' ', '_', '-', '\n', '\r', '\0', '\u{8}', '\u{3b1}', '\u{2028}',
        '\u{feff}', '\u{85}', '[', '&', '^', '.', '{', '/', '<', '>', '#', '~',
    ]);
    let text = prop::collection::vec(letter, 0..7).prop_map(String::from_iter);
    prop::collection::vec(text, 12)
}

#[test]
fn any_pattern_has_the_verdict_of_ecma_262() {
    let cases = 1_500;
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    // The same patterns each time: the oracle takes for ever over some, which the generator avoids but cannot exclude.
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    // How many patterns were matched as runs, linearly, by backtracking, and not at all; and the verdicts on texts.
    let seen = [const { Cell::new(0) }; 4];
    let verdicts = [const { Cell::new(0) }; 2];
    let count = |counter: &Cell<u32>| counter.set(counter.get() + 1);
    runner
        .run(&(patterns(), texts()), |(pattern, texts)| {
            let Ok(oracle) = regress::Regex::with_flags(&pattern, "u") else {
                // Whether a sum of random parts refers to a group that is there is left to chance.
                return Ok(());
            };
            let engine = match matcher(&pattern) {
                Ok(found) => Engine::new(found),
                Err(reason) => {
                    let is_known = reason.contains("back-reference") || reason.contains("look-behind");
                    prop_assert!(is_known, "{pattern}: {reason}");
                    count(&seen[3]);
                    return Ok(());
                }
            };
            match engine {
                Engine::Runs(_) => count(&seen[0]),
                Engine::Linear(_) => count(&seen[1]),
                Engine::Backtracking(_) => count(&seen[2]),
            }
            let (least, most) = length_bounds(&pattern);
            for text in texts {
                let expected = oracle.find(&text).is_some();
                count(&verdicts[usize::from(expected)]);
                prop_assert_eq!(engine.is_match(&text), expected, "{} on {:?}", pattern, text);
                let length = text.chars().count() as u64;
                prop_assert!(
                    !expected || least <= length && most.is_none_or(|most| length <= most),
                    "{pattern}: {least} {most:?}"
                );
            }
            Ok(())
        })
        .unwrap();
    let [runs, linear, backtracking, refused] = seen.map(|counter| counter.get());
    println!("{runs} as runs, {linear} linear, {backtracking} backtracking, {refused} refused; {verdicts:?}");
    assert!(runs > cases / 50 && linear > cases / 4 && backtracking > cases / 10, "{runs} {linear} {backtracking}");
    assert!(refused < cases / 5, "{refused}");
}

/// The files of the official suite that are about patterns; all must compile, and of `patternProperties` those cases
/// are judged in which nothing but the names decides.
#[test]
fn every_case_of_the_official_suite() {
    let Some(data) = shared::folder() else {
        eprintln!("skipped: no corpora; set {}", shared::VARIABLE);
        return;
    };
    let suite = data.join("json-schema-test-suite/tests/draft2020-12");
    for (file, fewest) in
        [("pattern", 6), ("patternProperties", 0), ("optional/ecmascript-regex", 74), ("optional/non-bmp-regex", 7)]
    {
        let text = std::fs::read_to_string(suite.join(format!("{file}.json"))).unwrap();
        let groups: Vec<Value> = serde_json::from_str(&text).unwrap();
        let mut count = 0;
        for group in groups {
            let schema = &group["schema"];
            let engine =
                |pattern: &str| Engine::new(matcher(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}")));
            let pattern = schema["pattern"].as_str().map(engine);
            let names: Vec<Engine> = schema["patternProperties"]
                .as_object()
                .into_iter()
                .flat_map(|map| map.keys())
                .map(|key| engine(key))
                .collect();
            let is_closed = schema["additionalProperties"] == false && schema.get("properties").is_none();
            for case in group["tests"].as_array().unwrap() {
                let verdict = match (&case["data"], &pattern) {
                    (Value::String(text), Some(pattern)) => pattern.is_match(text),
                    (Value::Object(members), None) if is_closed => {
                        members.keys().all(|key| names.iter().any(|name| name.is_match(key)))
                    }
                    _ => continue,
                };
                count += 1;
                assert_eq!(case["valid"], verdict, "{file}: {} {}", group["description"], case["description"]);
            }
        }
        println!("{file}: {count}/{count}");
        assert!(count >= fewest, "{file}: {count}");
    }
}

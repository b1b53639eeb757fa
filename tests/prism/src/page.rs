//! The page that says what came of the corpus: `README.md` of this crate.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::compiled::ADDED;
use crate::verdict::Verdict;

const HEAD: &str = "# Prism

The acceptance cases of the mock server Prism, replayed by `cargo xtask prism` and by `cargo test`, which compares this page
(`GOLDEN=accept` rewrites it, except where a case got worse).

Each case is a document, one request and Prism's answer. The document is given a policy by rule and compiled; the gateway
is started, and the request is sent to it over a socket. What Prism answers must reach the upstream once; what Prism
refuses as an invalid request must be refused with the same status (400 where Prism says 422), and nothing of it may
reach the upstream. Prism takes any API key and any token, so what it accepts is sent with a key of the store and a
signed token, in the same place.

| verdict | cases |
|---|--:|
";

const CASES: &str = "
## Cases

| case | verdict | why |
|---|---|---|
";

/// The whole page.
pub fn page(verdicts: &BTreeMap<String, Verdict>) -> String {
    let mut text = HEAD.to_owned();
    for kind in Verdict::KINDS {
        let count = verdicts.values().filter(|verdict| verdict.kind() == kind).count();
        let _ = writeln!(text, "| {kind} | {count} |");
    }
    let _ = writeln!(text, "\nWhat OpenAPI asks for and compiled documents lacked was added to them:\n");
    for (what, count) in ADDED {
        let _ = writeln!(text, "- {what}: {count}");
    }
    text.push_str(CASES);
    for (name, verdict) in verdicts {
        let _ = writeln!(text, "| {name} | {} | {verdict} |", verdict.kind());
    }
    text
}

/// The cases that were better on a page than they are now: name, kind there, kind now.
pub fn worse(page: &str, verdicts: &BTreeMap<String, Verdict>) -> Vec<String> {
    let rows = page.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| ")?.split(" | ");
        Some((cells.next()?, cells.next()?))
    });
    let mut worse = Vec::new();
    for (name, before) in rows {
        let Some(rank) = Verdict::rank(before) else { continue };
        let now = verdicts.get(name).map_or("absent", Verdict::kind);
        if Verdict::rank(now).is_none_or(|now| now < rank) {
            worse.push(format!("{name} was {before} and is {now}"));
        }
    }
    worse
}

#[cfg(test)]
mod tests {
    use super::{page, worse};
    use crate::verdict::Verdict;

    #[test]
    fn what_got_worse_is_found_and_what_got_better_is_not() {
        let before = [
            ("a/1".to_owned(), Verdict::Agree(String::new())),
            ("a/2".to_owned(), Verdict::NotCompiled("GW0005 x".to_owned())),
            ("a/3".to_owned(), Verdict::Agree(String::new())),
        ];
        let page = page(&before.into());
        let now = [
            ("a/1".to_owned(), Verdict::NotCompiled("GW0005 x".to_owned())),
            ("a/2".to_owned(), Verdict::Agree(String::new())),
        ];
        assert_eq!(worse(&page, &now.into()), ["a/1 was agree and is not compiled", "a/3 was agree and is absent"]);
    }
}

//! One mistake, one document, one report: `tests/diagnostics/<name>/spec.yaml` and `report.txt`.
//!
//! `BLESS=1` rewrites the reports; the change is then reviewed as a diff.

use std::fs;
use std::path::Path;

use gateway_gen::diagnostic::Severity;
use gateway_gen::source::Sources;
use gateway_gen::{Compiled, compile, render};

fn report(compiled: &Compiled) -> String {
    let loud = compiled.diagnostics.iter().filter(|one| one.severity != Severity::Note);
    loud.map(|one| render::human(one, &compiled.sources, false)).collect()
}

#[test]
fn reports_are_as_blessed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let mut cases: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() >= 11);
    let mut wrong = Vec::new();
    for case in cases {
        let text = fs::read_to_string(case.join("spec.yaml")).unwrap();
        let compiled = compile(Sources::from_texts([("spec.yaml", text.as_str())]));
        let report = report(&compiled);
        let is_sound = ["sound", "unreachable-value", "unused"].iter().any(|name| case.ends_with(name));
        assert_eq!(compiled.sound().is_some(), is_sound, "{}\n{report}", case.display());
        for one in &compiled.diagnostics {
            assert!(gateway_gen::rule::find(one.code).is_some(), "{} is not in the catalogue", one.code);
        }
        let golden = case.join("report.txt");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&golden, &report).unwrap();
        } else if fs::read_to_string(&golden).unwrap_or_default() != report {
            wrong.push(format!("{}:\n{report}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "reports differ; BLESS=1 accepts them\n{}", wrong.join("\n"));
}

#[test]
fn every_format_names_the_place() {
    let text = include_str!("diagnostics/unknown-scope/spec.yaml");
    let compiled = compile(Sources::from_texts([("spec.yaml", text)]));
    let one = compiled.diagnostics.iter().find(|one| one.code == "GW0101").unwrap();
    assert!(render::human(one, &compiled.sources, false).starts_with("spec.yaml:24:19: error[GW0101]: "));
    assert!(render::human(one, &compiled.sources, true).contains("\u{1b}["));
    assert!(render::short(one, &compiled.sources).ends_with("did you mean `notes:write`?\n"));
    let json: serde_json::Value =
        serde_json::from_str(&render::json(&compiled.diagnostics, &compiled.sources)).unwrap();
    let entry = json.as_array().unwrap().iter().find(|entry| entry["code"] == "GW0101").unwrap();
    assert_eq!((&entry["line"], &entry["column"]), (&24.into(), &19.into()));
}

#[test]
fn hostile_words_do_not_reach_the_terminal() {
    let text = include_str!("diagnostics/sound/spec.yaml").replace("oauth: [notes:write]", "\"o\\u202e\\e[31m\": []");
    let compiled = compile(Sources::from_texts([("spec.yaml", text.as_str())]));
    for one in &compiled.diagnostics {
        let printed = render::human(one, &compiled.sources, false) + &render::short(one, &compiled.sources);
        assert!(!printed.contains(['\u{202e}', '\u{1b}']), "{printed}");
    }
    assert!(compiled.diagnostics.iter().any(|one| one.code == "GW0102"));
}

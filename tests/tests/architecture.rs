//! The rules of ARCHITECTURE.md that can be checked by reading: who may import whom, who may touch time, sockets and the
//! environment, how long a file may be, and that the tables in the document are true.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests live in the workspace").to_path_buf()
}

/// Every Rust file below a folder of the workspace, with its path relative to that folder.
fn sources(folder: &str) -> Vec<(String, String)> {
    let base = root().join(folder);
    let mut found = Vec::new();
    let mut open = vec![base.clone()];
    while let Some(here) = open.pop() {
        for entry in std::fs::read_dir(&here).expect("a folder of the workspace").flatten() {
            let path = entry.path();
            if path.is_dir() && entry.file_name() != "target" {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&base).expect("below the folder").to_string_lossy().replace('\\', "/");
                found.push((name, std::fs::read_to_string(&path).expect("source text")));
            }
        }
    }
    assert!(!found.is_empty(), "{folder} holds no source");
    found.sort();
    found
}

/// Files that only unit tests compile.
fn is_test(name: &str) -> bool {
    name.ends_with("tests.rs") || name.ends_with("fixture.rs")
}

/// The part of a file that is not its unit tests.
fn product_code(text: &str) -> &str {
    text.split_once("#[cfg(test)]").map_or(text, |(code, _)| code)
}

/// The first module of every `crate::…` path in a file, outside comments and tests.
fn imports(text: &str) -> BTreeSet<String> {
    let mut modules = BTreeSet::new();
    let lines = product_code(text).lines().filter(|line| !line.trim_start().starts_with("//"));
    for line in lines.filter(|line| !line.contains("pub(in crate::")) {
        for (at, found) in line.match_indices("crate::") {
            let before = line[..at].chars().next_back();
            if before.is_none_or(|character| !character.is_alphanumeric() && character != '_') {
                let rest = &line[at + found.len()..];
                let end = rest.find(|character: char| !character.is_alphanumeric() && character != '_');
                modules.insert(rest[..end.unwrap_or(rest.len())].to_owned());
            }
        }
    }
    modules
}

/// Files under `folder` whose name starts with `part` import none of `forbidden`.
fn assert_imports_none(folder: &str, part: &str, forbidden: &[&str]) {
    for (name, text) in sources(folder).iter().filter(|(name, _)| name.starts_with(part) && !is_test(name)) {
        let imported = imports(text);
        for module in forbidden {
            assert!(!imported.contains(*module), "{folder}/{name} imports {module}");
        }
    }
}

/// Files under `folder` whose name starts with `part` import only `allowed`.
fn assert_imports_only(folder: &str, part: &str, allowed: &[&str]) {
    for (name, text) in sources(folder).iter().filter(|(name, _)| name.starts_with(part)) {
        for module in imports(text) {
            assert!(allowed.contains(&module.as_str()), "{folder}/{name} imports {module}");
        }
    }
}

/// Only files whose name starts with one of `allowed` contain one of `words`, outside comments and tests.
fn assert_only_in(folder: &str, words: &[&str], allowed: &[&str]) {
    for (name, text) in sources(folder) {
        if allowed.iter().any(|prefix| name.starts_with(prefix)) || is_test(&name) {
            continue;
        }
        for line in product_code(&text).lines().filter(|line| !line.trim_start().starts_with("//")) {
            for word in words {
                assert!(!line.contains(word), "{folder}/{name} uses {word}: {line}");
            }
        }
    }
}

const RUNTIME: &str = "gateway-runtime/src";
const GENERATOR: &str = "gateway-gen/src";

#[test]
fn the_words_of_validators_and_decoders_know_nothing_else() {
    assert_imports_only(RUNTIME, "schema/", &["schema"]);
    assert_imports_only(RUNTIME, "contract/", &["contract", "schema", "body"]);
    assert_imports_only(RUNTIME, "decode/", &["decode", "schema", "withhold"]);
    assert_imports_only(RUNTIME, "body/", &["body", "percent"]);
}

#[test]
fn policies_know_neither_each_other_nor_sockets_nor_answers() {
    assert_imports_none(
        RUNTIME,
        "policy/",
        &["policy", "net", "config", "cli", "respond", "gateway", "admin", "pipeline"],
    );
}

#[test]
fn only_named_places_touch_time_sockets_and_environment() {
    assert_only_in(RUNTIME, &["SystemTime", "std::time"], &["clock.rs"]);
    assert_only_in(RUNTIME, &["std::env", "env::var"], &["config/", "cli/"]);
    assert_only_in(
        RUNTIME,
        &["TcpStream", "TcpListener", "TcpSocket"],
        &["net/", "upstream/", "cli/", "admin.rs", "gateway"],
    );
}

#[test]
fn no_stage_of_the_generator_imports_a_later_one() {
    assert_imports_none(
        GENERATOR,
        "load/",
        &["overlay", "resolve", "lower", "model", "lint", "emit", "lock", "explain"],
    );
    assert_imports_none(GENERATOR, "overlay/", &["resolve", "lower", "model", "lint", "emit", "lock", "explain"]);
    assert_imports_none(GENERATOR, "resolve/", &["lower", "model", "lint", "emit", "lock", "explain"]);
    assert_imports_none(
        GENERATOR,
        "model/",
        &["load", "overlay", "resolve", "lower", "lint", "emit", "lock", "explain"],
    );
    assert_imports_none(GENERATOR, "lower/", &["lint", "emit", "lock", "explain"]);
    assert_imports_none(GENERATOR, "lint/", &["resolve", "emit", "lock", "explain"]);
    assert_imports_none(GENERATOR, "emit/", &["load", "overlay", "resolve", "lower", "lint"]);
}

#[test]
fn the_generator_is_pure_after_load() {
    assert_only_in(GENERATOR, &["HashMap", "HashSet", "SystemTime", "Instant::now"], &[]);
    assert_only_in(GENERATOR, &["std::fs", "fs::"], &["load/", "source.rs", "build/", "cli/", "main.rs"]);
    assert_only_in(GENERATOR, &["std::env", "env::var"], &["build/", "cli/", "main.rs"]);
    assert_only_in(GENERATOR, &["askama", "prettyplease"], &["emit/"]);
}

#[test]
fn files_are_short_or_say_why_not() {
    for folder in [RUNTIME, GENERATOR, "gateway-dev/src", "generated/orders/src", "xtask/src", "tests/src", "bench/src"]
    {
        for (name, text) in sources(folder) {
            let length = text.lines().count();
            let explained = text.lines().take(12).any(|line| line.contains("Long because"));
            assert!(length <= 400 || explained, "{folder}/{name} has {length} lines and does not say why");
        }
    }
}

#[test]
fn no_work_is_left_lying_about() {
    for folder in [RUNTIME, GENERATOR, "gateway-dev/src", "generated/orders/src", "xtask/src", "tests", "bench/src"] {
        for (name, text) in sources(folder).iter().filter(|(name, _)| name != "tests/architecture.rs") {
            for mark in ["TODO", "FIXME", "XXX", "todo!(", "unimplemented!(", "#[ignore"] {
                assert!(!text.contains(mark), "{folder}/{name} contains {mark}");
            }
        }
    }
}

/// `cargo tree` for one package, all targets, without development dependencies.
fn tree(package: &str, kinds: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "--target", "all", "--prefix", "none", "--format", "{p}"])
        .args(["--edges", kinds, "--package", package])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("cargo prints UTF-8");
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn a_gateway_links_no_generator_and_a_generator_no_runtime() {
    let gateway = tree("orders", "normal");
    for absent in ["gateway-gen", "jsonschema", "openapiv3", "saphyr-parser", "askama", "syn", "rcgen"] {
        let through_dev = absent == "rcgen" || absent == "syn";
        assert!(through_dev || !gateway.contains(absent), "orders links {absent}");
    }
    let generator = tree("gateway-gen", "normal,build");
    for absent in ["gateway-runtime", "tokio", "hyper", "rustls"] {
        assert!(!generator.contains(absent), "gateway-gen builds {absent}");
    }
}

/// Every crate forbids unsafe code by the lints of the workspace, except the one that is there for it.
#[test]
fn unsafe_code_is_in_one_crate() {
    let root = root();
    let manifest = std::fs::read_to_string(root.join("Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\""));
    let members = manifest.split_once("members = [").and_then(|(_, rest)| rest.split_once(']')).unwrap().0;
    for member in members.lines().map(|line| line.trim().trim_matches([',', '"'])).filter(|member| !member.is_empty()) {
        let own = std::fs::read_to_string(root.join(member).join("Cargo.toml")).unwrap();
        assert_eq!(own.contains("[lints]\nworkspace = true"), member != "gateway-cursor", "{member}");
    }
}

#[test]
fn there_is_one_tls_stack() {
    for package in ["orders", "gateway-runtime", "gateway-dev"] {
        let graph = tree(package, "normal,build");
        for absent in ["ring", "openssl", "openssl-sys", "native-tls", "reqwest", "rsa"] {
            assert!(!graph.contains(absent), "{package} resolves {absent}");
        }
        assert!(graph.contains("rustls") && graph.contains("aws-lc-rs"));
    }
}

/// The cells of the rows of the table under a heading of ARCHITECTURE.md.
fn table(heading: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let (_, rest) = text.split_once(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("no heading {heading}"));
    let section = rest.split("\n## ").next().expect("a split has a first part");
    let rows = section.lines().filter(|line| line.starts_with('|')).skip(2);
    rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect()).collect()
}

#[test]
fn the_vocabulary_table_is_the_vocabulary() {
    let documented: BTreeSet<(String, String)> =
        table("Vocabulary").into_iter().map(|cells| (cells[0].clone(), cells[1].clone())).collect();
    let declared: BTreeSet<(String, String)> =
        gateway_gen::vocabulary::rows().into_iter().map(|row| (row.path, row.status.as_str().to_owned())).collect();
    assert_eq!(documented, declared);
}

#[test]
fn the_table_of_formats_is_that_of_the_generator() {
    let declared: Vec<Vec<String>> = gateway_gen::model::format::TABLE
        .iter()
        .map(|row| [row.name, row.assertion.kind(), row.meaning].map(|cell| cell.replace('`', "")).to_vec())
        .collect();
    assert_eq!(table("Formats"), declared);
}

#[test]
fn every_direct_dependency_is_justified() {
    let manifest: toml::Table =
        std::fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml").parse().expect("TOML");
    let declared: BTreeSet<String> = manifest["workspace"]["dependencies"]
        .as_table()
        .expect("a table")
        .keys()
        .filter(|name| !name.starts_with("gateway-"))
        .cloned()
        .collect();
    let justified: BTreeSet<String> = table("Dependencies").into_iter().map(|cells| cells[0].clone()).collect();
    assert_eq!(justified, declared);
}

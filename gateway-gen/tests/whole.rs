//! The validators of every schema of real documents: sound Rust, and the same each time.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use std::fs;
use std::path::{Path, PathBuf};

use gateway_gen::emit::validators;
use gateway_gen::load;
use gateway_gen::lower;
use gateway_gen::model::Direction;
use gateway_gen::resolve::Document;
use gateway_gen::source::Sources;

fn documents() -> Option<Vec<PathBuf>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/specs");
    let path = if path.is_dir() { path } else { PathBuf::from(std::env::var_os("GATEWAY_SHARED")?).join("data/specs") };
    let mut folders = vec![path.is_dir().then_some(path)?];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let is_document = path.extension().is_some_and(|kind| kind == "yaml" || kind == "json");
            if path.is_dir() {
                folders.push(path);
            } else if is_document {
                found.push(path);
            }
        }
    }
    found.sort();
    Some(found)
}

/// What was found, what was refused, and the Rust of the rest.
fn emitted(text: &str, direction: Direction) -> Option<(usize, usize, String)> {
    let sources = Sources::from_texts([("document.yaml", text)]);
    let mut findings = Vec::new();
    let (id, source) = sources.iter().next()?;
    let root = load::load(id, source, &mut findings)?;
    let document = Document::new(root, &mut findings)?;
    let inventory = lower::inventory(&document, direction, &mut findings);
    let tokens = validators::functions(&inventory.schemas, &inventory.roots, "document.yaml");
    Some((inventory.found, inventory.refused, tokens.to_string()))
}

#[test]
fn every_schema_of_real_documents_is_sound_rust() {
    let Some(documents) = documents() else {
        eprintln!("skipped: the shared data folder `specs` is not here");
        return;
    };
    let (mut found, mut refused, mut functions) = (0, 0, 0);
    for path in &documents {
        let text = fs::read_to_string(path).unwrap();
        for direction in [Direction::Request, Direction::Response] {
            let Some(first) = emitted(&text, direction) else { continue };
            let file: syn::File = syn::parse_str(&first.2).unwrap();
            functions += file.items.iter().filter(|item| matches!(item, syn::Item::Fn(_))).count();
            found += first.0;
            refused += first.1;
            assert!(Some(first) == emitted(&text, direction), "{} differs the second time", path.display());
        }
    }
    eprintln!("{found} schemas, {refused} refused, {functions} functions of {} documents", documents.len());
    assert!(found > 5_000, "{found}");
    assert!(refused * 100 <= found, "{refused} of {found}");
}

//! The validators of every schema of real documents: sound Rust, and the same each time.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use gateway_gen::emit::validators;
use gateway_gen::load;
use gateway_gen::lower;
use gateway_gen::model::{Direction, Schema};
use gateway_gen::resolve::Document;
use gateway_gen::source::Sources;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;

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
    let place = |schema: &Schema| sources.exact_place(&schema.span);
    let tokens = validators::functions(&inventory.schemas, &inventory.roots, "document.yaml", &place);
    Some((inventory.found, inventory.refused, tokens.to_string()))
}

/// The functions whose names mean something else in the bodies of others: a word, a parameter or a variable.
fn hidden(file: &syn::File) -> BTreeSet<String> {
    let mut functions = BTreeSet::new();
    let mut words = BTreeSet::new();
    for item in &file.items {
        let mut tokens = Vec::new();
        match item {
            syn::Item::Fn(function) => {
                functions.insert(function.sig.ident.to_string());
                words.extend(["run".to_owned(), "at".to_owned()]);
                flatten(function.block.to_token_stream(), &mut tokens);
                words.extend(bound(&tokens));
            }
            other => {
                flatten(other.to_token_stream(), &mut tokens);
                words.extend(tokens);
            }
        }
    }
    functions.intersection(&words).cloned().collect()
}

/// The variables of `let NAME`, `let mut NAME`, `let Some(NAME)` and `let Some(mut NAME)`.
fn bound(tokens: &[String]) -> impl Iterator<Item = String> {
    let after =
        |position: usize| tokens.iter().skip(position + 1).find(|token| !["mut", "Some"].contains(&token.as_str()));
    let lets = tokens.iter().enumerate().filter(|(_, token)| *token == "let");
    lets.filter_map(move |(position, _)| after(position).cloned())
}

/// Every identifier.
fn flatten(tokens: TokenStream, into: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => flatten(group.stream(), into),
            TokenTree::Ident(word) => into.push(word.to_string()),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

#[test]
fn names_of_words_are_no_names_of_schemas() {
    let names =
        ["Array", "at", "Class", "end", "Format", "key", "listed", "note", "Object", "property", "run", "schema"];
    let schemas = names.map(|name| {
        format!(r##""{name}":{{"type":"object","properties":{{"a{name}":{{"$ref":"#/components/schemas/Text"}}}}}}"##)
    });
    let root = names.map(|name| format!(r##"{{"$ref":"#/components/schemas/{name}"}}"##));
    let text = format!(
        r#"{{"openapi":"3.1.0","info":{{"title":"a","version":"1"}},"paths":{{"/a":{{"get":{{"parameters":[
        {{"name":"a","in":"query","schema":{{"anyOf":[{}]}}}}],"responses":{{}}}}}}}},
        "components":{{"schemas":{{{},"Text":{{"type":"array","items":{{"maxLength":9}}}}}}}}}}"#,
        root.join(","),
        schemas.join(",")
    );
    let (found, refused, rust) = emitted(&text, Direction::Request).unwrap();
    assert_eq!((found, refused), (1, 0));
    let file: syn::File = syn::parse_str(&rust).unwrap();
    assert!(file.items.len() > names.len(), "{rust}");
    assert_eq!(hidden(&file), BTreeSet::new());
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
            assert_eq!(hidden(&file), BTreeSet::new(), "{}", path.display());
            found += first.0;
            refused += first.1;
            assert!(Some(first) == emitted(&text, direction), "{} differs the second time", path.display());
        }
    }
    eprintln!("{found} schemas, {refused} refused, {functions} functions of {} documents", documents.len());
    assert!(found > 4_000, "{found}");
    assert!(refused * 100 <= found, "{refused} of {found}");
}

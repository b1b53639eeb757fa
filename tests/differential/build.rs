//! Compiles the component and request-body schemas of the shared documents.
//!
//! Only the small documents, unless `GATEWAY_DIFFERENTIAL=all`: an unoptimised build of all of them takes minutes.

#![allow(clippy::expect_used, reason = "a build script that cannot go on stops the build")]

#[path = "build/document.rs"]
mod document;
#[path = "../conformance/src/shared.rs"]
#[allow(unreachable_pub, reason = "another crate has the same file as a module")]
mod shared;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use gateway_gen::emit::validators;
use gateway_gen::lone::{Options, lower_into};
use gateway_gen::model::{SchemaId, Schemas};
use gateway_gen::resolve::Dialect;
use quote::quote;

use document::Document;

/// Which documents: `all`, or those of at most [`SMALL`] bytes.
const WHICH: &str = "GATEWAY_DIFFERENTIAL";
const SMALL: u64 = 100_000;

fn main() {
    println!("cargo::rerun-if-env-changed={}", shared::VARIABLE);
    println!("cargo::rerun-if-env-changed={WHICH}");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    let documents = shared::folder().map(|folder| documents(&folder)).unwrap_or_default();
    let mut schemas = Schemas::default();
    let mut subjects: Vec<(usize, String, SchemaId)> = Vec::new();
    for (position, document) in documents.iter().enumerate() {
        let options = Options { dialect: document.dialect, assert_formats: true, direction: None, others: &[] };
        let name = document.name.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
        let lowered = lower_into(schemas, &document.text(), &name, &options);
        let (more, root, _) = lowered.map_err(|(_, why)| format!("{}: {why:#?}", document.name)).expect("it is sound");
        schemas = more;
        let properties = &schemas.at(root).object.properties;
        subjects.extend(properties.iter().map(|(root, property)| (position, root.clone(), property.schema)));
    }
    let roots: BTreeSet<SchemaId> = subjects.iter().map(|(_, _, id)| *id).collect();
    let functions = validators::functions(&schemas, &roots, "differential");
    let rows = subjects.iter().map(|(document, root, id)| {
        let name: syn::Ident = syn::parse_str(&schemas.at(*id).name).expect("the names here are identifiers");
        quote!(Subject { document: #document, root: #root, validator: #name })
    });
    let texts = documents.iter().map(|document| {
        let (name, is_30, text) = (&document.name, document.dialect == Dialect::V30, document.text());
        quote!(Document { name: #name, is_30: #is_30, text: #text })
    });
    let source = quote! {
        #functions
        /// The documents, reduced to their schemas.
        pub static DOCUMENTS: &[Document] = &[#(#texts),*];
        /// Every schema with its compiled validator.
        pub static SUBJECTS: &[Subject] = &[#(#rows),*];
    };
    let file = syn::parse2(source).expect("what is emitted is Rust");
    let out = env::var("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&out).join("subjects.rs"), prettyplease::unparse(&file)).expect("OUT_DIR is writable");
}

/// The shared documents that have schemas, and the schemas of the validator bench.
fn documents(folder: &Path) -> Vec<Document> {
    let all = env::var(WHICH).is_ok_and(|which| which == "all");
    let mut paths = Vec::new();
    collect(&folder.join("specs"), &mut paths);
    paths.sort();
    paths.retain(|path| all || fs::metadata(path).is_ok_and(|about| about.len() <= SMALL));
    let specs = folder.join("specs");
    let name = |path: &Path| path.strip_prefix(&specs).unwrap_or(path).to_string_lossy().into_owned();
    let mut documents: Vec<_> = paths.iter().filter_map(|path| Document::openapi(&name(path), path)).collect();
    for name in ["small", "medium", "large"] {
        documents.extend(Document::schema(name, &folder.join(format!("validation-bench/{name}.schema.json"))));
    }
    documents
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the corpus is readable") {
        let path = entry.expect("the corpus is readable").path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|kind| kind == "yaml" || kind == "json") {
            paths.push(path);
        }
    }
}

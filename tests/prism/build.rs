//! Compiles the document of every case of the corpus, as a product of its own, as far as it can be compiled.

#![allow(clippy::expect_used, reason = "a build script that cannot go on stops the build")]

#[path = "src/case.rs"]
#[allow(unreachable_pub, dead_code, reason = "the library has the same file")]
mod case;
#[path = "build/complete.rs"]
mod complete;
#[path = "../conformance/src/shared.rs"]
#[allow(unreachable_pub, reason = "another crate has the same file as a module")]
mod shared;

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs};

use gateway_gen::diagnostic::{Diagnostic, Severity};
use gateway_gen::source::Sources;
use gateway_gen::{compile, emit, load, rule};
use quote::quote;

use case::{Case, cases, module};
use complete::{Added, complete};

fn main() {
    println!("cargo::rerun-if-env-changed={}", shared::VARIABLE);
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=src/case.rs");
    let out = env::var("OUT_DIR").expect("cargo sets it");
    let folder = shared::folder().filter(|folder| folder.join("prism-harness").is_dir());
    if let Some(folder) = &folder {
        println!("cargo::rerun-if-changed={}", folder.join("prism-harness").display());
    }
    let mut modules = Vec::new();
    let mut rows = Vec::new();
    let mut added_of_all = Vec::new();
    for case in folder.iter().flat_map(|folder| cases(folder)) {
        let (name, module) = (&case.name, module(&case.name));
        match product(&case, &Path::new(&out).join(&module)) {
            Ok(added) => {
                let path = format!("{module}/mod.rs");
                let module: syn::Ident = syn::parse_str(&module).expect("the names are identifiers");
                modules.push(quote!(#[path = #path] mod #module;));
                rows.push(quote!((#name, Outcome::Product(|builder| {
                    builder.start_as::<#module::Prism>(#module::hooks::Dispatcher(()))
                }))));
                added_of_all.extend(added);
            }
            Err(rules) => {
                let rules = rules.iter().map(|(code, title)| quote!((#code, #title)));
                rows.push(quote!((#name, Outcome::Refused(&[#(#rules),*]))));
            }
        }
    }
    let kinds: BTreeSet<&str> = added_of_all.iter().copied().collect();
    let added = kinds.iter().map(|kind| {
        let count = added_of_all.iter().filter(|added| *added == kind).count();
        quote!((#kind, #count))
    });
    let source = quote! {
        #(#modules)*
        /// What came of each document.
        pub(crate) static COMPILED: &[(&str, Outcome)] = &[#(#rows),*];
        /// What compiled documents lacked, and how many of them.
        pub(crate) static ADDED: &[(&str, usize)] = &[#(#added),*];
    };
    let file = syn::parse2(source).expect("what is emitted is Rust");
    fs::write(Path::new(&out).join("compiled.rs"), prettyplease::unparse(&file)).expect("OUT_DIR is writable");
}

/// Writes the product of a case to a folder; otherwise the rules that forbid it, with their titles.
fn product(case: &Case, folder: &Path) -> Result<Added, BTreeSet<(&'static str, &'static str)>> {
    let sources = Sources::from_texts([("document.yaml", case.document.as_str())]);
    let (id, source) = sources.iter().next().expect("one text was given");
    let mut findings = Vec::new();
    let tree = load::load(id, source, &mut findings);
    let errors = errors(&findings);
    let tree = tree.filter(|_| errors.is_empty()).ok_or(errors)?;
    let (document, added) = complete(tree.to_json());
    let name = format!("{}.json", case.name);
    let compiled = compile(Sources::from_texts([(name.as_str(), document.to_string().as_str())]));
    let product = compiled.sound().ok_or_else(|| self::errors(&compiled.diagnostics))?;
    let files = emit::files(product, &|span| compiled.sources.exact_place(span)).expect("a sound product is emitted");
    fs::create_dir_all(folder).expect("OUT_DIR is writable");
    for file in files {
        fs::write(folder.join(file.name), file.text).expect("OUT_DIR is writable");
    }
    Ok(added)
}

fn errors(findings: &[Diagnostic]) -> BTreeSet<(&'static str, &'static str)> {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|error| (error.code, rule::find(error.code).map_or("", |rule| rule.title))).collect()
}

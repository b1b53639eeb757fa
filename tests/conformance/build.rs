//! Compiles every schema of the official suites through the real lowering and emission.

#![allow(clippy::expect_used, reason = "a build script that cannot go on stops the build")]

#[path = "src/shared.rs"]
#[allow(unreachable_pub, reason = "the library has the same file")]
mod shared;
#[path = "src/suite.rs"]
#[allow(unreachable_pub, dead_code, reason = "the library has the same file, and judges the cases")]
mod suite;

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs};

use gateway_gen::emit::validators;
use gateway_gen::lone::{Options, lower_into, place};
use gateway_gen::model::Schemas;
use gateway_gen::resolve::Dialect;
use quote::quote;
use referencing::meta;

use suite::{Suite, groups};

fn main() {
    println!("cargo::rerun-if-env-changed={}", shared::VARIABLE);
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src");
    let others = shared::folder().map(|folder| others(&folder)).unwrap_or_default();
    let others: Vec<(&str, &str)> = others.iter().map(|(uri, text)| (uri.as_str(), text.as_str())).collect();
    let mut schemas = Schemas::default();
    let mut rows = Vec::new();
    let mut roots = BTreeSet::new();
    for suite in Suite::ALL.into_iter().filter(|_| shared::folder().is_some()) {
        let folder = shared::folder().expect("just found");
        let dialect = if suite == Suite::Draft4 { Dialect::V30 } else { Dialect::V31 };
        let options = Options { dialect, assert_formats: suite.asserts_formats(), direction: None, others: &others };
        for group in groups(&folder, suite) {
            let label = group.label();
            let text = group.schema.to_string();
            match lower_into(schemas, &text, &label, &options) {
                Ok((more, root, _)) => {
                    schemas = more;
                    roots.insert(root);
                    rows.push((suite, label, root));
                }
                // What does not compile has no row, and each of its cases is then counted as wrong.
                Err((more, _)) => schemas = more,
            }
        }
    }
    let functions = validators::functions(&schemas, &roots, "suite", &place);
    let rows = rows.iter().map(|(suite, label, root)| {
        let name: syn::Ident = syn::parse_str(&schemas.at(*root).name).expect("the names are identifiers");
        let suite: syn::Ident = syn::parse_str(&format!("{suite:?}")).expect("so are variants");
        quote!((Suite::#suite, #label, #name as Validator))
    });
    let source = quote! {
        #functions
        /// Each schema of each suite with its compiled validator.
        pub(crate) static COMPILED: &[(Suite, &str, Validator)] = &[#(#rows),*];
    };
    let file = syn::parse2(source).expect("what is emitted is Rust");
    let out = env::var("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&out).join("compiled.rs"), prettyplease::unparse(&file)).expect("OUT_DIR is writable");
}

/// What the suites refer to: their own remote schemas, and the metaschemas.
fn others(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for metaschema in [
        &meta::DRAFT202012,
        &meta::DRAFT202012_CORE,
        &meta::DRAFT202012_APPLICATOR,
        &meta::DRAFT202012_UNEVALUATED,
        &meta::DRAFT202012_VALIDATION,
        &meta::DRAFT202012_META_DATA,
        &meta::DRAFT202012_FORMAT_ANNOTATION,
        &meta::DRAFT202012_CONTENT,
    ] {
        let id = metaschema.get("$id").and_then(|id| id.as_str()).expect("a metaschema has a URI");
        found.push((id.to_owned(), metaschema.to_string()));
    }
    collect(&folder.join("json-schema-test-suite/remotes"), "http://localhost:1234/", &mut found);
    found.retain(|(uri, _)| !uri.contains("/draft") || uri.contains("draft2020-12") || uri.contains("draft/2020-12"));
    found
}

fn collect(folder: &Path, base: &str, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("the corpus is readable") {
        let path = entry.expect("the corpus is readable").path();
        let name = format!("{base}{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            collect(&path, &format!("{name}/"), found);
        } else {
            found.push((name, fs::read_to_string(&path).expect("the corpus is UTF-8")));
        }
    }
    found.sort();
}

//! Prints validators for the schemas that the differential tests use.

#![allow(clippy::expect_used, reason = "a build script that cannot go on stops the build")]

#[path = "conformance/src/shared.rs"]
#[allow(unreachable_pub, reason = "another crate has the same file as a module")]
mod shared;

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs};

use gateway_gen::emit::validators;
use gateway_gen::lone::{Options, lower_into, place};
use gateway_gen::model::Schemas;
use gateway_gen::resolve::Dialect;
use quote::quote;
use serde_json::Value;

fn main() {
    let mut schemas = Schemas::default();
    let mut cases = Vec::new();
    let mut add = |label: String, schema: &Value| {
        let options = Options { dialect: Dialect::V31, assert_formats: true, direction: None, others: &[] };
        let before = std::mem::take(&mut schemas);
        let lowered = lower_into(before, &schema.to_string(), &label, &options);
        let (more, root, _) = lowered.map_err(|(_, why)| why).expect("the schemas here are sound");
        schemas = more;
        cases.push((label, root, schema.to_string()));
    };
    println!("cargo::rerun-if-env-changed={}", shared::VARIABLE);
    for entry in sorted("differential/schemas") {
        println!("cargo::rerun-if-changed={}", entry.display());
        let schema = serde_json::from_slice(&fs::read(&entry).expect("the schema is readable")).expect("it is JSON");
        add(entry.file_stem().unwrap_or_default().to_string_lossy().into_owned(), &schema);
    }
    if let Some(shared) = shared::folder() {
        for name in ["small", "medium", "large"] {
            let path = shared.join(format!("validation-bench/{name}.schema.json"));
            add(name.to_owned(), &serde_json::from_slice(&fs::read(path).expect("readable")).expect("it is JSON"));
        }
    }
    let roots: BTreeSet<_> = cases.iter().map(|(_, id, _)| *id).collect();
    let functions = validators::functions(&schemas, &roots, "tests", &place);
    let rows = cases.iter().map(|(label, id, text)| {
        let name: syn::Ident = syn::parse_str(&schemas.at(*id).name).expect("the names here are identifiers");
        quote!(Case { label: #label, schema: #text, validator: #name })
    });
    let source = quote! {
        #functions
        /// Every schema with its compiled validator.
        pub static CASES: &[Case] = &[#(#rows),*];
    };
    let file = syn::parse2(source).expect("what is emitted is Rust");
    let out = env::var("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&out).join("validators.rs"), prettyplease::unparse(&file)).expect("OUT_DIR is writable");
}

fn sorted(folder: &str) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is part of the crate");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("readable").path()).collect();
    paths.sort();
    paths
}

//! Prints validators for the schemas that the differential tests use.

#![allow(clippy::expect_used, reason = "a build script that cannot go on stops the build")]

#[path = "differential/lower.rs"]
mod lower;
#[path = "differential/shared.rs"]
mod shared;

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs};

use gateway_gen::emit::validators;
use gateway_gen::model::Schemas;
use quote::quote;
use serde_json::Value;

/// The suite's files about compiled keywords, and about some that go to the interpreter.
const SUITE: &[&str] = &[
    "additionalProperties",
    "allOf",
    "anyOf",
    "boolean_schema",
    "const",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "infinite-loop-detection",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "oneOf",
    "pattern",
    "properties",
    "ref",
    "required",
    "type",
    "uniqueItems",
    "optional/bignum",
    "optional/float-overflow",
    "optional/ecmascript-regex",
    "optional/non-bmp-regex",
    "optional/format/date",
    "optional/format/date-time",
    "optional/format/email",
    "optional/format/ipv4",
    "optional/format/ipv6",
    "optional/format/uuid",
];

fn main() {
    let mut schemas = Schemas::default();
    let mut cases = Vec::new();
    let mut add = |label: String, schema: &Value| {
        if uses_remote(schema) {
            return;
        }
        let prefix = format!("s{}", cases.len());
        cases.push((label, lower::lower(&mut schemas, schema, &prefix), schema.to_string()));
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
        for file in SUITE {
            let path = shared.join(format!("json-schema-test-suite/tests/draft2020-12/{file}.json"));
            let groups: Vec<Value> = serde_json::from_slice(&fs::read(path).expect("readable")).expect("it is JSON");
            for (position, group) in groups.iter().enumerate() {
                add(format!("{file}#{position}"), &group["schema"]);
            }
        }
    }
    let roots: BTreeSet<_> = cases.iter().map(|(_, id, _)| *id).collect();
    let functions = validators::functions(&schemas, &roots, "tests");
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

/// Schemas of the suite that refer to other documents, anchors or ids are for bundlers, not for compiled schemas.
fn uses_remote(schema: &Value) -> bool {
    let text = schema.to_string();
    ["\"$id\"", "\"$anchor\"", "\"$dynamic", "\"$recursive", "\"$vocabulary\""].iter().any(|word| text.contains(word))
        || text.match_indices("\"$ref\":\"").any(|(at, found)| {
            let target = text.get(at + found.len()..).unwrap_or_default();
            // Escaped pointers and those into keywords that are interpreted are left to the interpreter's own tests.
            !target.starts_with("#/$defs/") && !target.starts_with("#\"") && !target.starts_with("#/properties/")
                || target.split('"').next().is_some_and(|target| target.contains('%'))
        })
}

fn sorted(folder: &str) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is part of the crate");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("readable").path()).collect();
    paths.sort();
    paths
}

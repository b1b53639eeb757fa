//! Compiles the schemas of the measured bodies, where the public corpora are present.

#![allow(clippy::expect_used, reason = "a build script that cannot go on stops the build")]

#[path = "../tests/differential/lower.rs"]
mod lower;
#[path = "../tests/differential/shared.rs"]
mod shared;

use std::{env, fs};

use gateway_gen::emit::validators;
use gateway_gen::model::Schemas;

fn main() {
    println!("cargo::rerun-if-env-changed={}", shared::VARIABLE);
    let mut schemas = Schemas::default();
    let mut known = Vec::new();
    if let Some(shared) = shared::folder() {
        for name in ["small", "medium", "large"] {
            let path = shared.join(format!("validation-bench/{name}.schema.json"));
            let text = fs::read(path).expect("the corpus is readable");
            let schema = serde_json::from_slice(&text).expect("its schemas are JSON");
            known.push((name, lower::lower(&mut schemas, &schema, name)));
        }
    }
    let functions = validators::functions(&schemas, &known.iter().map(|(_, id)| *id).collect(), "validation-bench");
    let rows: Vec<_> = known.iter().map(|(name, _)| format!("(\"{name}\", {name})")).collect();
    let rows = rows.join(",");
    let source = format!("{functions} pub const MEASURED: &[(&str, schema::Validator)] = &[{rows}];");
    let out = env::var("OUT_DIR").expect("cargo sets it");
    fs::write(format!("{out}/validators.rs"), source).expect("OUT_DIR is writable");
}

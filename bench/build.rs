//! Compiles `bench.yaml`, and the schemas of the validator comparison, where the shared corpus is there.

#[path = "../tests/conformance/src/shared.rs"]
#[allow(unreachable_pub, reason = "another crate has the same file as a module")]
mod shared;

use std::path::{Path, PathBuf};

use gateway_gen::emit::validators;
use gateway_gen::lone::{Options, lower};
use gateway_gen::resolve::Dialect;

/// The bodies of the comparison.
const BODIES: [&str; 3] = ["small", "medium", "large"];

fn main() {
    println!("cargo::rustc-check-cfg=cfg(corpus)");
    println!("cargo::rerun-if-env-changed={}", shared::VARIABLE);
    if let Some(folder) = shared::folder() {
        match BODIES.into_iter().try_for_each(|body| compile(&folder, body)) {
            Ok(()) => println!("cargo::rustc-cfg=corpus"),
            Err(why) => println!("cargo::error={why}"),
        }
    }
    gateway_gen::Build::new("bench.yaml").lock("gateway.lock").emit();
}

/// Emits the validator of one body, and puts the schema beside it for the contenders that interpret it.
fn compile(folder: &Path, body: &str) -> Result<(), String> {
    let path = folder.join(format!("validation-bench/{body}.schema.json"));
    println!("cargo::rerun-if-changed={}", path.display());
    let schema = std::fs::read_to_string(path).map_err(|why| why.to_string())?;
    let options = Options { dialect: Dialect::V31, assert_formats: true, direction: None, others: &[] };
    let lone = lower(&schema, body, &options).map_err(|why| format!("{why:?}"))?;
    let tokens = validators::functions(&lone.schemas, &[lone.root].into(), body);
    let file = syn::parse2(tokens).map_err(|why| why.to_string())?;
    let out = std::env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    let write = |name: String, text: &str| std::fs::write(out.join(name), text).map_err(|why| why.to_string());
    write(format!("{body}.schema.json"), &schema)?;
    write(format!("{body}.macro.rs"), &contender(&out.join(format!("{body}.schema.json"))))?;
    write(format!("{body}.rs"), &prettyplease::unparse(&file))
}

/// What the macro of `jsonschema` is given; it takes a path only as a literal.
fn contender(schema: &Path) -> String {
    format!(
        "#[jsonschema::validator(path = {:?}, draft = jsonschema::Draft::Draft202012, validate_formats = true)]\n\
         pub(super) struct Generated;\n",
        schema.to_string_lossy()
    )
}

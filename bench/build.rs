//! Compiles `bench.yaml`, and the schema of the validator comparison, where the shared corpus is there.

use std::path::{Path, PathBuf};

use gateway_gen::source::Sources;
use gateway_gen::{compile, emit};

const SCHEMA: &str = "../../shared/data/validation-bench/medium.schema.json";

fn main() {
    println!("cargo::rustc-check-cfg=cfg(corpus)");
    println!("cargo::rerun-if-changed={SCHEMA}");
    if let Ok(schema) = std::fs::read_to_string(SCHEMA) {
        match medium(&schema) {
            Ok(()) => println!("cargo::rustc-cfg=corpus"),
            Err(why) => println!("cargo::error={why}"),
        }
    }
    gateway_gen::Build::new("bench.yaml").lock("gateway.lock").emit();
}

/// Emits the schema as the body of an operation of a product of its own.
fn medium(schema: &str) -> Result<(), String> {
    let document = document(schema);
    let compiled = compile(Sources::from_texts([("medium.json", document.as_str())]));
    let product = compiled.sound().ok_or_else(|| format!("{:?}", compiled.diagnostics))?;
    let files = emit::files(product, &|span| compiled.sources.exact_place(span)).map_err(|why| why.to_string())?;
    let folder = Path::new(&std::env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default()).join("medium");
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).map_err(|why| why.to_string());
    std::fs::create_dir_all(&folder).map_err(|why| why.to_string())?;
    write("schema.json", schema)?;
    for file in files {
        write(file.name, &file.text)?;
    }
    Ok(())
}

fn document(schema: &str) -> String {
    let mut components = Vec::new();
    let schema = schema.replace("#/$defs/", "#/components/schemas/");
    // The definitions become components; the rest of the schema is the body's.
    if let Some((_, definitions)) = schema.split_once("\"$defs\": {") {
        components.push(definitions.split("\n },").next().unwrap_or_default().to_owned());
    }
    let body = schema.split_once("\n },").map(|(_, rest)| rest).unwrap_or_default().trim_end().trim_end_matches('}');
    format!(
        r##"{{"openapi":"3.1.0","info":{{"title":"Medium","version":"1"}},
"x-gateway":{{"version":1,"product":"medium","profile":"permissive","hosts":["medium.example"]}},
"x-gateway-components":{{"upstreams":{{"u":{{}}}}}},"x-gateway-upstream":"u","x-gateway-body":{{"maxBytes":"64KiB","maxDepth":16}},
"paths":{{"/medium":{{"post":{{"operationId":"validateMedium","security":[{{"oauth":[]}}],"requestBody":{{"required":true,
"content":{{"application/json":{{"schema":{{"$ref":"#/components/schemas/Medium"}}}}}}}},"responses":{{"200":{{"description":"OK"}}}}}}}}}},
"components":{{"securitySchemes":{{"oauth":{{"type":"http","scheme":"bearer","x-gateway-auth":{{"issuer":"https://id.example.com",
"audience":["https://medium.example"],"algorithms":["ES256"]}}}}}},"schemas":{{{},"Medium":{{{body}}}}}}}}}"##,
        components.join("").trim_end()
    )
}
